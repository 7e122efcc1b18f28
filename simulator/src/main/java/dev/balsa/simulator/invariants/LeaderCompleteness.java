package dev.balsa.simulator.invariants;

import dev.balsa.core.RoleName;

/**
 * Leader Completeness (§5.4): what is committed in a term is in the logs of the leaders of all
 * later terms. With Log Matching the last committed entry stands for all before it.
 */
final class LeaderCompleteness implements Property {
  private final Cluster cluster;

  LeaderCompleteness(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void changed(Member member) {
    LogFacts committed = cluster.committed;
    if (member.role != RoleName.LEADER || committed.lastTerm() >= member.term) {
      return;
    }
    long index = committed.lastIndex();
    if (!member.log.holds(index, committed.lastTerm())) {
      throw new BrokenProperty(
          "leader completeness",
          member
              + " leads term "
              + member.term
              + " without the committed entry "
              + index
              + " of term "
              + committed.lastTerm());
    }
  }
}
