package dev.balsa.simulator.invariants;

import dev.balsa.core.HardState;
import dev.balsa.core.Message;

/**
 * A member that has found its log damaged neither votes nor acknowledges nor starts again before it
 * is repaired: it may have forgotten what it promised (rule D3).
 */
final class DamagedStaysSilent implements Property {
  private static final String NAME = "a damaged member stays silent";

  @Override
  public void sending(Member member, Message message) {
    boolean promises =
        message instanceof Message.RequestVote
            || (message instanceof Message.RequestVoteResponse vote && vote.granted())
            || (message instanceof Message.AppendEntriesResponse answer && answer.success());
    if (member.refused && promises) {
      throw new BrokenProperty(NAME, member + " found damage and sends " + message);
    }
  }

  @Override
  public void starting(Member member, HardState state, LogFacts found) {
    if (member.refused) {
      throw new BrokenProperty(NAME, member + " found damage and starts again");
    }
  }
}
