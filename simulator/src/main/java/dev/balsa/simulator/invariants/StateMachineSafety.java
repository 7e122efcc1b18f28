package dev.balsa.simulator.invariants;

import dev.balsa.core.Entry;

/**
 * State Machine Safety (§5.4.3): if a server has applied an entry at an index, no other applies a
 * different one there; and what one server holds for committed is what every other does.
 */
final class StateMachineSafety implements Property {
  private final Cluster cluster;

  StateMachineSafety(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void committing(Member member, long index, boolean isNews) {
    LogFacts committed = cluster.committed;
    long common = Math.min(index, committed.lastIndex());
    if (!member.log.holds(common, committed.termAt(common))) {
      throw new BrokenProperty(
          "state machine safety",
          member
              + " takes its entry "
              + common
              + " of term "
              + member.log.termAt(common)
              + " for committed, others the one of term "
              + committed.termAt(common));
    }
  }

  @Override
  public void applying(Member member, Entry entry, long stateHash) {
    LogFacts committed = cluster.committed;
    if (entry.index() > committed.lastIndex()) {
      throw new BrokenProperty(
          "state machine safety",
          member + " applies entry " + entry.index() + ", which nobody takes for committed");
    }
    if (!committed.at(entry.index()).equals(entry)) {
      throw new BrokenProperty(
          "state machine safety",
          member
              + " applies at index "
              + entry.index()
              + " an entry of term "
              + entry.term()
              + ", others one of term "
              + committed.termAt(entry.index()));
    }
  }
}
