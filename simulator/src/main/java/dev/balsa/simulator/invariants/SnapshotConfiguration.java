package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.SnapshotMeta;

/**
 * A snapshot names the configuration that was in force as of its entry (§7): not an earlier one,
 * and none that is not committed yet.
 */
final class SnapshotConfiguration implements Property {
  private final Cluster cluster;

  SnapshotConfiguration(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void keeping(Member member, SnapshotMeta meta) {
    Configuration right =
        cluster.committed.configurationAt(meta.index(), cluster.began()).configuration();
    if (!meta.configuration().equals(right)) {
      throw new BrokenProperty(
          "a snapshot names the members as of its entry",
          member
              + " has one of entry "
              + meta.index()
              + " with "
              + meta.configuration()
              + " and not "
              + right);
    }
  }
}
