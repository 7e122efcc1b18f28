package dev.balsa.core;

/**
 * A leader's leave to answer reads without asking (dissertation §6.4.1), and the reads that wait
 * for it. Used only if {@link Settings#leases()}.
 */
final class Lease {
  /*
   * Implementation note: why nobody else can lead while a lease holds.
   *
   * A follower that hears from its leader promises to vote for nobody else for one election timeout
   * of its own clock, and its answer says so and names the round it heard. The leader counts the
   * promise from the moment it began that round, which is earlier than the follower heard of it,
   * however long question and answer were on their way. If no clock's rate is off by more than d, a
   * promise of p on the follower's clock lasts p/(1+d) at least, and l on the leader's clock takes
   * l/(1-d) at most; so the leader trusts it for p(1-d)/(1+d). Whoever is to be elected needs one of
   * the majority that promised.
   *
   * A promise outlives the term (State remembers it apart from the leader) and a restart (a voter
   * that has just started votes for nobody). One thing sets it aside: a vote asked for on behalf of
   * a transfer. TimeoutNow may be late by any time, so a leader that has sent one has no lease for
   * the rest of its term.
   */

  /** Rounds whose beginning is remembered; an answer that is later than that counts for nothing. */
  private static final int ROUNDS = 256;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final State state;
  private final long[] beginsNanos;
  private final LongQueue waiting = new LongQueue();
  private long round;
  private boolean givenUp;

  Lease(State state) {
    this.state = state;
    this.beginsNanos = new long[state.settings().leases() ? ROUNDS : 0];
  }

  void roundBegins(long newRound) {
    round = newRound;
    if (beginsNanos.length > 0) {
      beginsNanos[(int) (newRound % ROUNDS)] = state.nowNanos();
    }
  }

  /** Takes note of what a follower promised with its answer. */
  void promised(Progress follower, Message.AppendEntriesResponse answer) {
    if (beginsNanos.length == 0
        || answer.promiseMillis() == 0
        || answer.round() == 0
        || round - answer.round() >= ROUNDS) {
      return;
    }
    long drift = state.settings().leaseDriftPermille();
    long trustedNanos = answer.promiseMillis() * NANOS_PER_MILLI / (1000 + drift) * (1000 - drift);
    follower.promised(beginsNanos[(int) (answer.round() % ROUNDS)] + trustedNanos);
  }

  /** No lease any more in this term. */
  void giveUp() {
    givenUp = true;
  }

  /** Grants what waits, or has it confirmed like any other read. */
  void serve(Followers followers, ReadQueue reads) {
    if (waiting.isEmpty()) {
      return;
    }
    if (!mayHold() || followers.quorumPromisedNanos() <= 0) {
      moveTo(reads);
      return;
    }
    state.note(Marks.LEASE_READ);
    while (!waiting.isEmpty()) {
      state.outbox().readReady(waiting.removeFirst(), state.commitIndex());
    }
  }

  private boolean mayHold() {
    return !givenUp
        && !state.transfer().isUnderWay()
        && !state.log().writeHangs(state.nowNanos(), state.timeouts().electionNanos());
  }

  /** A read waits for the end of the turn, when all that has happened is known. */
  void add(long id) {
    waiting.add(id);
  }

  int size() {
    return waiting.size();
  }

  /** Has what waits confirmed like any other read. */
  void moveTo(ReadQueue reads) {
    if (waiting.isEmpty()) {
      return;
    }
    state.note(Marks.LEASE_MISSING);
    while (!waiting.isEmpty()) {
      reads.add(waiting.removeFirst());
    }
  }
}
