package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.ByteRange;
import dev.balsa.log.SnapshotReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot on its way to one follower (§7): first what it consists of, then pieces of what the
 * follower lacks, in order, a few of them ahead of what was answered, and again from there when no
 * answer comes.
 */
final class SnapshotSending {
  private final long to;
  private final SnapshotReader reader;
  private final SnapshotMeta meta;
  private final long sizeBytes;
  private final SnapshotLimits limits;
  private final Transport transport;
  private final long outlineBytes;
  private List<ByteRange> wanted;
  private boolean heard;
  private boolean awaiting;
  private long present;
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
    this.outlineBytes = reader.outlineBytes();
    this.wanted = List.of(new ByteRange(0, outlineBytes));
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
   * Takes in what the follower has and wants. What it had before, of an earlier attempt or of
   * another snapshot, is not sent.
   */
  void answered(PeerMessage.SnapshotChunkResponse answer, long nowNanos) {
    List<ByteRange> ranges = answer.wanted();
    boolean fits = ranges.isEmpty() || ranges.getLast().to() <= sizeBytes;
    if (!fits || answer.presentBytes() > sizeBytes) {
      return;
    }
    heard = true;
    awaiting = false;
    if (answer.presentBytes() < present) {
      return;
    }
    // Who has not all of the outline does not know yet what else it wants.
    boolean begins = !ranges.isEmpty() && ranges.getFirst().from() < outlineBytes;
    wanted = begins ? List.of(new ByteRange(ranges.getFirst().from(), outlineBytes)) : ranges;
    if (answer.presentBytes() > present) {
      present = answer.presentBytes();
      movedNanos = nowNanos;
      sentNanos = nowNanos;
    }
  }

  /** Goes back to what is missing first if no answer has come for too long. */
  void repeat(long nowNanos) {
    if (nowNanos - sentNanos >= resendNanos()) {
      if (wanted.isEmpty()) {
        // Any piece is answered with what is wanted by now.
        wanted = List.of(new ByteRange(0, Math.min(outlineBytes, limits.chunkBytes())));
      }
      next = wanted.getFirst().from();
      sentNanos = nowNanos;
    }
  }

  /**
   * Whether there is a piece that may be sent. Only one before the first answer, which tells how
   * much the follower has of an earlier attempt.
   */
  boolean wantsToSend() {
    long chunks = heard ? limits.chunksInFlight() : 1;
    return nextPiece() != null && unanswered() < limits.chunkBytes() * chunks;
  }

  private @Nullable ByteRange nextPiece() {
    for (ByteRange range : wanted) {
      if (next < range.to()) {
        long from = Math.max(next, range.from());
        return new ByteRange(from, Math.min(range.to(), from + limits.chunkBytes()));
      }
    }
    return null;
  }

  /** How much of what is wanted was sent. */
  private long unanswered() {
    long bytes = 0;
    for (ByteRange range : wanted) {
      bytes += Math.max(0, Math.min(next, range.to()) - range.from());
    }
    return bytes;
  }

  /**
   * Sends the next piece, if {@link #wantsToSend}.
   *
   * @return its length, in bytes
   * @throws IOException if the snapshot cannot be read, or is not what was written
   */
  int send(long nowNanos) throws IOException {
    ByteRange range = Objects.requireNonNull(nextPiece());
    ByteBuffer piece = ByteBuffer.allocate((int) (range.to() - range.from()));
    if (reader.read(range.from(), piece) < piece.capacity()) {
      throw new IOException("the snapshot of entry " + meta.index() + " is shorter than it was");
    }
    transport.send(
        to,
        new PeerMessage.SnapshotChunk(meta, sizeBytes, range.from(), Bytes.wrap(piece.array())));
    next = range.to();
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
