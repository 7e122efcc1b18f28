package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Message;
import java.util.List;

/**
 * If an RPC request or response contains a higher term, a server adopts it (§5.1, Figure 2, All
 * Servers). Not adopted are the terms of requests that only disturb: a pre-vote, and a vote while a
 * leader is alive (dissertation §9.6, §4.2.3).
 */
final class EntersHigherTerms implements Property {
  private long heardTerm;

  @Override
  public void hearing(Member member, Message message, long nowNanos) {
    boolean mayDisturb =
        message instanceof Message.RequestVote || message instanceof Message.PreVote;
    if (!mayDisturb) {
      heardTerm = Math.max(heardTerm, message.term());
    }
  }

  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    long heard = heardTerm;
    heardTerm = 0;
    if (member.term < heard) {
      throw new BrokenProperty(
          "a higher term is adopted",
          member + " hears of term " + heard + " and stays in term " + member.term);
    }
  }
}
