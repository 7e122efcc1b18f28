package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.ConfigurationAt;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.Recovered;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.core.TermRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a log holds, and the snapshot beside it: the model that every test compares with. */
record State(
    HardState hardState, @Nullable SnapshotMeta snapshot, LogStart start, List<Entry> entries) {
  static final State EMPTY = new State(HardState.INITIAL, null, LogStart.ORIGIN, List.of());

  State {
    entries = List.copyOf(entries);
  }

  long lastIndex() {
    return start.index() + entries.size();
  }

  /** The term of an entry from the start to the last one. */
  long termAt(long index) {
    return index == start.index()
        ? start.term()
        : entries.get((int) (index - start.index() - 1)).term();
  }

  /** Index of the last entry that a snapshot stands for. */
  long snapshotIndex() {
    return snapshot == null ? 0 : snapshot.index();
  }

  /** With another term and vote. */
  State with(HardState newHardState) {
    return new State(newHardState, snapshot, start, entries);
  }

  /** With one more entry, after cutting what lies at or beyond its index. */
  State with(Entry entry) {
    List<Entry> more =
        new ArrayList<>(entries.subList(0, (int) (entry.index() - start.index() - 1)));
    more.add(entry);
    return new State(hardState, snapshot, start, more);
  }

  /** With a newer snapshot, after which the log begins if it does not hold its entry. */
  State with(SnapshotMeta newSnapshot) {
    State state = new State(hardState, newSnapshot, start, entries);
    boolean held =
        newSnapshot.index() <= lastIndex() && termAt(newSnapshot.index()) == newSnapshot.term();
    if (held) {
      return state;
    }
    HardState raised =
        newSnapshot.term() > hardState.term()
            ? new HardState(newSnapshot.term(), HardState.NOBODY)
            : hardState;
    return state.with(raised).with(newSnapshot.logStart());
  }

  /** Beginning after another entry, with what comes after it if it is there. */
  State with(LogStart newStart) {
    boolean held = newStart.index() <= lastIndex() && termAt(newStart.index()) == newStart.term();
    int gone = (int) (newStart.index() - start.index());
    List<Entry> rest = held ? entries.subList(gone, entries.size()) : List.of();
    return new State(hardState, snapshot, newStart, rest);
  }

  /** All that an open log gives back. */
  static State of(SegmentedLog log) throws IOException {
    Recovered recovered = log.recovered();
    List<Entry> entries = new ArrayList<>();
    LogStart start = log.start();
    while (start.index() + entries.size() < log.durableIndex()) {
      long next = start.index() + entries.size() + 1;
      List<Entry> some = log.read(next, 700);
      if (some.isEmpty()) {
        throw new AssertionError("entry " + next + " is not there");
      }
      entries.addAll(some);
    }
    if (start.index() > 0) {
      assertThat(log.read(start.index(), 700)).isEmpty();
    }
    SnapshotMeta snapshot = log.snapshots().newest();
    if (snapshot != null) {
      assertThat(SnapshotsTest.contentOf(log.snapshots()))
          .isEqualTo(SnapshotsTest.content(snapshot.index(), Workload.SNAPSHOT_BYTES));
    }
    State state = new State(recovered.hardState(), snapshot, start, entries);
    if (log.durableIndex() == recovered.lastIndex() && start.equals(recovered.start())) {
      state.check(recovered);
    }
    return state;
  }

  /** That what recovery reports beside the entries fits them. */
  private void check(Recovered recovered) {
    List<TermRun> runs = new ArrayList<>();
    for (Entry entry : entries) {
      if (runs.isEmpty() || runs.getLast().term() != entry.term()) {
        runs.add(new TermRun(entry.term(), entry.index()));
      }
    }
    List<ConfigurationAt> configurations = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.kind() == EntryKind.CONFIGURATION) {
        configurations.add(new ConfigurationAt(entry.index(), entry.configuration()));
      }
    }
    int recent = recovered.recent().size();
    boolean fits =
        runs.equals(recovered.terms())
            && configurations.equals(recovered.configurations())
            && recovered.recent().equals(entries.subList(entries.size() - recent, entries.size()));
    if (!fits) {
      throw new AssertionError(recovered + " does not fit " + this);
    }
  }
}
