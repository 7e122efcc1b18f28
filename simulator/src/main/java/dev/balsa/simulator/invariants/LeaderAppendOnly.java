package dev.balsa.simulator.invariants;

import dev.balsa.core.Entry;
import dev.balsa.core.RoleName;

/** Leader Append-Only (§5.3): a leader never overwrites or deletes entries in its log. */
final class LeaderAppendOnly implements Property {
  @Override
  public void appending(Member member, Entry entry) {
    if (member.role != RoleName.LEADER) {
      return;
    }
    if (entry.index() <= member.log.lastIndex()) {
      throw new BrokenProperty(
          "leader append-only",
          member + " leads term " + member.term + " and overwrites index " + entry.index());
    }
    if (entry.term() != member.term) {
      throw new BrokenProperty(
          "leader append-only",
          member
              + " leads term "
              + member.term
              + " and appends an entry of term "
              + entry.term()
              + " at index "
              + entry.index());
    }
  }
}
