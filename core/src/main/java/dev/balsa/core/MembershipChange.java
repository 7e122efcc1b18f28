package dev.balsa.core;

import java.util.ArrayList;
import java.util.List;

/**
 * A leader's part in changes of the members (§6, dissertation chapter 4): takes them in one at a
 * time, and takes each to its end, also one that it finds.
 */
final class MembershipChange {
  /*
   * Implementation note: all that a change needs stands in the configuration entry, so a leader only
   * looks at the one in force. No step is made before the one before it is committed, nor before an
   * entry of the own term is: else two leaders could each have a configuration of which the other
   * knows nothing, whose majorities need not overlap (Ongaro's note of 2015).
   *
   * As long as a change is staging, the voters are the old ones, and another change may take its
   * place: a newcomer that never catches up would block the cluster's members for ever otherwise.
   */
  private final State state;
  private final Leader leader;
  private final Followers followers;
  private final List<CatchUp> catchingUp = new ArrayList<>();
  private long catchingUpIndex = -1;
  private boolean waitNoted;

  MembershipChange(State state, Leader leader, Followers followers) {
    this.state = state;
    this.leader = leader;
    this.followers = followers;
  }

  /** Takes a change in, or refuses it. */
  void propose(Event.ChangeMembership event) {
    Configuration now = state.configuration();
    if (!leader.hasCommittedInTerm()) {
      state.refuse(event.id(), Refusal.NOT_READY);
      return;
    }
    if (!isCommitted() || now.isJoint()) {
      state.refuse(event.id(), Refusal.CHANGE_IN_PROGRESS);
      return;
    }
    Change change = event.change();
    Configuration first = change.firstStep(now);
    if (first.equals(now)) {
      state.refuse(event.id(), Refusal.NO_CHANGE);
      return;
    }
    // The later steps take no more room than the first one.
    int bytes = ConfigurationCodec.encode(first).length();
    if (bytes > state.settings().commandBytesMax()) {
      state.refuse(event.id(), Refusal.TOO_LARGE);
      return;
    }
    if (!first.isStable() && !couldDecide(change.voters(), now)) {
      state.refuse(event.id(), Refusal.WOULD_LOSE_QUORUM);
      return;
    }
    if (now.isStaging()) {
      state.note(Marks.CHANGE_REPLACED);
    }
    long index = leader.append(first);
    state.outbox().answer(new Effect.Proposed(event.id(), index, 1, state.term()));
  }

  private boolean isCommitted() {
    return state.log().configurations().latestIndex() <= state.commitIndex();
  }

  /** Whether enough future voters are alive, or new, so that nothing is known of them yet. */
  private boolean couldDecide(List<Long> voters, Configuration now) {
    int count = 0;
    for (long voter : voters) {
      if (followers.isHeard(voter) || !now.votes(voter)) {
        count++;
      }
    }
    return 2 * count > voters.size();
  }

  /** Makes the next step of a change, when it is time for it. */
  void rules() {
    Configuration now = state.configuration();
    if (now.isStable()) {
      return;
    }
    boolean isReady = !now.isStaging() || haveCaughtUp(now);
    if (!isReady || !isCommitted() || !leader.hasCommittedInTerm() || leader.writeHangs()) {
      return;
    }
    if (now.isJoint()) {
      leader.append(Change.stable(now));
    } else if (canDecide(now.next())) {
      state.note(Marks.CHANGE_CAUGHT_UP);
      leader.append(Change.joint(now));
    } else if (!waitNoted) {
      waitNoted = true;
      state.note(Marks.CHANGE_WAITS);
    }
  }

  private boolean canDecide(List<Long> voters) {
    int count = 0;
    for (long voter : voters) {
      if (followers.isHeard(voter)) {
        count++;
      }
    }
    return 2 * count > voters.size();
  }

  private boolean haveCaughtUp(Configuration staging) {
    long lastIndex = state.log().lastIndex();
    long nowNanos = state.nowNanos();
    if (catchingUpIndex != state.log().configurations().latestIndex()) {
      catchingUpIndex = state.log().configurations().latestIndex();
      catchingUp.clear();
      for (long member : staging.next()) {
        Progress follower = staging.votes(member) ? null : followers.find(member);
        if (follower != null) {
          catchingUp.add(new CatchUp(follower, lastIndex, nowNanos));
        }
      }
    }
    boolean all = true;
    for (CatchUp each : catchingUp) {
      all &= each.isReady(lastIndex, nowNanos, state.timeouts().electionNanos());
    }
    return all;
  }

  /** Whether this leader has led the cluster into a configuration in which it has no vote. */
  boolean isOver() {
    Configuration now = state.configuration();
    return now.isStable() && !now.votes(state.id()) && isCommitted();
  }
}
