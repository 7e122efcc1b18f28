package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import java.util.List;

/**
 * If successful: update nextIndex and matchIndex for the follower (Figure 2, Leaders). A leader
 * that forgets it asks below them, and sends the same entries again and again.
 */
final class StaysAboveAcknowledged implements Property {
  /*
   * Entries read from disk may leave in the very turn whose later events bring the acknowledgement,
   * so what is heard in a turn counts from the next one on.
   */
  private static final class Acknowledged {
    long index;
    long heardIndex;
  }

  private final PerMember<PerMember<Acknowledged>> leaders =
      new PerMember<>(() -> new PerMember<>(Acknowledged::new));

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
      Acknowledged follower = leaders.of(member).of(answer.from());
      follower.heardIndex = Math.max(follower.heardIndex, answer.matchIndex());
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
        check(member, request, leaders.of(member).of(request.to()));
      }
    }
    leaders.of(member).all().forEach(follower -> follower.index = follower.heardIndex);
  }

  private static void check(
      Member member, Message.AppendEntries request, Acknowledged acknowledged) {
    // Whoever waits for a snapshot is only told that there is a leader.
    boolean asksNothing = request.prevLogIndex() == 0 && request.entries().isEmpty();
    if (!asksNothing && request.prevLogIndex() < acknowledged.index) {
      throw new BrokenProperty(
          "a leader does not go back below what is acknowledged",
          member
              + " goes back to entry "
              + request.prevLogIndex()
              + " of member "
              + request.to()
              + ", which acknowledged "
              + acknowledged.index);
    }
  }
}
