package dev.balsa.node;

import dev.balsa.core.Configuration;
import dev.balsa.core.Settings;

/**
 * Who a node is and how it behaves.
 *
 * @param member its id, one of the configuration's
 * @param configuration who votes
 * @param consensus times and bounds of the core
 * @param limits times and bounds of the node
 * @param snapshots when snapshots are taken and how they travel
 * @param seed where all chance comes from: election timeouts, and the numbers that tell the
 *     requests of one run from those of another. It must differ between members, and from start to
 *     start; a simulator gives the same seed to get the same run
 * @param entriesBetweenHashes members compare their states at multiples of this; 1 to 1,048,576,
 *     and the same on all members
 * @param scrub how what the disk holds is read again
 */
public record NodeSettings(
    long member,
    Configuration configuration,
    Settings consensus,
    NodeLimits limits,
    SnapshotLimits snapshots,
    long seed,
    int entriesBetweenHashes,
    ScrubLimits scrub) {
  /** How many entries there are between two comparisons of states, if nothing else is said. */
  public static final int ENTRIES_BETWEEN_HASHES_STANDARD = 1024;

  /**
   * Checks that they fit together.
   *
   * @throws IllegalArgumentException if others vote and the member does not, if the largest command
   *     does not fit into {@link NodeLimits#proposalBytesMax()}, or if {@code entriesBetweenHashes}
   *     is out of range
   */
  public NodeSettings {
    if (entriesBetweenHashes < 1 || entriesBetweenHashes > 1 << 20) {
      throw new IllegalArgumentException(
          "entriesBetweenHashes is "
              + entriesBetweenHashes
              + "; it must be from 1 to 1048576, and the same on all members");
    }
    if (!configuration.isNone() && !configuration.votes(member)) {
      throw new IllegalArgumentException(
          "member " + member + " is not among the voters " + configuration.voters());
    }
    if (limits.proposalBytesMax() < consensus.commandBytesMax() + Request.Proposal.OVERHEAD_BYTES) {
      throw new IllegalArgumentException(
          "proposalBytesMax is "
              + limits.proposalBytesMax()
              + "; it must exceed commandBytesMax, "
              + consensus.commandBytesMax()
              + ", by "
              + Request.Proposal.OVERHEAD_BYTES);
    }
  }

  /** States are compared as often as usual. */
  public NodeSettings(
      long member,
      Configuration configuration,
      Settings consensus,
      NodeLimits limits,
      SnapshotLimits snapshots,
      long seed) {
    this(
        member,
        configuration,
        consensus,
        limits,
        snapshots,
        seed,
        ENTRIES_BETWEEN_HASHES_STANDARD,
        ScrubLimits.STANDARD);
  }

  /** Snapshots as usual. */
  public NodeSettings(
      long member, Configuration configuration, Settings consensus, NodeLimits limits, long seed) {
    this(member, configuration, consensus, limits, SnapshotLimits.STANDARD, seed);
  }

  /** Standard times and bounds. */
  public static NodeSettings of(long member, Configuration configuration, long seed) {
    return new NodeSettings(member, configuration, Settings.STANDARD, NodeLimits.STANDARD, seed);
  }

  /** The same with other times and bounds of the core. */
  public NodeSettings withConsensus(Settings newConsensus) {
    return new NodeSettings(
        member, configuration, newConsensus, limits, snapshots, seed, entriesBetweenHashes, scrub);
  }

  /** The same with other times and bounds of the node. */
  public NodeSettings withLimits(NodeLimits newLimits) {
    return new NodeSettings(
        member, configuration, consensus, newLimits, snapshots, seed, entriesBetweenHashes, scrub);
  }

  /** The same with another rule for snapshots. */
  public NodeSettings withSnapshots(SnapshotLimits newSnapshots) {
    return new NodeSettings(
        member, configuration, consensus, limits, newSnapshots, seed, entriesBetweenHashes, scrub);
  }

  /** The same with states compared at other distances. */
  public NodeSettings withEntriesBetweenHashes(int newEntriesBetweenHashes) {
    return new NodeSettings(
        member, configuration, consensus, limits, snapshots, seed, newEntriesBetweenHashes, scrub);
  }

  /** The same with what the disk holds read again at another rate. */
  public NodeSettings withScrub(ScrubLimits newScrub) {
    return new NodeSettings(
        member, configuration, consensus, limits, snapshots, seed, entriesBetweenHashes, newScrub);
  }
}
