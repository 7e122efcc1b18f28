package dev.balsa.simulator.invariants;

import dev.balsa.core.Message;
import java.util.HashSet;
import java.util.Set;

/**
 * Only an election that the leader wants is not ignored for that leader's sake (dissertation §3.10,
 * §4.2.3): whoever says so was told to campaign in the term before, by a leader of that term.
 */
final class CampaignsAtOnceIfTold implements Property {
  private final PerMember<Set<Long>> told = new PerMember<>(HashSet::new);

  @Override
  public void beginning(Member member) {
    told.clear(member);
  }

  @Override
  public void hearing(Member member, Message message, long nowNanos) {
    if (message instanceof Message.TimeoutNow) {
      told.of(member).add(message.term());
    }
  }

  @Override
  public void sending(Member member, Message message) {
    if (message instanceof Message.RequestVote request
        && request.byTransfer()
        && !told.of(member).contains(request.term() - 1)) {
      throw new BrokenProperty(
          "nobody claims that a leader wants its election",
          member + " does so in term " + request.term() + " and was not told");
    }
  }
}
