package dev.balsa.simulator.invariants;

import dev.balsa.core.Entry;

/** What is committed is on the disks of a majority (§5.3, §5.4.2), and stays there. */
final class CommittedOnMajority implements Property {
  /*
   * A disk outside that majority may lose it. A leader of an earlier term, whose log ends in a later
   * term than the entry, replaces it on a disk; the write takes long; meanwhile the leader of a
   * later term commits the entry by others that hold it.
   */
  private static final String NAME = "what is committed is durable on a majority";

  private final Cluster cluster;

  CommittedOnMajority(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void committing(Member member, long index, boolean isNews) {
    if (!isNews) {
      return;
    }
    int count = cluster.durableOn(index, member.log.termAt(index));
    if (count < cluster.majority()) {
      throw new BrokenProperty(
          NAME,
          member
              + " takes entry "
              + index
              + " of term "
              + member.log.termAt(index)
              + " for committed, and it is on "
              + count
              + " disks of "
              + cluster.members().size());
    }
  }

  @Override
  public void storing(Member member, Entry entry) {
    long index = entry.index();
    LogFacts committed = cluster.committed;
    if (index > committed.lastIndex() || index > member.durable.lastIndex()) {
      return;
    }
    boolean replaces =
        committed.termAt(index) != entry.term()
            && committed.termAt(index) == member.durable.termAt(index);
    int left = replaces ? cluster.durableOn(index, committed.termAt(index)) - 1 : 0;
    if (replaces && left < cluster.majority()) {
      throw new BrokenProperty(
          NAME,
          member
              + " replaces the committed entry "
              + index
              + ", which stays on "
              + left
              + " disks");
    }
  }
}
