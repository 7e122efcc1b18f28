package dev.balsa.core;

/** Whose disk has room, as a leader knows it, and what follows from that. */
final class LeaderSpace {
  /** Election timeouts that a leader elected with a full disk leads before it gives way. */
  private static final int GIVE_WAY_TIMEOUTS = 10;

  private final State state;
  private final Followers followers;

  /** When a leader whose disk is full begins to give way. */
  private final long givesWayNanos;

  /** For a leader that begins. */
  LeaderSpace(State state, Followers followers) {
    this.state = state;
    this.followers = followers;
    // Who leads although its disk is full has been elected because no one else was; it must not
    // give way so soon that nobody ever leads.
    this.givesWayNanos =
        state.nowNanos()
            + (state.diskFull() ? GIVE_WAY_TIMEOUTS * state.timeouts().electionNanos() : 0);
  }

  /** Whether what is appended could be committed; the leader's own disk must have room. */
  boolean takesProposals() {
    return !state.diskFull() && followers.quorumHasRoom();
  }

  /**
   * Whether entries may go to a follower now. The little room of a full disk is for what cannot be
   * committed without it, and is asked for one message at a time.
   */
  boolean mayStream(Progress follower) {
    return !follower.diskFull() || (!takesProposals() && follower.nothingInFlight());
  }

  /** Whether the leader's disk is full and a follower has room, has all entries and answers. */
  boolean givesWay() {
    if (!state.diskFull() || state.nowNanos() - givesWayNanos < 0) {
      return false;
    }
    for (int i = 0; i < followers.size(); i++) {
      Progress follower = followers.at(i);
      if (!follower.diskFull()
          && state.configuration().votes(follower.member())
          && follower.matchIndex() == state.log().lastIndex()
          && state.nowNanos() - follower.contactNanos() < state.timeouts().electionNanos()) {
        return true;
      }
    }
    return false;
  }
}
