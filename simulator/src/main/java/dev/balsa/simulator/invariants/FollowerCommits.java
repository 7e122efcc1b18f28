package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Message;
import java.util.List;

/**
 * If leaderCommit &gt; commitIndex, a follower sets commitIndex = min(leaderCommit, index of last
 * new entry) (Figure 2, AppendEntries RPC, receiver 5): in the same turn and not when the next
 * message comes. What the follower acknowledges at once is both verified and durable, so up to
 * there nothing excuses it.
 */
final class FollowerCommits implements Property {
  private final PerMember<Asked> asked = new PerMember<>(Asked::new);

  private static final class Asked {
    int requests;
    long leader;
    long leaderCommit;
  }

  @Override
  public void hearing(Member member, Message message, long nowNanos) {
    if (message instanceof Message.AppendEntries request) {
      Asked now = asked.of(member);
      now.requests++;
      now.leader = request.from();
      now.leaderCommit = request.leaderCommit();
    }
  }

  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    Asked now = asked.of(member);
    if (now.requests == 1) {
      for (int i = 0; i < effects.size(); i++) {
        if (effects.get(i) instanceof Effect.Send send
            && send.message() instanceof Message.AppendEntriesResponse answer
            && answer.success()
            && answer.to() == now.leader) {
          check(member, now, answer);
        }
      }
    }
    now.requests = 0;
  }

  private static void check(Member member, Asked now, Message.AppendEntriesResponse answer) {
    long known = Math.min(now.leaderCommit, answer.matchIndex());
    if (member.commitIndex < known) {
      throw new BrokenProperty(
          "a follower commits what it is told",
          member
              + " was told that entry "
              + known
              + " is committed, holds it, and stays at "
              + member.commitIndex);
    }
  }
}
