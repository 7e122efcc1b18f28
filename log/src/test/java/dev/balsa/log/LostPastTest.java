package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.log.DataDirectoryException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LostPastTest {
  private static final long CLUSTER = 7;

  @TempDir Path folder;

  private Identity begin(Path directory) throws IOException {
    try (DataDirectory data = DataDirectory.open(directory, CLUSTER, 3)) {
      try (SegmentedLog log = data.openLog(LogSettings.STANDARD)) {
        log.append(
            new HardState(1, 3), List.of(new Entry(1, 1, EntryKind.COMMAND, Bytes.utf8("x"))));
        log.sync();
      }
      return data.identity();
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void whatWasKeptIsInAFolderAndWhoeverOpensTheRestIsASuccessor() throws IOException {
    Path directory = folder.resolve("data");
    Identity former = begin(directory);
    List<String> kept = names(directory);
    assertThat(kept).contains("identity.a", "identity.b", "0000000001.segment");

    assertThat(DataDirectory.setAside(directory)).isEqualTo(directory.resolve("lost-1"));
    assertThat(names(directory)).containsExactly("lock", "lost-1", "successor");
    assertThat(names(directory.resolve("lost-1")))
        .containsExactlyElementsOf(kept.stream().filter(name -> !name.equals("lock")).toList());

    Identity successor = begin(directory);
    assertThat(MemberId.isSuccessor(successor.memberId())).isTrue();
    assertThat(MemberId.number(successor.memberId())).isEqualTo(3);
    assertThat(successor.directoryId()).isNotEqualTo(former.directoryId());
    Identity again = reopen(directory);
    assertThat(again.memberId()).isEqualTo(successor.memberId());

    assertThat(DataDirectory.setAside(directory)).isEqualTo(directory.resolve("lost-2"));
    assertThat(begin(directory).memberId()).isNotIn(3L, successor.memberId());
  }

  private static Identity reopen(Path directory) throws IOException {
    try (DataDirectory data = DataDirectory.open(directory, CLUSTER, 3)) {
      return data.identity();
    }
  }

  @Test
  void ifItBreaksOffTheDirectoryIsRefusedUntilItIsDone() throws IOException {
    Path directory = folder.resolve("data");
    begin(directory);
    List<String> order = List.of("identity.a", "identity.b", "0000000001.segment");
    Files.createFile(directory.resolve("successor"));
    Path partly = Files.createDirectory(directory.resolve("lost-1"));
    for (String name : order.subList(0, 2)) {
      Files.move(directory.resolve(name), partly.resolve(name));
    }
    assertThatExceptionOfType(DataDirectoryException.class)
        .isThrownBy(() -> reopen(directory))
        .satisfies(e -> assertThat(e.problem()).isInstanceOf(Problem.IdentityMissing.class));
    assertThat(DataDirectory.setAside(directory)).isEqualTo(directory.resolve("lost-2"));
    assertThat(MemberId.isSuccessor(begin(directory).memberId())).isTrue();
  }

  @Test
  void aRunningMemberKeepsItsDirectory() throws IOException {
    Path directory = folder.resolve("data");
    try (DataDirectory data = DataDirectory.open(directory, CLUSTER, 3)) {
      assertThatExceptionOfType(DataDirectoryException.class)
          .isThrownBy(() -> DataDirectory.setAside(directory))
          .satisfies(e -> assertThat(e.problem()).isInstanceOf(Problem.Locked.class));
      assertThat(data.identity().memberId()).isEqualTo(3);
    }
    assertThat(names(directory)).contains("identity.a").doesNotContain("successor");
  }

  @Test
  void theDirectoryOfAnotherNumberIsStillRefused() throws IOException {
    Path directory = folder.resolve("data");
    begin(directory);
    DataDirectory.setAside(directory);
    begin(directory);
    assertThatExceptionOfType(DataDirectoryException.class)
        .isThrownBy(() -> DataDirectory.open(directory, CLUSTER, 4))
        .satisfies(e -> assertThat(e.problem()).isInstanceOf(Problem.WrongMember.class));
  }
}
