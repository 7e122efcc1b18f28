package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.ConfigurationAt;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;

/**
 * Who had no vote gets one only after it has caught up (dissertation §4.2.1): it holds at least
 * what the log held when the change began. Else the cluster could commit nothing until it has.
 */
final class NewcomersCatchUp implements Property {
  private final Cluster cluster;

  NewcomersCatchUp(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void appending(Member member, Entry entry) {
    if (entry.kind() != EntryKind.CONFIGURATION) {
      return;
    }
    ConfigurationAt before = member.log.configurationAt(entry.index() - 1, cluster.began());
    Configuration next = entry.configuration();
    for (long voter : next.voters()) {
      if (!before.configuration().votes(voter)
          && !cluster.isDurableOn(voter, before.index(), member.log.termAt(before.index()))) {
        throw new BrokenProperty(
            "who gets a vote has caught up",
            member
                + " gives member "
                + voter
                + " a vote at index "
                + entry.index()
                + ", which does not hold entry "
                + before.index());
      }
    }
  }
}
