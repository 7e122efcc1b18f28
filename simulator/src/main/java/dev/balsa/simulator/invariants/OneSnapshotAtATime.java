package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import java.util.List;

/**
 * A leader sends a follower a snapshot only if the one before has come to its end, and none of what
 * the follower has acknowledged (§7): or the sending begins anew for ever.
 */
final class OneSnapshotAtATime implements Property {
  private static final String NAME = "a snapshot is sent once, to who needs it";

  private static final class Follower {
    long acknowledged;
    long sendingIndex;
  }

  private final PerMember<PerMember<Follower>> leaders =
      new PerMember<>(() -> new PerMember<>(Follower::new));

  @Override
  public void changed(Member member) {
    leaders.clear(member);
  }

  @Override
  public void hearing(Member member, Message message, long nowNanos) {
    if (message instanceof Message.AppendEntriesResponse answer
        && answer.success()
        && member.role == RoleName.LEADER
        && answer.term() == member.term) {
      Follower follower = leaders.of(member).of(answer.from());
      follower.acknowledged = Math.max(follower.acknowledged, answer.matchIndex());
      if (follower.acknowledged >= follower.sendingIndex) {
        follower.sendingIndex = 0;
      }
    }
  }

  @Override
  public void snapshotSent(Member member, Event.SnapshotSent sent) {
    leaders.of(member).of(sent.to()).sendingIndex = 0;
  }

  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof Effect.SendSnapshot send) {
        check(member, send, leaders.of(member).of(send.to()));
      }
    }
  }

  private static void check(Member member, Effect.SendSnapshot send, Follower follower) {
    if (follower.sendingIndex > 0) {
      throw new BrokenProperty(
          NAME,
          member
              + " sends member "
              + send.to()
              + " another snapshot while that of entry "
              + follower.sendingIndex
              + " is on its way");
    }
    if (follower.acknowledged >= send.meta().index()) {
      throw new BrokenProperty(
          NAME,
          member
              + " sends a snapshot of entry "
              + send.meta().index()
              + " to member "
              + send.to()
              + ", which acknowledged "
              + follower.acknowledged);
    }
    follower.sendingIndex = send.meta().index();
  }
}
