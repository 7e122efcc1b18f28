package dev.balsa.net;

import dev.balsa.core.Message;
import dev.balsa.node.PeerMessage;
import org.jspecify.annotations.Nullable;

/** A message on its way from {@link TcpTransport#send} to a frame. */
final class Outgoing {
  final Peer peer;
  final long groupId;

  /** What its group may have waiting, or null if there is one group only. */
  final @Nullable Share share;

  final PeerMessage message;

  /** Length of the encoded message. */
  final int bytes;

  /** Whether it may overtake messages with payloads. */
  final boolean urgent;

  /** Link of {@link Outbox}. */
  @Nullable Outgoing next;

  /** Order of arrival at the event loop, set by {@link Lanes}. */
  long sequence;

  /** When it arrived there. */
  long addedNanos;

  Outgoing(Peer peer, long groupId, @Nullable Share share, PeerMessage message, int bytes) {
    this.peer = peer;
    this.groupId = groupId;
    this.share = share;
    this.message = message;
    this.bytes = bytes;
    this.urgent = isUrgent(message);
  }

  /** What counts against the limits. */
  int weight() {
    return Frame.HEADER_BYTES + bytes;
  }

  /**
   * All but those which carry clients' payloads: elections and heartbeats must get through when a
   * link is full of data.
   */
  static boolean isUrgent(PeerMessage message) {
    return switch (message) {
      case PeerMessage.Consensus consensus ->
          !(consensus.message() instanceof Message.AppendEntries append)
              || append.entries().isEmpty();
      case PeerMessage.ForwardedProposal proposal -> false;
      case PeerMessage.ForwardedProposalResponse response -> true;
      case PeerMessage.ForwardedRead read -> true;
      case PeerMessage.ForwardedReadResponse response -> true;
      case PeerMessage.SnapshotChunk chunk -> false;
      case PeerMessage.SnapshotChunkResponse response -> true;
      case PeerMessage.Quiesce quiesce -> true;
      case PeerMessage.SnapshotWanted wish -> true;
      case PeerMessage.StateHashes hashes -> true;
      case PeerMessage.StateDiffers differs -> true;
    };
  }
}
