package dev.balsa.core;

/**
 * Whom a voter will vote for although it could vote for others: nobody but the leader it heard, for
 * one election timeout (dissertation §6.4.1). Leases rest on it, so it is made only if {@link
 * Settings#leases()}.
 *
 * <p>It outlives what makes a server forget its leader: a higher term, and a restart, after which
 * it cannot be known what was promised.
 */
final class Promise {
  private final State state;
  private final boolean leases;
  private long leader = HardState.NOBODY;
  private long untilNanos;

  Promise(State state) {
    this.state = state;
    this.leases = state.settings().leases();
    this.untilNanos = state.nowNanos() + state.timeouts().electionNanos();
  }

  /** The leader was heard. */
  void make(long newLeader) {
    leader = newLeader;
    untilNanos = state.nowNanos() + state.timeouts().electionNanos();
  }

  /** Whether a vote for a server would break it. */
  boolean isAgainst(long server) {
    return leases && server != leader && state.nowNanos() - untilNanos < 0;
  }

  /** How long it lasts from the moment it is made. */
  int millis() {
    return leases ? state.settings().electionTimeoutMillis() : 0;
  }
}
