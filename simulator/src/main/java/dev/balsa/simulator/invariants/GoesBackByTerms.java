package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import java.util.List;

/**
 * When a follower refuses, it says where its log may agree, and the leader asks there next: one
 * question for each term with conflicting entries rather than one for each entry (§5.3).
 */
final class GoesBackByTerms implements Property {
  /*
   * Only the first refusal of the latest question counts, and only if the leader has not gone back
   * by the refusal of an earlier one in the meantime: others may be overtaken by what the leader has
   * learned since, and are then ignored. And it counts from the next turn on, because entries read
   * from disk may have left in this one before it was heard.
   */
  private static final long ANYTHING = Long.MAX_VALUE;

  private static final long NOTHING = -1;

  private static final class Follower {
    long askedAt = NOTHING;
    long acknowledged;
    long agreesAtMost = ANYTHING;
    long heardAtMost = ANYTHING;
  }

  private final PerMember<PerMember<Follower>> leaders =
      new PerMember<>(() -> new PerMember<>(Follower::new));

  @Override
  public void changed(Member member) {
    leaders.clear(member);
  }

  @Override
  public void hearing(Member member, Message message, long nowNanos) {
    if (!(message instanceof Message.AppendEntriesResponse answer)
        || member.role != RoleName.LEADER
        || answer.term() != member.term) {
      return;
    }
    Follower follower = leaders.of(member).of(answer.from());
    if (answer.success()) {
      follower.acknowledged = Math.max(follower.acknowledged, answer.matchIndex());
      follower.agreesAtMost = ANYTHING;
      follower.heardAtMost = ANYTHING;
      follower.askedAt = NOTHING;
    } else if (answer.prevLogIndex() > follower.acknowledged) {
      if (answer.prevLogIndex() == follower.askedAt) {
        follower.heardAtMost = answer.hintIndex();
      }
      follower.askedAt = NOTHING;
    }
  }

  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    if (member.role != RoleName.LEADER) {
      return;
    }
    for (int i = 0; i < effects.size(); i++) {
      if (effects.get(i) instanceof Effect.Send send
          && send.message() instanceof Message.AppendEntries request) {
        check(member, request);
      } else if (effects.get(i) instanceof Effect.SendSnapshot send) {
        // What its log holds, and so what it said of it, will be another matter.
        Follower follower = leaders.of(member).of(send.to());
        follower.heardAtMost = ANYTHING;
        follower.askedAt = NOTHING;
      }
    }
    leaders.of(member).all().forEach(follower -> follower.agreesAtMost = follower.heardAtMost);
  }

  private void check(Member member, Message.AppendEntries request) {
    Follower follower = leaders.of(member).of(request.to());
    long atMost = Math.max(follower.agreesAtMost, follower.acknowledged);
    if (request.prevLogIndex() > atMost) {
      throw new BrokenProperty(
          "a leader goes back by terms, not by entries",
          member
              + " asks member "
              + request.to()
              + " about entry "
              + request.prevLogIndex()
              + " and was told that their logs agree at most up to "
              + atMost);
    }
    follower.askedAt = request.entries().isEmpty() ? request.prevLogIndex() : NOTHING;
  }
}
