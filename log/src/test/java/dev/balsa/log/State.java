package dev.balsa.log;

import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.Recovered;
import dev.balsa.core.TermRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a log holds: the model that every test compares with. */
record State(HardState hardState, List<Entry> entries) {
  static final State EMPTY = new State(HardState.INITIAL, List.of());

  State {
    entries = List.copyOf(entries);
  }

  /** With another term and vote. */
  State with(HardState newHardState) {
    return new State(newHardState, entries);
  }

  /** With one more entry, after cutting what lies at or beyond its index. */
  State with(Entry entry) {
    List<Entry> more = new ArrayList<>(entries.subList(0, (int) entry.index() - 1));
    more.add(entry);
    return new State(hardState, more);
  }

  /** All that an open log gives back. */
  static State of(SegmentedLog log) throws IOException {
    Recovered recovered = log.recovered();
    List<Entry> entries = new ArrayList<>();
    while (entries.size() < log.durableIndex()) {
      List<Entry> some = log.read(entries.size() + 1, 700);
      if (some.isEmpty()) {
        throw new AssertionError("entry " + (entries.size() + 1) + " is not there");
      }
      entries.addAll(some);
    }
    State state = new State(recovered.hardState(), entries);
    if (log.durableIndex() == recovered.lastIndex()) {
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
    int recent = recovered.recent().size();
    boolean fits =
        runs.equals(recovered.terms())
            && recovered.recent().equals(entries.subList(entries.size() - recent, entries.size()));
    if (!fits) {
      throw new AssertionError(recovered + " does not fit " + this);
    }
  }
}
