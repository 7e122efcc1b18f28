package dev.balsa;

import dev.balsa.core.Settings;
import dev.balsa.kv.StoreLimits;
import dev.balsa.log.LogSettings;
import dev.balsa.net.NetLimits;
import dev.balsa.node.NodeLimits;
import dev.balsa.node.ScrubLimits;
import dev.balsa.node.SessionLimits;
import dev.balsa.node.SnapshotLimits;

/**
 * Every time and bound of a member, by the part it belongs to. The standard ones fit machines in
 * one building.
 *
 * @param consensus election and heartbeat times, sizes of batches and windows
 * @param node what clients may have waiting, and the request timeout
 * @param log sizes of segments and records; its owner and group are filled in by the member
 * @param net frames, queues and reconnects between members
 * @param snapshots when snapshots are taken, how much log is kept beside them, how they travel
 * @param store what one request may ask for, and the quota
 * @param scrub how fast and how often what the disk holds is read again
 * @param sessions how long a program that uses structures may be silent, and what is kept for it so
 *     that its writes are applied once
 */
public record Limits(
    Settings consensus,
    NodeLimits node,
    LogSettings log,
    NetLimits net,
    SnapshotLimits snapshots,
    StoreLimits store,
    ScrubLimits scrub,
    SessionLimits sessions) {
  /** The standard of every part. */
  public static final Limits STANDARD =
      new Limits(
          Settings.STANDARD,
          NodeLimits.STANDARD,
          LogSettings.STANDARD,
          NetLimits.STANDARD,
          SnapshotLimits.STANDARD,
          StoreLimits.STANDARD,
          ScrubLimits.STANDARD,
          SessionLimits.STANDARD);

  /**
   * Checks that the parts fit together.
   *
   * @throws IllegalArgumentException if a command that one part takes is too large for the next
   */
  public Limits {
    atMost(
        "commandBytesMax of the store",
        store.commandBytesMax(),
        "commandBytesMax of the consensus settings",
        consensus.commandBytesMax());
    atMost(
        "commandBytesMax of the consensus settings",
        consensus.commandBytesMax(),
        "recordBytesMax of the log",
        log.recordBytesMax());
    atMost(
        "commandBytesMax of the consensus settings",
        consensus.commandBytesMax(),
        "messageBytesMax of the transport",
        net.messageBytesMax());
  }

  /** The same limits with other times and bounds of the consensus core. */
  public Limits with(Settings newConsensus) {
    return new Limits(newConsensus, node, log, net, snapshots, store, scrub, sessions);
  }

  /** The same limits with others of the node. */
  public Limits with(NodeLimits newNode) {
    return new Limits(consensus, newNode, log, net, snapshots, store, scrub, sessions);
  }

  /** The same limits with others of the log. */
  public Limits with(LogSettings newLog) {
    return new Limits(consensus, node, newLog, net, snapshots, store, scrub, sessions);
  }

  /** The same limits with others of the transport. */
  public Limits with(NetLimits newNet) {
    return new Limits(consensus, node, log, newNet, snapshots, store, scrub, sessions);
  }

  /** The same limits with others of snapshots. */
  public Limits with(SnapshotLimits newSnapshots) {
    return new Limits(consensus, node, log, net, newSnapshots, store, scrub, sessions);
  }

  /** The same limits with others of the store. */
  public Limits with(StoreLimits newStore) {
    return new Limits(consensus, node, log, net, snapshots, newStore, scrub, sessions);
  }

  /** The same limits with others of reading again. */
  public Limits with(ScrubLimits newScrub) {
    return new Limits(consensus, node, log, net, snapshots, store, newScrub, sessions);
  }

  /** The same limits with others of sessions. */
  public Limits with(SessionLimits newSessions) {
    return new Limits(consensus, node, log, net, snapshots, store, scrub, newSessions);
  }

  private static void atMost(String name, int value, String bound, int boundValue) {
    if (value > boundValue) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must not be above " + bound + ", which is " + boundValue);
    }
  }
}
