package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.balsa.core.HardState;
import dev.balsa.log.DataDirectoryException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The logs of many groups in one data directory. */
class GroupLogsTest {
  @TempDir Path temporary;

  private DataDirectory open() throws IOException {
    return DataDirectory.open(temporary, 0xc1, 3);
  }

  private void write(int group, long term) throws IOException {
    try (DataDirectory data = open();
        SegmentedLog log = data.openLog(group, Workload.SETTINGS)) {
      log.append(new HardState(term, 2), List.of());
      log.sync();
    }
  }

  private long term(int group) throws IOException {
    try (DataDirectory data = open();
        SegmentedLog log = data.openLog(group, Workload.SETTINGS)) {
      return log.recovered().hardState().term();
    }
  }

  private Path folder(int group) {
    return temporary.resolve("groups").resolve(Integer.toString(group));
  }

  private static void empty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void eachGroupHasALogOfItsOwn() throws IOException {
    for (int group = 0; group < 5; group++) {
      write(group, 10 + group);
    }
    for (int group = 0; group < 5; group++) {
      assertThat(term(group)).isEqualTo(10 + group);
    }
  }

  @Test
  void manyAreOpenAtOnce() throws IOException {
    try (DataDirectory data = open();
        SegmentedLog one = data.openLog(1, Workload.SETTINGS);
        SegmentedLog two = data.openLog(2, Workload.SETTINGS)) {
      one.append(new HardState(7, 1), List.of());
      two.append(new HardState(8, 1), List.of());
      one.sync();
      two.sync();
    }
    assertThat(List.of(term(1), term(2))).containsExactly(7L, 8L);
  }

  /** Rule D4: a member that has voted never starts again with term 0, in no group. */
  @Test
  void aGroupWhoseLogIsGoneIsRefusedAndTheOthersAreNot() throws IOException {
    write(1, 19);
    write(2, 20);
    empty(folder(1));
    try (DataDirectory data = open()) {
      DataDirectoryException refusal =
          catchThrowableOfType(
              DataDirectoryException.class, () -> data.openLog(1, Workload.SETTINGS));
      assertThat(refusal.problem()).isEqualTo(new Problem.LogMissing());
      assertThat(refusal).hasMessageContaining("groups/1").hasMessageContaining("lost its log");
    }
    assertThat(term(2)).isEqualTo(20);
    empty(folder(2));
    Files.delete(folder(1));
    Files.delete(folder(2));
    Files.delete(temporary.resolve("groups"));
    assertThatThrownBy(() -> term(2)).isInstanceOf(DataDirectoryException.class);
  }

  /** As a power cut leaves it, which has taken what only the operating system held. */
  @Test
  void whatOnlyTheJournalHasIsBroughtBack() throws IOException {
    write(1, 19);
    Path segment = folder(1).resolve(SegmentHeader.fileName(1));
    byte[] before = Files.readAllBytes(segment);
    write(1, 20);
    byte[] recovered = Files.readAllBytes(segment);
    assertThat(recovered).isNotEqualTo(before);
    Files.write(segment, before);
    assertThat(term(1)).isEqualTo(20);
  }

  /** Otherwise a group could forget a vote because its folder was moved away for one start. */
  @Test
  void aGroupThatWasAwayWhenTheJournalWasReadIsRefusedForGood() throws IOException {
    write(2, 20);
    write(1, 19);
    Files.move(folder(1), temporary.resolve("aside"));
    assertThat(term(2)).isEqualTo(20);
    Files.move(temporary.resolve("aside"), folder(1));
    for (int start = 0; start < 2; start++) {
      assertThatThrownBy(() -> term(1))
          .isInstanceOf(DamagedLogException.class)
          .hasMessageContaining("groups/1")
          .hasMessageContaining("the journal of the groups held a part");
    }
    assertThat(term(2)).isEqualTo(20);
  }

  @Test
  void aDirectoryWhoseJournalIsGoneIsRefused() throws IOException {
    write(1, 19);
    empty(temporary.resolve("journal"));
    assertThatThrownBy(() -> term(1))
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("journal")
        .hasMessageContaining("lost its log");
  }

  @Test
  void theLogOfAnotherGroupIsRefused() throws IOException {
    write(1, 19);
    write(2, 20);
    Files.move(folder(1), temporary.resolve("aside"));
    Files.move(folder(2), folder(1));
    assertThatThrownBy(() -> term(1))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("it belongs to group 2, not 1");
  }

  @Test
  void howMuchIsFreeIsLookedAtOnceForAll() throws IOException {
    AtomicInteger looks = new AtomicInteger();
    SharedVolume volume = new SharedVolume(() -> 1_000 + looks.incrementAndGet());
    assertThat(volume.freeBytes()).isEqualTo(1_001);
    for (int i = 0; i < 1_000; i++) {
      volume.freeBytes();
    }
    // More often only if this takes seconds.
    assertThat(looks.get()).isLessThan(100);
    try (DataDirectory data = open();
        SegmentedLog log = data.openLog(1, Workload.SETTINGS)) {
      assertThat(log.snapshots().freeBytes()).isPositive();
    }
  }
}
