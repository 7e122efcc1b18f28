package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.balsa.core.HardState;
import dev.balsa.log.DataDirectoryException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private static final long CLUSTER = 0xc1;
  private static final long MEMBER = 3;

  @TempDir Path temporary;

  @Test
  void aNewDirectoryIsMadeForThisUserAlone() throws IOException {
    Path directory = temporary.resolve("a/b/c");
    try (DataDirectory data = open(directory)) {
      assertThat(data.identity()).isEqualTo(new Identity(CLUSTER, MEMBER, 42, 1, List.of(43L)));
      data.openLog(Workload.SETTINGS).close();
    }
    assertThat(permissions(directory)).isEqualTo("rwx------");
    try (var files = Files.list(directory)) {
      assertThat(files)
          .hasSize(5)
          .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
    }
  }

  @Test
  void eachStartRaisesTheBootCounterAndKeepsTheRest() throws IOException {
    for (int start = 1; start <= 5; start++) {
      try (DataDirectory data = open(temporary)) {
        assertThat(data.identity())
            .isEqualTo(new Identity(CLUSTER, MEMBER, 42, start, Collections.nCopies(start, 43L)));
      }
    }
  }

  @Test
  void twoDirectoriesGetDifferentIds() throws IOException {
    try (DataDirectory a = DataDirectory.open(temporary.resolve("a"), CLUSTER, MEMBER);
        DataDirectory b = DataDirectory.open(temporary.resolve("b"), CLUSTER, MEMBER)) {
      assertThat(a.identity().directoryId()).isNotEqualTo(b.identity().directoryId());
    }
  }

  @Test
  void aSecondOpenerInThisProcessIsToldWhoHoldsIt() throws IOException {
    try (DataDirectory data = open(temporary)) {
      assertThat(data.identity().bootCounter()).isEqualTo(1);
      for (int i = 0; i < 2; i++) {
        DataDirectoryException refusal = refusal(temporary);
        assertThat(refusal.problem())
            .isInstanceOfSatisfying(
                Problem.Locked.class,
                locked -> assertThat(locked.pid()).isEqualTo(ProcessHandle.current().pid()));
        assertThat(refusal)
            .hasMessageContaining("in use by process " + ProcessHandle.current().pid())
            .hasMessageContaining("Stop that one first");
      }
    }
    try (DataDirectory data = open(temporary)) {
      assertThat(data.identity().bootCounter()).isEqualTo(2);
    }
  }

  /**
   * The lock is the operating system's, so it ends with the process, and another process is told
   * the pid.
   */
  @Test
  void aSecondProcessIsToldWhoHoldsIt() throws Exception {
    try (DataDirectory data = open(temporary)) {
      assertThat(data.identity().bootCounter()).isEqualTo(1);
      // A refused attempt in this process must not let go of the lock either.
      assertThat(refusal(temporary).problem()).isInstanceOf(Problem.Locked.class);
      assertThat(openElsewhere())
          .contains("in use by process " + ProcessHandle.current().pid() + ", started ");
    }
    assertThat(openElsewhere()).contains("opened");
    try (DataDirectory data = open(temporary)) {
      assertThat(data.identity().bootCounter()).isEqualTo(3);
    }
  }

  @Test
  void anotherClusterOrMemberIsRefusedWithExpectedAndActual() throws IOException {
    open(temporary).close();
    DataDirectoryException cluster =
        catchThrowableOfType(
            DataDirectoryException.class, () -> DataDirectory.open(temporary, 0xc2, MEMBER));
    assertThat(cluster.problem()).isEqualTo(new Problem.WrongCluster(0xc2, CLUSTER));
    assertThat(cluster)
        .hasMessageContaining("belongs to cluster 00000000000000c1")
        .hasMessageContaining("told to be in cluster 00000000000000c2");
    DataDirectoryException member =
        catchThrowableOfType(
            DataDirectoryException.class, () -> DataDirectory.open(temporary, CLUSTER, 4));
    assertThat(member.problem()).isEqualTo(new Problem.WrongMember(4, MEMBER));
    assertThat(member).hasMessageContaining("belongs to member 3, and this is member 4");
    try (DataDirectory data = open(temporary)) {
      assertThat(data.identity().bootCounter()).isEqualTo(2);
    }
  }

  @Test
  void aLogWithoutIdentityIsRefused() throws IOException {
    try (DataDirectory data = open(temporary)) {
      data.openLog(Workload.SETTINGS).close();
    }
    Files.delete(temporary.resolve("identity.a"));
    Files.delete(temporary.resolve("identity.b"));
    assertThat(refusal(temporary).problem())
        .isEqualTo(new Problem.IdentityMissing("0000000001.segment"));
  }

  /** E1 and rule D4: a member that has voted never starts again with term 0. */
  @Test
  void anIdentityWhoseLogIsGoneIsRefused() throws IOException {
    try (DataDirectory data = open(temporary);
        SegmentedLog log = data.openLog(Workload.SETTINGS)) {
      log.append(new HardState(19, 2), List.of());
      log.sync();
    }
    Files.delete(temporary.resolve("0000000001.segment"));
    DataDirectoryException refusal = refusal(temporary);
    assertThat(refusal.problem()).isEqualTo(new Problem.LogMissing());
    assertThat(refusal)
        .hasMessageContaining("has lost its log")
        .hasMessageContaining("as a new one");
  }

  @Test
  void aLogOfAnotherDirectoryIsRefused() throws IOException {
    Path other = temporary.resolve("other");
    try (DataDirectory data = DataDirectory.open(other, CLUSTER, MEMBER, () -> 43)) {
      data.openLog(Workload.SETTINGS).close();
    }
    Path ours = temporary.resolve("ours");
    try (DataDirectory data = open(ours)) {
      Files.copy(other.resolve("0000000001.segment"), ours.resolve("0000000001.segment"));
      assertThatThrownBy(() -> data.openLog(Workload.SETTINGS))
          .isInstanceOf(DamagedLogException.class)
          .hasMessageContaining("written by data directory 000000000000002b");
    }
  }

  @Test
  void aPlaceWhereNothingCanBeMadeIsRefused() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertThat(refusal(file).problem()).isInstanceOf(Problem.NotWritable.class);
    assertThat(refusal(file.resolve("below")).problem()).isInstanceOf(Problem.NotWritable.class);
    assertThat(refusal(file)).hasMessageContaining("permissions");
  }

  @Test
  void aLogIsKeptInTheDirectory() throws IOException {
    Workload workload = Workload.on(5, false);
    for (int start = 0; start < 4; start++) {
      try (DataDirectory data = open(temporary);
          SegmentedLog log = data.openLog(Workload.SETTINGS)) {
        assertThat(State.of(log)).isEqualTo(workload.acked());
        for (int i = 0; i < 10; i++) {
          workload.step(log);
        }
        assertThat(LogScanner.of(temporary).verify().lastIndex()).isEqualTo(log.durableIndex());
      }
    }
  }

  /** What {@link #openElsewhere} runs. */
  public static void main(String[] arguments) {
    try (DataDirectory data = open(Path.of(arguments[0]))) {
      System.out.println("opened " + data.identity());
    } catch (IOException e) {
      System.out.println(e.getMessage());
    }
  }

  private String openElsewhere() throws Exception {
    Path output = temporary.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DataDirectoryTest.class.getName(),
                temporary.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output);
  }

  private static DataDirectory open(Path directory) throws DataDirectoryException {
    return DataDirectory.open(directory, CLUSTER, MEMBER, () -> 42);
  }

  private static DataDirectoryException refusal(Path directory) {
    return catchThrowableOfType(DataDirectoryException.class, () -> open(directory).close());
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
