package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import java.util.List;

/**
 * A candidate stays one until it wins, another leads, or its time is over, and then it begins a new
 * election (§5.2). In the same term it becomes a follower only if it heard of a leader, or gave its
 * vote to another while it was only asking whether it would win, or was told that it has no place
 * in the cluster any more.
 */
final class CandidateGoesOn implements Property {
  private boolean heard;

  @Override
  public void hearing(Member member, Message message, long nowNanos) {
    heard |=
        message instanceof Message.AppendEntries
            || message instanceof Message.RequestVote
            || (message instanceof Message.PreVoteResponse answer && answer.absentSince() > 0);
  }

  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    boolean campaigned =
        member.roleBefore == RoleName.CANDIDATE || member.roleBefore == RoleName.PRE_CANDIDATE;
    boolean gaveUp =
        campaigned
            && member.role == RoleName.FOLLOWER
            && member.term == member.termBefore
            && !heard
            && effects.stream().noneMatch(CandidateGoesOn::isVictory);
    heard = false;
    if (gaveUp) {
      throw new BrokenProperty(
          "a candidate gives way only to a leader or a vote",
          member + " ends its campaign in term " + member.term + " by itself");
    }
  }

  /** Who wins may lose its place in the same turn, because its own disk hangs. */
  private static boolean isVictory(Effect effect) {
    return effect instanceof Effect.RoleChanged changed && changed.role() == RoleName.LEADER;
  }
}
