package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.log.faults.Fate;
import dev.balsa.log.faults.MemoryDisk;
import dev.balsa.log.faults.Operation;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A crash at any point of a run leaves a log that opens, and that holds what was acknowledged and
 * nothing invented.
 */
class CrashPointsTest {
  static final Bytes LARGE = Bytes.wrap(new byte[1700]);

  static final List<Fate> FATES =
      List.of(
          Fate.ALL_LOST,
          Fate.ALL_KEPT,
          Fate.NAMES_LOST,
          Fate.BYTES_LOST,
          Fate.HEAD_LOST,
          Fate.END_LOST,
          Fate.STRIPES);

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aKillInTheMiddleOfAWriteAtEveryByte(boolean snapshots) throws IOException {
    Workload workload = Workload.run(snapshots ? 3 : 1, 14, snapshots);
    MemoryDisk disk = new MemoryDisk();
    for (int i = 0; i < workload.operations.size(); i++) {
      Operation operation = workload.operations.get(i);
      int bytes = operation instanceof Operation.Write write ? write.bytes().length() : 0;
      boolean filling = bytes == 4096;
      for (int cut = 0; cut <= bytes; cut += filling ? 455 : 1) {
        MemoryDisk killed = disk.copy();
        if (bytes > 0 || cut > 0) {
          killed.redo(operation, cut);
        }
        recovers(workload, killed, i, "killed in " + operation + " after " + cut + " bytes");
      }
      disk.redo(operation);
    }
    recovers(workload, disk, workload.operations.size(), "after the run");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, -1, -2, -3})
  void aPowerCutAtEveryOperation(long seed) throws IOException {
    Workload workload = Workload.run(seed, 25, seed < 0);
    MemoryDisk disk = new MemoryDisk();
    for (int i = 0; i <= workload.operations.size(); i++) {
      for (Fate fate : FATES) {
        recovers(workload, disk.powerCut(fate), i, "power cut before operation " + i);
      }
      for (int j = 0; j < 5; j++) {
        Fate fate = Fate.random(1000 * seed + 5L * i + j);
        recovers(workload, disk.powerCut(fate), i, "power cut before operation " + i);
      }
      if (i < workload.operations.size()) {
        disk.redo(workload.operations.get(i));
      }
    }
  }

  /**
   * A power cut while a start is still at work, then another start; and the log goes on after that.
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPowerCutDuringRecoveryAtEveryOperation(boolean snapshots) throws IOException {
    Workload workload = Workload.run(9, 20, snapshots);
    MemoryDisk disk = new MemoryDisk();
    for (int i = 0; i < workload.operations.size(); i++) {
      if (i % 7 == 0) {
        Recording first = new Recording(disk.powerCut(Fate.random(i)));
        try (SegmentedLog log = SegmentedLog.open(first.disk, Workload.SETTINGS)) {
          assertThat(workload.allowed(State.of(log), i)).isTrue();
        }
        MemoryDisk second = first.before;
        for (int j = 0; j < first.operations.size(); j++) {
          recovers(workload, second.powerCut(Fate.random(j)), i, "power cut in recovery, " + j);
          recovers(workload, second.powerCut(Fate.NAMES_LOST), i, "power cut in recovery, " + j);
          second.redo(first.operations.get(j));
        }
      }
      disk.redo(workload.operations.get(i));
    }
  }

  private static void recovers(Workload workload, MemoryDisk disk, int operation, String when)
      throws IOException {
    State state;
    try (SegmentedLog log = SegmentedLog.open(disk, Workload.SETTINGS)) {
      state = State.of(log);
      assertThat(workload.allowed(state, operation))
          .as(() -> when + " left " + log.recovered())
          .isTrue();
      HardState next = new HardState(state.hardState().term() + 1, HardState.NOBODY);
      log.append(next, List.of());
      state = state.with(next);
      // Enough to leave this segment, and the next one, in which the end marks of both are needed.
      for (int i = 0; i < 4; i++) {
        Entry more = new Entry(log.lastIndex() + 1, next.term(), EntryKind.COMMAND, LARGE);
        log.append(null, List.of(more));
        state = state.with(more);
      }
      log.sync();
    } catch (DamagedLogException e) {
      throw new AssertionError(when, e);
    }
    // What a start gave back, and what was acknowledged since, is durable (rule D6).
    MemoryDisk cut = disk.powerCut(Fate.ALL_LOST);
    try (SegmentedLog log = SegmentedLog.open(cut, Workload.SETTINGS)) {
      assertThat(State.of(log)).as(when).isEqualTo(state);
    }
  }

  /** What a power cut may leave of a disk, in every way there is a name for. */
  static List<MemoryDisk> cuts(MemoryDisk disk) {
    return FATES.stream().map(disk::powerCut).toList();
  }

  private static final class Recording {
    private final MemoryDisk disk;
    private final MemoryDisk before;
    private final List<Operation> operations = new java.util.ArrayList<>();

    private Recording(MemoryDisk disk) {
      this.disk = disk;
      this.before = disk.copy();
      disk.listen(operation -> {
        if (operation.changes()) {
          operations.add(operation);
        }
      });
    }
  }
}
