package dev.balsa.core;

import org.jspecify.annotations.Nullable;

/**
 * Leadership transfer (dissertation §3.10): one at a time, and for at most one election timeout.
 *
 * <p>It outlives the leader that began it, because whoever asked wants to know who leads next.
 */
final class Transfer {
  /*
   * Implementation note: the way out. A transfer must never leave a cluster without a server that
   * takes proposals. Whatever happens to the target, or to what is sent to it, the transfer is over
   * at its deadline, in whatever role this server is then.
   */

  /** The id of a transfer that nobody asked for. */
  private static final long NO_REQUEST = 0;

  private final State state;
  private boolean requested;
  private long request = NO_REQUEST;
  private long target = HardState.NOBODY;
  private long term;
  private long deadlineNanos;
  private long toldRound;

  Transfer(State state) {
    this.state = state;
  }

  boolean isUnderWay() {
    return target != HardState.NOBODY;
  }

  /** The time by which it is over; only while one is under way. */
  long deadlineNanos() {
    return deadlineNanos;
  }

  /**
   * Who is to lead.
   *
   * @param wanted a member, or {@link HardState#NOBODY} for the one that is most fit: that is
   *     heard, of the highest priority, and lacks least of the log
   * @return null if there is no such member
   */
  private @Nullable Progress choose(long wanted, Followers followers) {
    @Nullable Progress best = null;
    for (int i = 0; i < followers.size(); i++) {
      Progress follower = followers.at(i);
      boolean eligible =
          (wanted == HardState.NOBODY || wanted == follower.member())
              && state.configuration().votes(follower.member());
      if (eligible && (best == null || isFitter(follower, best))) {
        best = follower;
      }
    }
    return best;
  }

  private boolean isFitter(Progress one, Progress other) {
    if (isFit(one) != isFit(other)) {
      return isFit(one);
    }
    return one.priority() != other.priority()
        ? one.priority() > other.priority()
        : one.matchIndex() > other.matchIndex();
  }

  private boolean isFit(Progress follower) {
    return !follower.diskFull()
        && !follower.isSilent(state.nowNanos(), state.timeouts().electionNanos());
  }

  /**
   * Whether a proposal, or a change, waits for the next leader; one that came in now might never be
   * committed.
   */
  boolean refuses(long proposal) {
    if (isUnderWay()) {
      state.note(Marks.PROPOSAL_HELD);
      state.refuse(proposal, Refusal.HANDING_OVER);
    }
    return isUnderWay();
  }

  /** Begins one that a client asked for, or refuses to. */
  void request(Event.TransferLeadership event, Followers followers) {
    if (isUnderWay()) {
      state.refuse(event.id(), Refusal.HANDING_OVER);
      return;
    }
    Progress chosen = choose(event.to(), followers);
    if (chosen == null) {
      state.refuse(event.id(), Refusal.NO_SUCH_TARGET);
    } else if (chosen.isSilent(state.nowNanos(), state.timeouts().electionNanos())) {
      state.refuse(event.id(), Refusal.TARGET_SILENT);
    } else {
      begin(chosen.member());
      requested = true;
      request = event.id();
    }
  }

  /** Begins one that nobody asked for. */
  void begin(long newTarget) {
    Check.that(!isUnderWay(), "one transfer at a time");
    state.note(Marks.TRANSFER_BEGUN);
    requested = false;
    target = newTarget;
    term = state.term();
    deadlineNanos = state.nowNanos() + state.timeouts().electionNanos();
    toldRound = 0;
  }

  /**
   * Tells the target to campaign at once if it has the whole log, without which it could not win;
   * and again in each round, because messages get lost.
   */
  void hand(Followers followers, long round, Lease lease) {
    Progress follower = isUnderWay() ? followers.find(target) : null;
    if (follower != null && follower.matchIndex() == state.log().lastIndex() && toldRound < round) {
      toldRound = round;
      lease.giveUp();
      state.outbox().send(new Message.TimeoutNow(state.id(), target, state.term()));
    }
  }

  /** Notes how it came out, at the end of a turn. */
  void settle() {
    if (!isUnderWay()) {
      return;
    }
    long leader = state.leader();
    if (leader == target) {
      over(TransferOutcome.DONE, Marks.TRANSFER_DONE);
    } else if (leader != HardState.NOBODY && leader != state.id()) {
      over(TransferOutcome.ANOTHER_LEADS, Marks.TRANSFER_ELSEWHERE);
    } else if (state.nowNanos() - deadlineNanos >= 0
        || (leader == state.id() && state.term() > term)) {
      over(TransferOutcome.TIMED_OUT, Marks.TRANSFER_TIMED_OUT);
    }
  }

  private void over(TransferOutcome outcome, String mark) {
    state.note(mark);
    target = HardState.NOBODY;
    if (requested) {
      state.outbox().answer(new Effect.Transferred(request, outcome, state.leader()));
    }
  }
}
