package dev.balsa.node;

import dev.balsa.core.SnapshotMeta;

/** What the snapshotter is handed. */
sealed interface SnapshotMail {
  /** Make a frozen state durable. */
  record Take(SnapshotMeta meta, FrozenState state) implements SnapshotMail {}

  /** Send the newest snapshot to a follower. */
  record Send(long to) implements SnapshotMail {}

  /** A piece of a snapshot came from another member. */
  record Chunk(long from, PeerMessage.SnapshotChunk chunk) implements SnapshotMail {}

  /** Another member says how much of a snapshot it has. */
  record Response(long from, PeerMessage.SnapshotChunkResponse response) implements SnapshotMail {}

  /** The connection to a member was lost. */
  record Lost(long member) implements SnapshotMail {}
}
