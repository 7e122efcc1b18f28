package dev.balsa.core;

import java.util.List;

/**
 * What the disk held when the server started.
 *
 * @param hardState term and vote
 * @param terms the terms of the whole log as runs, ascending in both fields; empty for an empty log
 * @param lastIndex index of the last entry, 0 for an empty log
 * @param recent the last entries, contiguous up to {@code lastIndex}; may be fewer than the log
 *     holds, even none
 */
public record Recovered(
    HardState hardState, List<TermRun> terms, long lastIndex, List<Entry> recent) {
  /** A server that has never run. */
  public static final Recovered NOTHING = new Recovered(HardState.INITIAL, List.of(), 0, List.of());

  /**
   * Checks that these fit together; if not, the disk does not hold what a server wrote.
   *
   * @throws IllegalArgumentException saying what does not fit
   */
  public Recovered {
    terms = List.copyOf(terms);
    recent = List.copyOf(recent);
    long index = 0;
    long term = 0;
    for (TermRun run : terms) {
      boolean follows = index == 0 ? run.firstIndex() == 1 : run.firstIndex() > index;
      require(follows && run.term() > term, "the terms of the log must rise from index 1 on");
      index = run.firstIndex();
      term = run.term();
    }
    require(
        terms.isEmpty() == (lastIndex == 0) && index <= lastIndex,
        "the last index must have a term");
    require(term <= hardState.term(), "the log holds a later term than the hard state");
    require(recent.size() <= lastIndex, "there are more recent entries than the log holds");
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
