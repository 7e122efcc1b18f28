package dev.balsa.simulator.invariants;

/**
 * What is committed is on at least one disk that nobody damaged: the condition under which damage
 * may cost nothing (P1), and so a check of who is damaged as well. By Log Matching the last
 * committed entry stands for all before it.
 */
final class GoodCopyStays implements Property {
  private final Cluster cluster;

  GoodCopyStays(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void committing(Member member, long index, boolean isNews) {
    if (isNews) {
      check(index, member.log.termAt(index));
    }
  }

  @Override
  public void damaged(Member member) {
    check(cluster.committed.lastIndex(), cluster.committed.lastTerm());
  }

  private void check(long index, long term) {
    for (Member member : cluster.members()) {
      if (!member.damaged && member.keeps(index, term)) {
        return;
      }
    }
    throw new BrokenProperty(
        "a good copy stays of what is committed",
        "entry " + index + " of term " + term + " is on damaged disks only");
  }
}
