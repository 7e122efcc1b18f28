package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A leader answers a read only after a majority, itself included, has echoed a round of its term
 * that began after it was asked (dissertation §6.4), unless a lease will do. Otherwise another may
 * lead by now, and what it commits is not seen.
 */
final class ReadsAreConfirmed implements Property {
  /*
   * All events of a turn come before any of its messages, so a round whose number was not sent
   * before a turn began is later than every read of that turn.
   */
  private static final class Leadership {
    long sentRound;
    final Map<Long, Long> sentRoundWhenAsked = new HashMap<>();
    final PerMember<Long> echoedRounds = new PerMember<>(() -> 0L);
  }

  private final Cluster cluster;
  private final PerMember<Leadership> leaders = new PerMember<>(Leadership::new);

  ReadsAreConfirmed(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void beginning(Member member) {
    leaders.clear(member);
  }

  @Override
  public void changed(Member member) {
    leaders.clear(member);
  }

  @Override
  public void reading(Member member, Event.Read read) {
    if (!read.byLease()) {
      Leadership leader = leaders.of(member);
      leader.sentRoundWhenAsked.put(read.id(), leader.sentRound);
    }
  }

  @Override
  public void hearing(Member member, Message message, long nowNanos) {
    if (message instanceof Message.AppendEntriesResponse answer
        && member.role == RoleName.LEADER
        && answer.term() == member.term) {
      leaders.of(member).echoedRounds.merge(answer.from(), answer.round(), Math::max);
    }
  }

  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    Leadership leader = leaders.of(member);
    for (int i = 0; i < effects.size(); i++) {
      switch (effects.get(i)) {
        case Effect.ReadReady ready -> check(member, leader, ready.id());
        case Effect.Refused refused -> leader.sentRoundWhenAsked.remove(refused.id());
        case Effect.Send send -> sent(leader, send.message());
        case Effect.Persist write -> write.thenSend().forEach(message -> sent(leader, message));
        default -> {}
      }
    }
  }

  private static void sent(Leadership leader, Message message) {
    if (message instanceof Message.AppendEntries request) {
      leader.sentRound = Math.max(leader.sentRound, request.round());
    }
  }

  private void check(Member member, Leadership leader, long id) {
    Long before = leader.sentRoundWhenAsked.remove(id);
    if (before == null) {
      return;
    }
    Configuration configuration = cluster.inForceAt(member);
    if (!Quorum.agrees(
        configuration, voter -> voter == member.id || leader.echoedRounds.of(voter) > before)) {
      throw new BrokenProperty(
          "a read is confirmed by a majority",
          member
              + " answers a read asked after round "
              + before
              + ", and no majority of "
              + configuration
              + " has confirmed a later one");
    }
  }
}
