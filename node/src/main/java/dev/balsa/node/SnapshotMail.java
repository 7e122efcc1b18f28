package dev.balsa.node;

import dev.balsa.core.SnapshotMeta;

/** What the snapshotter is handed. */
sealed interface SnapshotMail {
  /**
   * Make a frozen state durable.
   *
   * @param keptBytes how much of the log before it is to be kept
   */
  record Take(SnapshotMeta meta, FrozenState state, long keptBytes) implements SnapshotMail {}

  /** The scribe has done what it was asked to. */
  enum Written implements SnapshotMail {
    OVER
  }

  /**
   * Space is scarce: keep nothing of the log that the newest snapshot stands for.
   *
   * @param appliedIndex what was applied here, so that a snapshot which is just arriving is left
   *     alone
   */
  record Discard(long appliedIndex) implements SnapshotMail {}

  /**
   * Ask another member for a snapshot.
   *
   * @param afterIndex of what is here already
   */
  record Fetch(long from, long afterIndex) implements SnapshotMail {}

  /** Another member asks for a snapshot. */
  record Wanted(long from, PeerMessage.SnapshotWanted wish) implements SnapshotMail {}

  /** Send the newest snapshot to a follower. */
  record Send(long to) implements SnapshotMail {}

  /** A piece of a snapshot came from another member. */
  record Chunk(long from, PeerMessage.SnapshotChunk chunk) implements SnapshotMail {}

  /** Another member says how much of a snapshot it has. */
  record Response(long from, PeerMessage.SnapshotChunkResponse response) implements SnapshotMail {}

  /** The connection to a member was lost. */
  record Lost(long member) implements SnapshotMail {}
}
