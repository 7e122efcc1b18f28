package dev.balsa.log;

import static dev.balsa.log.SegmentedLogTest.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.log.faults.Fate;
import dev.balsa.log.faults.MemoryDisk;
import dev.balsa.log.faults.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What went wrong in other systems (B, by the project's list of known bugs) and in the ancestor
 * (E).
 */
class KnownBugsTest {
  private static final LogSettings SETTINGS = Workload.SETTINGS;
  private static final String SEGMENT = "0000000001.segment";

  /**
   * A follower cut its log and then appended, in two steps; a crash between them lost committed
   * entries.
   */
  @Test
  void b13AndE3CuttingAndAppendingIsOneWrite() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    List<Operation> operations = new ArrayList<>();
    MemoryDisk before;
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      log.append(new HardState(1, 1), commands(1, 10, 1, "old"));
      log.sync();
      before = disk.copy();
      disk.listen(operations::add);
      log.append(new HardState(2, 0), commands(5, 7, 2, "new"));
      log.sync();
    }
    assertThat(operations).hasSize(2);
    Operation.Write write = (Operation.Write) operations.getFirst();
    for (int cut = 0; cut <= write.bytes().length(); cut++) {
      MemoryDisk killed = before.copy();
      killed.redo(write, cut);
      try (SegmentedLog log = SegmentedLog.open(killed, SETTINGS)) {
        List<Entry> entries = State.of(log).entries();
        assertThat(entries.subList(0, 4)).isEqualTo(commands(1, 4, 1, "old"));
        List<Entry> rest = entries.subList(4, entries.size());
        boolean old = rest.equals(commands(5, 10, 1, "old"));
        assertThat(old || rest.equals(commands(5, entries.size(), 2, "new"))).isTrue();
        assertThat(entries.size()).isBetween(old ? 10 : 5, 10);
      }
    }
  }

  /**
   * The log is never rewritten in place: until its copy has its name, the old file is as it was.
   */
  @Test
  void b39AStartNeverWritesIntoWhatCounts() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      log.append(new HardState(1, 1), commands(1, 3, 1, "a"));
      log.sync();
    }
    MemoryDisk again = disk.copy();
    byte[] old = disk.bytes(SEGMENT).clone();
    again.listen(operation -> {
      if (operation instanceof Operation.Rename) {
        throw new IOException("stopped before the renaming");
      }
    });
    assertThatThrownBy(() -> SegmentedLog.open(again, SETTINGS)).hasMessageContaining("stopped");
    assertThat(again.bytes(SEGMENT)).isEqualTo(old);
  }

  /** Cutting at every index and rolling at every offset, with a reopening after each. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
  void b45CuttingAndRollingAtEveryOffset(int part) throws IOException {
    for (int length = part * 64; length < part * 64 + 64; length += 7) {
      for (int cutAt = 1; cutAt <= 14; cutAt += 1 + length % 3) {
        cutAndRoll(length, cutAt);
      }
    }
  }

  private static void cutAndRoll(int length, int cutAt) throws IOException {
    MemoryDisk disk = new MemoryDisk();
    State state = State.EMPTY.with(new HardState(1, 1));
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      log.append(state.hardState(), List.of());
      state = append(log, state, commands(1, 14, 1, "x".repeat(length)), 3);
      log.append(new HardState(2, 1), List.of());
      state = state.with(new HardState(2, 1));
      state = append(log, state, commands(cutAt, cutAt + 9, 2, "y".repeat(600)), 2);
      assertThat(State.of(log).entries()).isEqualTo(state.entries());
    }
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      assertThat(State.of(log)).as("length %d, cut at %d", length, cutAt).isEqualTo(state);
    }
  }

  private static State append(SegmentedLog log, State from, List<Entry> entries, int atOnce)
      throws IOException {
    State state = from;
    for (int i = 0; i < entries.size(); i += atOnce) {
      List<Entry> some = entries.subList(i, Math.min(entries.size(), i + atOnce));
      log.append(null, some);
      log.sync();
      for (Entry entry : some) {
        state = state.with(entry);
      }
    }
    return state;
  }

  /** A last record that is there in part, at every byte; in the ancestor that was fatal. */
  @Test
  void b47AndE2ALastRecordThatIsThereInPartIsRemoved() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    List<Operation> operations = new ArrayList<>();
    MemoryDisk before;
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      log.append(new HardState(1, 1), commands(1, 2, 1, "acknowledged"));
      log.sync();
      before = disk.copy();
      disk.listen(operations::add);
      log.append(null, commands(3, 3, 1, "x".repeat(700)));
      log.sync();
    }
    Operation.Write write = (Operation.Write) operations.getFirst();
    for (int cut = 0; cut <= write.bytes().length(); cut++) {
      MemoryDisk killed = before.copy();
      killed.redo(write, cut);
      int whole = write.bytes().length() - BatchFrame.END_BYTES;
      try (SegmentedLog log = SegmentedLog.open(killed, SETTINGS)) {
        assertThat(log.lastIndex()).as("cut at %d", cut).isEqualTo(cut < whole ? 2 : 3);
      }
    }
  }

  /** The ancestor emptied its file and wrote it anew: a kill in between made term 19 term 0. */
  @Test
  void e1TheTermNeverFalls() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    List<Long> synced = new ArrayList<>();
    List<Operation> operations = new ArrayList<>();
    long[] term = {0};
    disk.listen(operation -> {
      if (operation.changes()) {
        operations.add(operation);
        synced.add(term[0]);
      }
    });
    for (int start = 0; start < 3; start++) {
      try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
        for (int i = 0; i < 7; i++) {
          log.append(new HardState(term[0] + 1, 2), List.of());
          log.sync();
          term[0]++;
        }
      }
    }
    MemoryDisk again = new MemoryDisk();
    for (int i = 0; i < operations.size(); i++) {
      for (MemoryDisk left : List.of(again.copy(), again.powerCut(Fate.ALL_LOST))) {
        try (SegmentedLog log = SegmentedLog.open(left, SETTINGS)) {
          assertThat(log.recovered().hardState().term())
              .isBetween(synced.get(i), synced.get(i) + 1);
        }
      }
      again.redo(operations.get(i));
    }
  }

  /** Any byte may be in a command: line feeds, the log's own magic, a whole batch of it. */
  @Test
  void e4NoPayloadIsMistakenForTheFormat() throws IOException {
    MemoryDisk other = new MemoryDisk();
    try (SegmentedLog log = SegmentedLog.open(other, SETTINGS)) {
      log.append(new HardState(10, 10), commands(1, 4, 10, "\n\n"));
      log.sync();
    }
    byte[] file = other.bytes(SEGMENT);
    MemoryDisk disk = new MemoryDisk();
    List<Entry> entries = new ArrayList<>();
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      log.append(new HardState(10, 10), List.of());
      for (int i = 0; i < 12; i++) {
        byte[] payload = Arrays.copyOfRange(file, 512 + i * 37, 512 + i * 37 + 1500);
        entries.add(new Entry(i + 1, 10, EntryKind.COMMAND, Bytes.wrap(payload)));
        log.append(null, List.of(entries.getLast()));
        log.sync();
      }
    }
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      assertThat(State.of(log).entries()).isEqualTo(entries);
    }
  }

  /** The ancestor read the whole log again every five writes. */
  @Test
  void e5TheCostOfAWriteDoesNotGrowWithTheLog() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    LogSettings settings = SETTINGS.withSizes(1 << 16, 1800);
    try (SegmentedLog log = SegmentedLog.open(disk, settings)) {
      log.append(new HardState(1, 1), List.of());
      for (int i = 1; i <= 1000; i++) {
        List<Operation> operations = new ArrayList<>();
        disk.listen(operations::add);
        log.append(null, commands(i, i, 1, "x"));
        log.sync();
        assertThat(operations).noneMatch(Operation.Read.class::isInstance);
        long writes = operations.stream().filter(Operation.Write.class::isInstance).count();
        // One, beside those that fill the next segment: 64 KiB in pieces of 4 KiB, its header and
        // an end mark.
        assertThat(writes).isBetween(1L, 1L + 16 + 2);
      }
    }
  }

  private static List<Entry> commands(long from, long to, long term, String text) {
    List<Entry> entries = new ArrayList<>();
    for (long index = from; index <= to; index++) {
      entries.add(command(index, term, text + index));
    }
    return entries;
  }
}
