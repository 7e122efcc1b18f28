package dev.balsa.simulator.invariants;

import dev.balsa.core.ConfigurationAt;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.RoleName;

/**
 * A leader appends a configuration only when the one before it is committed (dissertation §4.1),
 * and an entry of its own term is (Ongaro's correction of 2015): else two leaders could each have a
 * configuration that the other one does not know.
 */
final class OneChangeAtATime implements Property {
  private static final String NAME = "members are changed in one step after the other";

  private final Cluster cluster;

  OneChangeAtATime(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void appending(Member member, Entry entry) {
    if (entry.kind() != EntryKind.CONFIGURATION || !leadsFor(member, entry.term())) {
      return;
    }
    ConfigurationAt before = member.log.configuration(cluster.began());
    if (!isCommitted(member, before.index())) {
      throw new BrokenProperty(
          NAME,
          member
              + " appends a configuration at index "
              + entry.index()
              + ", and that at index "
              + before.index()
              + " is not committed");
    }
    long first = firstOf(member.log, entry.term());
    if (first == 0 || !isCommitted(member, first)) {
      throw new BrokenProperty(
          NAME,
          member
              + " appends a configuration at index "
              + entry.index()
              + ", and no entry of its term "
              + entry.term()
              + " is committed");
    }
  }

  /** It may lose its place in the turn in which it appends. */
  private static boolean leadsFor(Member member, long term) {
    return (member.role == RoleName.LEADER && member.term == term)
        || (member.roleBefore == RoleName.LEADER && member.termBefore == term);
  }

  /** The leader is the first to know, and need not have said so yet. */
  private boolean isCommitted(Member member, long index) {
    long term = member.log.termAt(index);
    return cluster.committed.holds(index, term)
        || cluster.counting(member, index).stream()
            .anyMatch(each -> cluster.isDurableOnQuorum(each, index, term));
  }

  private static long firstOf(LogFacts log, long term) {
    long first = 0;
    for (long index = log.lastIndex(); log.termAt(index) == term; index--) {
      first = index;
    }
    return first;
  }
}
