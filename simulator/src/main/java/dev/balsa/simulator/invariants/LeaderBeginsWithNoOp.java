package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.RoleName;
import java.util.List;

/**
 * Each leader begins its term with an empty entry (§8), so that what it took over is committed, and
 * reads are answered, even if no client ever writes again.
 */
final class LeaderBeginsWithNoOp implements Property {
  @Override
  public void turned(Member member, long nowNanos, List<Effect> effects) {
    boolean began =
        member.role == RoleName.LEADER
            && (member.roleBefore != RoleName.LEADER || member.termBefore != member.term);
    if (!began) {
      return;
    }
    for (long index = member.log.lastIndex(); index > 0; index--) {
      Entry entry = member.log.at(index);
      if (entry.term() != member.term) {
        break;
      }
      if (entry.kind() == EntryKind.NO_OP) {
        return;
      }
    }
    throw new BrokenProperty(
        "a leader begins with an empty entry",
        member + " leads term " + member.term + " and appended none");
  }
}
