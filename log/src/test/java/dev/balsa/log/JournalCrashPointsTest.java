package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.log.faults.Fate;
import dev.balsa.log.faults.MemoryDisk;
import dev.balsa.log.faults.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As {@link CrashPointsTest}, of two groups that share a journal. */
class JournalCrashPointsTest {
  private final List<Operation> operations = new ArrayList<>();
  private List<Workload> workloads = List.of();

  /** Several rounds of the journal, so that it is shortened meanwhile. */
  private void run(long seed, int syncs, boolean snapshots) throws IOException {
    workloads = List.of(Workload.on(seed, snapshots), Workload.on(seed + 100, snapshots));
    MemoryDisk disk = new MemoryDisk();
    disk.listen(operation -> {
      if (operation.changes()) {
        operations.add(operation);
      }
      workloads.forEach(each -> each.note(operation));
    });
    try (Journaled all = Journaled.open(disk)) {
      for (int i = 0; i < syncs; i++) {
        int group = i % 5 == 0 ? 1 : 0;
        workloads.get(group).step(all.logs.get(group));
        if (i == syncs / 2) {
          all.logs.get(0).close();
          all.logs.set(0, all.openLog(Journaled.GROUPS.get(0)));
        }
      }
    }
  }

  private static Fate fate(int i) {
    return CrashPointsTest.FATES.get(i % CrashPointsTest.FATES.size());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, -1, -2, -3})
  void aPowerCutAtEveryOperation(long seed) throws IOException {
    run(seed, 60, seed < 0);
    MemoryDisk disk = new MemoryDisk();
    for (int i = 0; i <= operations.size(); i++) {
      recovers(disk.powerCut(fate(i)), i, "power cut before operation " + i);
      recovers(disk.powerCut(Fate.random(1000 * seed + i)), i, "power cut before operation " + i);
      if (i < operations.size()) {
        disk.redo(operations.get(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aKillAtEveryOperation(boolean snapshots) throws IOException {
    run(11, 60, snapshots);
    MemoryDisk disk = new MemoryDisk();
    for (int i = 0; i < operations.size(); i++) {
      recovers(disk.copy(), i, "killed before operation " + i);
      Operation operation = operations.get(i);
      if (operation instanceof Operation.Write write && write.bytes().length() != 4096) {
        MemoryDisk killed = disk.copy();
        killed.redo(operation, write.bytes().length() * 2 / 3);
        recovers(killed, i, "killed in operation " + i);
      }
      disk.redo(operation);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPowerCutDuringRecoveryAtEveryOperation(boolean snapshots) throws IOException {
    run(21, 60, snapshots);
    MemoryDisk disk = new MemoryDisk();
    for (int i = 0; i < operations.size(); i++) {
      if (i % 97 == 0) {
        MemoryDisk first = disk.powerCut(Fate.random(i));
        MemoryDisk second = first.copy();
        List<Operation> starting = new ArrayList<>();
        first.listen(operation -> {
          if (operation.changes()) {
            starting.add(operation);
          }
        });
        Journaled.open(first).close();
        for (int j = 0; j < starting.size(); j++) {
          recovers(second.powerCut(Fate.random(j)), i, "power cut in recovery, " + j);
          recovers(second.powerCut(Fate.ALL_LOST), i, "power cut in recovery, " + j);
          second.redo(starting.get(j));
        }
      }
      disk.redo(operations.get(i));
    }
  }

  private void recovers(MemoryDisk disk, int operation, String when) throws IOException {
    List<State> states = new ArrayList<>();
    try (Journaled all = Journaled.open(disk)) {
      for (int group = 0; group < workloads.size(); group++) {
        SegmentedLog log = all.logs.get(group);
        State state = State.of(log);
        assertThat(workloads.get(group).allowed(state, operation))
            .as(() -> when + " left " + log.recovered())
            .isTrue();
        HardState next = new HardState(state.hardState().term() + 1, HardState.NOBODY);
        log.append(next, List.of());
        state = state.with(next);
        for (int i = 0; i < 4; i++) {
          Entry more =
              new Entry(log.lastIndex() + 1, next.term(), EntryKind.COMMAND, CrashPointsTest.LARGE);
          log.append(null, List.of(more));
          state = state.with(more);
        }
        log.sync();
        states.add(state);
      }
    } catch (DamagedLogException e) {
      throw new AssertionError(when, e);
    }
    MemoryDisk cut = disk.powerCut(Fate.ALL_LOST);
    try (Journaled all = Journaled.open(cut)) {
      for (int group = 0; group < states.size(); group++) {
        assertThat(State.of(all.logs.get(group))).as(when).isEqualTo(states.get(group));
      }
    }
  }
}
