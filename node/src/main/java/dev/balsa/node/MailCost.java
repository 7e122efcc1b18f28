package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.Message;

/** What a message from a peer counts in a mailbox, which is bounded. */
final class MailCost {
  /** What every message counts beside what it carries, in bytes. */
  private static final int MESSAGE_BYTES = 128;

  private MailCost() {}

  /** In bytes. */
  static long bytes(PeerMessage message) {
    return switch (message) {
      case PeerMessage.Consensus consensus ->
          consensus.message() instanceof Message.AppendEntries append
              ? MESSAGE_BYTES + Entry.sizeBytes(append.entries())
              : MESSAGE_BYTES;
      case PeerMessage.ForwardedProposal proposal -> {
        long sum = MESSAGE_BYTES;
        for (Bytes command : proposal.commands()) {
          sum += Entry.OVERHEAD_BYTES + command.length();
        }
        yield sum;
      }
      case PeerMessage.ForwardedProposalResponse none -> MESSAGE_BYTES;
      case PeerMessage.ForwardedRead none -> MESSAGE_BYTES;
      case PeerMessage.ForwardedReadResponse none -> MESSAGE_BYTES;
      case PeerMessage.SnapshotChunk chunk -> MESSAGE_BYTES + chunk.bytes().length();
      case PeerMessage.SnapshotChunkResponse response ->
          MESSAGE_BYTES + 2L * Long.BYTES * response.wanted().size();
      case PeerMessage.SnapshotWanted none -> MESSAGE_BYTES;
      case PeerMessage.Quiesce none -> MESSAGE_BYTES;
      case PeerMessage.StateHashes hashes ->
          MESSAGE_BYTES + 2L * Long.BYTES * hashes.hashes().size();
      case PeerMessage.StateDiffers differs ->
          MESSAGE_BYTES + 2L * Long.BYTES * differs.divergence().hashes().size();
    };
  }
}
