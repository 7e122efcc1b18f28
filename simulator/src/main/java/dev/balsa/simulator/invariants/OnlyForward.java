package dev.balsa.simulator.invariants;

import dev.balsa.core.HardState;
import java.util.HashMap;
import java.util.Map;

/**
 * Figure 2, State: currentTerm increases monotonically, over restarts as far as the disk held it;
 * votedFor changes only with it; commitIndex increases while a server runs.
 */
final class OnlyForward implements Property {
  private static final String NAME = "term, vote and commit only go forward";

  private final Map<Member, HardState> last = new HashMap<>();

  @Override
  public void changed(Member member) {
    if (!member.refused && member.term < last(member).term()) {
      throw new BrokenProperty(NAME, member + " goes back to term " + member.term);
    }
  }

  @Override
  public void voting(Member member, HardState state) {
    if (!member.refused) {
      check(member, last(member), state);
    }
    last.put(member, state);
  }

  @Override
  public void committing(Member member, long index, boolean isNews) {
    if (index <= member.commitIndex) {
      throw new BrokenProperty(
          NAME, member + " goes back from commit index " + member.commitIndex + " to " + index);
    }
  }

  @Override
  public void starting(Member member, HardState state, LogFacts found) {
    check(member, member.durableState, state);
    last.put(member, state);
  }

  private HardState last(Member member) {
    return last.getOrDefault(member, HardState.INITIAL);
  }

  private static void check(Member member, HardState before, HardState after) {
    boolean sameTerm = before.term() == after.term();
    boolean fine =
        sameTerm
            ? before.votedFor() == HardState.NOBODY || before.votedFor() == after.votedFor()
            : before.term() < after.term();
    if (!fine) {
      throw new BrokenProperty(
          NAME,
          member
              + " goes from term "
              + before.term()
              + " with vote "
              + before.votedFor()
              + " to term "
              + after.term()
              + " with vote "
              + after.votedFor());
    }
  }
}
