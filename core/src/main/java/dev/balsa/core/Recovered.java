package dev.balsa.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the disk held when the server started.
 *
 * @param hardState term and vote
 * @param snapshot the newest snapshot, null if there is none; its entry lies between the start of
 *     the log and its last entry, both included
 * @param start where the log begins
 * @param terms the terms of all entries the log holds, as runs, ascending in both fields; empty for
 *     an empty log
 * @param lastIndex index of the last entry, that of {@code start} for an empty log
 * @param configurations the configurations in entries of the log, ascending; those up to the
 *     snapshot may be left out
 * @param recent the last entries, contiguous up to {@code lastIndex}; may be fewer than the log
 *     holds, even none
 */
public record Recovered(
    HardState hardState,
    @Nullable SnapshotMeta snapshot,
    LogStart start,
    List<TermRun> terms,
    long lastIndex,
    List<ConfigurationAt> configurations,
    List<Entry> recent) {
  /** A server that has never run. */
  public static final Recovered NOTHING = new Recovered(HardState.INITIAL, List.of(), 0, List.of());

  /** A server that has taken no snapshot yet, and whose members have never changed. */
  public Recovered(HardState hardState, List<TermRun> terms, long lastIndex, List<Entry> recent) {
    this(hardState, null, LogStart.ORIGIN, terms, lastIndex, List.of(), recent);
  }

  /**
   * Checks that these fit together; if not, the disk does not hold what a server wrote.
   *
   * @throws IllegalArgumentException saying what does not fit
   */
  public Recovered {
    terms = List.copyOf(terms);
    configurations = List.copyOf(configurations);
    recent = List.copyOf(recent);
    long index = start.index();
    long term = start.term();
    boolean first = true;
    for (TermRun run : terms) {
      boolean follows =
          first
              ? run.firstIndex() == index + 1 && run.term() >= Math.max(term, 1)
              : run.firstIndex() > index && run.term() > term;
      require(follows, "the terms of the log must rise from its start on");
      index = run.firstIndex();
      term = run.term();
      first = false;
    }
    require(
        terms.isEmpty() == (lastIndex == start.index()) && index <= lastIndex,
        "the last index must have a term");
    require(
        snapshot == null
            ? start.index() == 0
            : snapshot.index() >= start.index() && snapshot.index() <= lastIndex,
        "the snapshot must stand for an entry from the start of the log to its end");
    require(term <= hardState.term(), "the log holds a later term than the hard state");
    long before = start.index();
    for (ConfigurationAt each : configurations) {
      require(
          each.index() > before && each.index() <= lastIndex && !each.configuration().isNone(),
          "configurations must stand in entries of the log, in their order");
      before = each.index();
    }
    require(
        recent.size() <= lastIndex - start.index(),
        "there are more recent entries than the log holds");
    long expected = lastIndex - recent.size();
    int run = 0;
    for (Entry entry : recent) {
      expected++;
      while (run + 1 < terms.size() && terms.get(run + 1).firstIndex() <= expected) {
        run++;
      }
      require(entry.index() == expected, "recent entries must be contiguous up to the last index");
      require(
          entry.term() == terms.get(run).term(), "recent entries must have the terms of the log");
    }
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
