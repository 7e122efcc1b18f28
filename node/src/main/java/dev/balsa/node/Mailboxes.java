package dev.balsa.node;

import dev.balsa.core.Effect;

/** The mailboxes of the four agents. */
record Mailboxes(
    Mailbox<ConsensusMail> consensus,
    Mailbox<Effect.ToLog> logWriter,
    Mailbox<ApplierMail> applier,
    Mailbox<SnapshotMail> snapshotter) {
  /** Empty ones, of which each rings the bell of its agent. */
  static Mailboxes of(
      NodeLimits limits, Bell consensus, Bell logWriter, Bell applier, Bell snapshotter) {
    Mailbox.Bounds peers = new Mailbox.Bounds(limits.peerMessagesMax(), limits.peerBytesMax());
    Mailbox.Bounds clients = new Mailbox.Bounds(Integer.MAX_VALUE, Long.MAX_VALUE);
    Mailbox.Bounds nobody = new Mailbox.Bounds(0, 0);
    return new Mailboxes(
        new Mailbox<>(consensus, peers, clients),
        new Mailbox<>(logWriter),
        new Mailbox<>(applier, nobody, clients),
        new Mailbox<>(snapshotter, peers, nobody));
  }

  /** Hands over what came from another member. */
  Mailbox.Outcome offer(long from, PeerMessage message) {
    long size = MailCost.bytes(message);
    return switch (message) {
      case PeerMessage.SnapshotChunk chunk -> offer(new SnapshotMail.Chunk(from, chunk), size);
      case PeerMessage.SnapshotChunkResponse response ->
          offer(new SnapshotMail.Response(from, response), size);
      case PeerMessage.SnapshotWanted wish -> offer(new SnapshotMail.Wanted(from, wish), size);
      default -> consensus.offer(Mailbox.Lane.PEER, new ConsensusMail.Arrived(from, message), size);
    };
  }

  private Mailbox.Outcome offer(SnapshotMail piece, long size) {
    return snapshotter.offer(Mailbox.Lane.PEER, piece, size);
  }
}
