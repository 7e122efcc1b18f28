package dev.balsa;

import dev.balsa.core.Settings;
import dev.balsa.kv.StoreLimits;
import dev.balsa.log.LogSettings;
import dev.balsa.net.NetLimits;
import dev.balsa.node.NodeLimits;
import dev.balsa.node.SessionLimits;

/**
 * Every time and bound of a member, by the part it belongs to. The standard ones fit machines in
 * one building.
 *
 * @param consensus election and heartbeat times, sizes of batches and windows
 * @param node what clients may have waiting, and the request timeout
 * @param log sizes of segments and records; its owner and group are filled in by the member
 * @param net frames, queues and reconnects between members
 * @param store what one request may ask for, and the quota
 * @param sessions how long a program that uses structures may be silent, and what is kept for it so
 *     that its writes are applied once
 */
public record Limits(
    Settings consensus,
    NodeLimits node,
    LogSettings log,
    NetLimits net,
    StoreLimits store,
    SessionLimits sessions) {
  /** The standard of every part. */
  public static final Limits STANDARD =
      new Limits(
          Settings.STANDARD,
          NodeLimits.STANDARD,
          LogSettings.STANDARD,
          NetLimits.STANDARD,
          StoreLimits.STANDARD,
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
    return new Limits(newConsensus, node, log, net, store, sessions);
  }

  /** The same limits with others of the node. */
  public Limits with(NodeLimits newNode) {
    return new Limits(consensus, newNode, log, net, store, sessions);
  }

  /** The same limits with others of the log. */
  public Limits with(LogSettings newLog) {
    return new Limits(consensus, node, newLog, net, store, sessions);
  }

  /** The same limits with others of the transport. */
  public Limits with(NetLimits newNet) {
    return new Limits(consensus, node, log, newNet, store, sessions);
  }

  /** The same limits with others of the store. */
  public Limits with(StoreLimits newStore) {
    return new Limits(consensus, node, log, net, newStore, sessions);
  }

  /** The same limits with others of sessions. */
  public Limits with(SessionLimits newSessions) {
    return new Limits(consensus, node, log, net, store, newSessions);
  }

  private static void atMost(String name, int value, String bound, int boundValue) {
    if (value > boundValue) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must not be above " + bound + ", which is " + boundValue);
    }
  }
}
