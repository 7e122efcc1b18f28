package dev.balsa.core;

import java.util.List;

/**
 * What the disk held when the server started.
 *
 * @param hardState term and vote
 * @param terms the terms of the whole log as runs, ascending in both fields; empty for an empty log
 * @param lastIndex index of the last entry, 0 for an empty log
 * @param recent the last entries, contiguous up to {@code lastIndex}; may be fewer than the log holds, even none
 */
public record Recovered(HardState hardState, List<TermRun> terms, long lastIndex, List<Entry> recent) {
  /** A server that has never run. */
  public static final Recovered NOTHING = new Recovered(HardState.INITIAL, List.of(), 0, List.of());

  public Recovered {
    terms = List.copyOf(terms);
    recent = List.copyOf(recent);
  }
}
