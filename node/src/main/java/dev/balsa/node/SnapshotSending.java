package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.SnapshotReader;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A snapshot on its way to one follower (§7): pieces in order, a few of them ahead of what was
 * acknowledged, and again from there when no answer comes.
 */
final class SnapshotSending {
  private final long to;
  private final SnapshotReader reader;
  private final SnapshotMeta meta;
  private final long sizeBytes;
  private final SnapshotLimits limits;
  private final Transport transport;
  private boolean heard;
  private boolean awaiting;
  private long acknowledged;
  private long next;
  private long movedNanos;
  private long sentNanos;

  /** Begins. */
  SnapshotSending(
      long to, SnapshotReader reader, SnapshotLimits limits, Transport transport, long nowNanos)
      throws IOException {
    this.to = to;
    this.reader = reader;
    this.meta = reader.meta();
    this.sizeBytes = reader.sizeBytes();
    this.limits = limits;
    this.transport = transport;
    this.movedNanos = nowNanos;
    this.sentNanos = nowNanos;
  }

  long to() {
    return to;
  }

  SnapshotMeta meta() {
    return meta;
  }

  /**
   * Takes in how much the follower has. What it had before, of an earlier attempt, is not sent
   * again.
   */
  void acknowledged(long position, long nowNanos) {
    heard = true;
    awaiting = false;
    if (position > acknowledged && position <= sizeBytes) {
      acknowledged = position;
      next = Math.max(next, position);
      movedNanos = nowNanos;
      sentNanos = nowNanos;
    }
  }

  /** Goes back to what was acknowledged if no answer has come for too long. */
  void repeat(long nowNanos) {
    if (nowNanos - sentNanos >= resendNanos()) {
      // The last piece again, if all have arrived and only the last answer is missing.
      next = Math.min(acknowledged, Math.max(0, sizeBytes - limits.chunkBytes()));
      sentNanos = nowNanos;
    }
  }

  /**
   * Whether there is a piece that may be sent. Only one before the first answer, which tells how
   * much the follower has of an earlier attempt.
   */
  boolean wantsToSend() {
    long chunks = heard ? limits.chunksInFlight() : 1;
    return next < Math.min(sizeBytes, acknowledged + limits.chunkBytes() * chunks);
  }

  /**
   * Sends the next piece.
   *
   * @return its length, in bytes
   * @throws IOException if the snapshot cannot be read, or is not what was written
   */
  int send(long nowNanos) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(limits.chunkBytes(), sizeBytes - next));
    if (reader.read(next, piece) < piece.capacity()) {
      throw new IOException("the snapshot of entry " + meta.index() + " is shorter than it was");
    }
    transport.send(
        to, new PeerMessage.SnapshotChunk(meta, sizeBytes, next, Bytes.wrap(piece.array())));
    next += piece.capacity();
    awaiting = true;
    sentNanos = nowNanos;
    return piece.capacity();
  }

  /** It has to wait for its turn, which is no silence of the follower. */
  void held(long nowNanos) {
    if (wantsToSend() && !awaiting) {
      movedNanos = nowNanos;
      sentNanos = nowNanos;
    }
  }

  /** Whether nothing has moved for so long that it is given up. */
  boolean hasStalled(long nowNanos) {
    return nowNanos - movedNanos >= stallNanos();
  }

  long deadlineNanos() {
    return Math.min(sentNanos + resendNanos(), movedNanos + stallNanos());
  }

  private long resendNanos() {
    return limits.resendMillis() * 1_000_000L;
  }

  private long stallNanos() {
    return limits.stallMillis() * 1_000_000L;
  }

  void close() throws IOException {
    reader.close();
  }
}
