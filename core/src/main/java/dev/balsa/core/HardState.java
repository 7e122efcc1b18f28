package dev.balsa.core;

/**
 * What must survive a crash beside the log (Figure 2, State: persistent state on all servers).
 *
 * @param term currentTerm, 0 before the first election
 * @param votedFor the member voted for in that term, or {@link #NOBODY}
 */
public record HardState(long term, long votedFor) {
  /** Stands for "no member"; real member ids are above it. */
  public static final long NOBODY = 0;

  /** The state of a server that has never taken part in an election. */
  public static final HardState INITIAL = new HardState(0, NOBODY);
}
