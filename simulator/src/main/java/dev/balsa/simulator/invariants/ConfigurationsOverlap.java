package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;

/**
 * Any majority of one configuration and any of the next have a member in common (§6): the voters
 * stay, or one of the two configurations is joint, and the voters of the other are one of its
 * halves.
 */
final class ConfigurationsOverlap implements Property {
  private final Cluster cluster;

  ConfigurationsOverlap(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void appending(Member member, Entry entry) {
    if (entry.kind() != EntryKind.CONFIGURATION) {
      return;
    }
    Configuration before =
        member.log.configurationAt(entry.index() - 1, cluster.began()).configuration();
    Configuration next = entry.configuration();
    boolean overlap =
        next.isJoint()
            ? !before.isJoint() && next.outgoing().equals(before.voters())
            : next.voters().equals(before.voters());
    if (!overlap) {
      throw new BrokenProperty(
          "configurations that follow each other share their majorities",
          member + " appends " + next + " at index " + entry.index() + " after " + before);
    }
  }
}
