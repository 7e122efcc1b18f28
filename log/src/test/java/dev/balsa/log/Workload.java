package dev.balsa.log;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.faults.MemoryDisk;
import dev.balsa.log.faults.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A run of a log from a seed: appends, cuts, votes, several appends per sync, large and small
 * entries, many segments; with snapshots, if asked for, taken, received and followed by a new start
 * of the log. Notes each operation of the disk, and which states a crash at that point may leave.
 */
final class Workload {
  /** Small segments, small batches, hardly any memory: every path is taken often. */
  static final LogSettings SETTINGS =
      new LogSettings(4096, 1800, 1024, 400, 3, 7)
          .withSnapshotChunkBytes(512)
          .withSnapshotFingerprintsMax(2);

  /** How much is in each snapshot: two chunks with a fingerprint and two without. */
  static final int SNAPSHOT_BYTES = 700;

  final MemoryDisk disk = new MemoryDisk();
  final List<Operation> operations = new ArrayList<>();
  final List<State> states = new ArrayList<>(List.of(State.EMPTY));
  private final List<Integer> ackedAt = new ArrayList<>();
  private final List<Integer> attemptedAt = new ArrayList<>();
  private final Random random;
  private final boolean snapshots;
  private int acked;

  private Workload(long seed, boolean snapshots) {
    this.random = new Random(seed);
    this.snapshots = snapshots;
  }

  /** Runs it on a sound disk, without snapshots. */
  static Workload run(long seed, int syncs) throws IOException {
    return run(seed, syncs, false);
  }

  /** Runs it on a sound disk. */
  static Workload run(long seed, int syncs, boolean snapshots) throws IOException {
    Workload workload = new Workload(seed, snapshots);
    workload.disk.listen(workload::note);
    try (SegmentedLog log = SegmentedLog.open(workload.disk, SETTINGS)) {
      for (int i = 0; i < syncs; i++) {
        workload.step(log);
      }
    }
    return workload;
  }

  /** A run on a disk that may fail: call {@link #step} on a log of the disk. */
  static Workload on(long seed, boolean snapshots) {
    return new Workload(seed, snapshots);
  }

  /** Some appends and one sync. */
  void step(SegmentedLog log) throws IOException {
    if (snapshots && states.getLast().hardState().term() > 0) {
      switch (random.nextInt(5)) {
        case 0 -> take(log);
        case 1 -> discard(log);
        case 2 -> install(log);
        default -> {}
      }
    }
    int appends = 1 + random.nextInt(3);
    for (int i = 0; i < appends; i++) {
      append(log);
    }
    log.sync();
    acked = states.size() - 1;
  }

  /** The state that was acknowledged last. */
  State acked() {
    return states.get(acked);
  }

  /** Whether a log may be in this state now. */
  boolean allowed(State state) {
    return states.subList(acked, states.size()).contains(state);
  }

  /** Whether a log may hold these entries now. */
  boolean allowed(List<Entry> entries) {
    return states.subList(acked, states.size()).stream()
        .anyMatch(state -> state.entries().equals(entries));
  }

  /** Whether a log may be in this state after a crash in the middle of an operation. */
  boolean allowed(State state, int operation) {
    int from = operation < ackedAt.size() ? ackedAt.get(operation) : acked;
    int to = operation < ackedAt.size() ? attemptedAt.get(operation) : states.size() - 1;
    for (int i = to; i >= from; i--) {
      if (states.get(i).equals(state)) {
        return true;
      }
    }
    return false;
  }

  /** Something is asked of the disk. */
  void note(Operation operation) {
    if (operation.changes()) {
      operations.add(operation);
      ackedAt.add(acked);
      attemptedAt.add(states.size() - 1);
    }
  }

  private void append(SegmentedLog log) throws IOException {
    State state = states.getLast();
    boolean first = state.hardState().term() == 0;
    HardState hardState = first || random.nextInt(4) == 0 ? nextHardState(state.hardState()) : null;
    if (hardState != null) {
      state = state.with(hardState);
      states.add(state);
    }
    List<Entry> entries = nextEntries(state);
    for (Entry entry : entries) {
      state = state.with(entry);
      states.add(state);
    }
    log.append(hardState, entries);
  }

  /** A snapshot of the own state. */
  private void take(SegmentedLog log) throws IOException {
    State state = states.getLast();
    long before = Math.max(state.start().index(), state.snapshotIndex());
    if (before < state.lastIndex()) {
      long index = before + 1 + random.nextLong(state.lastIndex() - before);
      write(log, SnapshotsTest.meta(index, state.termAt(index)));
    }
  }

  /** The log forgets what a snapshot stands for. */
  private void discard(SegmentedLog log) throws IOException {
    State state = states.getLast();
    long most = state.snapshotIndex() - state.start().index();
    if (most > 0) {
      long index = state.snapshotIndex() - random.nextLong(most);
      begin(log, null, new LogStart(index, state.termAt(index)));
    }
  }

  /** A snapshot from elsewhere, beyond the log or in conflict with it. */
  private void install(SegmentedLog log) throws IOException {
    State state = states.getLast();
    HardState hardState = state.hardState();
    long before = Math.max(state.start().index(), state.snapshotIndex());
    long index = before + 1 + random.nextLong(state.lastIndex() - before + 3);
    long term = hardState.term() + random.nextInt(2);
    write(log, SnapshotsTest.meta(index, term));
    State after = states.getLast();
    if (!after.start().equals(state.start())) {
      begin(log, after.hardState().equals(hardState) ? null : after.hardState(), after.start());
    }
  }

  private void write(SegmentedLog log, SnapshotMeta meta) throws IOException {
    states.add(states.getLast().with(meta));
    SnapshotsTest.take(log, meta, SnapshotsTest.content(meta.index(), SNAPSHOT_BYTES));
    // From here on a start finds it.
    acked = states.size() - 1;
  }

  private void begin(SegmentedLog log, HardState hardState, LogStart start) throws IOException {
    State state = states.getLast();
    if (!start.equals(state.start())) {
      states.add(state.with(start));
    }
    log.append(hardState, start, List.of());
  }

  private HardState nextHardState(HardState before) {
    boolean votes =
        before.term() > 0 && before.votedFor() == HardState.NOBODY && random.nextBoolean();
    return votes
        ? new HardState(before.term(), 1 + random.nextInt(5))
        : new HardState(before.term() + 1, random.nextInt(3));
  }

  private List<Entry> nextEntries(State state) {
    int size = (int) (state.lastIndex() - Math.max(state.start().index(), state.snapshotIndex()));
    long term = state.hardState().term();
    long first = state.lastIndex() + 1;
    if (size > 0 && term > state.entries().getLast().term() && random.nextInt(3) == 0) {
      first -= random.nextInt(Math.min(size, 12));
    }
    List<Entry> entries = new ArrayList<>();
    int count = random.nextInt(4);
    for (int i = 0; i < count; i++) {
      entries.add(entry(first + i, term));
    }
    return entries;
  }

  private Entry entry(long index, long term) {
    if (random.nextInt(10) == 0) {
      return index % 2 == 0
          ? Entry.of(index, term, new Configuration(List.of(1 + index % 9)))
          : new Entry(index, term, EntryKind.NO_OP, Bytes.EMPTY);
    }
    int length =
        switch (random.nextInt(12)) {
          case 0 -> 1200 + random.nextInt(600);
          case 1 -> random.nextInt(600);
          default -> random.nextInt(60);
        };
    byte[] payload = new byte[length];
    random.nextBytes(payload);
    return new Entry(index, term, EntryKind.COMMAND, Bytes.wrap(payload));
  }
}
