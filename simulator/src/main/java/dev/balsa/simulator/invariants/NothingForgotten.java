package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.HardState;

/**
 * What a disk was synced with is found again after a restart (Figure 2, persistent state): the log
 * and the vote are those that were certain, followed by some first part of the writes in flight, in
 * their order.
 */
final class NothingForgotten implements Property {
  @Override
  public void starting(Member member, HardState state, LogFacts found) {
    LogFacts log = new LogFacts();
    log.copy(member.durable);
    HardState hardState = member.durableState;
    if (isThis(state, found, hardState, log)) {
      return;
    }
    for (Effect.Persist write : member.inFlight) {
      HardState next = write.hardState();
      if (next != null) {
        hardState = next;
        if (isThis(state, found, hardState, log)) {
          return;
        }
      }
      for (Entry entry : write.entries()) {
        log.add(entry);
        if (isThis(state, found, hardState, log)) {
          return;
        }
      }
    }
    throw new BrokenProperty(
        "nothing synced is forgotten",
        member
            + " finds term "
            + state.term()
            + " with vote "
            + state.votedFor()
            + " and a log up to "
            + found.lastIndex()
            + " of term "
            + found.lastTerm()
            + "; certain were term "
            + member.durableState.term()
            + " with vote "
            + member.durableState.votedFor()
            + " and a log up to "
            + member.durable.lastIndex()
            + " of term "
            + member.durable.lastTerm()
            + "; in flight were "
            + member.inFlight.size()
            + " writes");
  }

  private static boolean isThis(
      HardState state, LogFacts found, HardState expectedState, LogFacts expected) {
    return state.equals(expectedState)
        && found.lastIndex() == expected.lastIndex()
        && found.lastTerm() == expected.lastTerm();
  }
}
