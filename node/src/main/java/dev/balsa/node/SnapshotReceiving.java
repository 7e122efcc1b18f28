package dev.balsa.node;

import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.DamagedSnapshotException;
import dev.balsa.log.SnapshotReceiver;
import dev.balsa.log.Snapshots;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot that another member is sending (§7): one at a time, the newest of those that are
 * still being sent. What has arrived is kept for a while when the stream breaks, so that it goes on
 * where it was.
 */
final class SnapshotReceiving {
  private record Source(long from, SnapshotMeta meta, long sizeBytes) {}

  private final Snapshots snapshots;
  private final long silenceNanos;
  private @Nullable Source source;
  private @Nullable SnapshotReceiver receiver;
  private long heardNanos;

  /**
   * Nothing has arrived yet.
   *
   * @param silenceNanos whoever has sent nothing for so long gives way to another member with an
   *     older snapshot: it leads no more, and the next leader may have no newer one
   */
  SnapshotReceiving(Snapshots snapshots, long silenceNanos) {
    this.snapshots = snapshots;
    this.silenceNanos = silenceNanos;
  }

  /**
   * Takes a piece in.
   *
   * @return how much there is now, to be told to the sender, or null if this piece is not wanted
   * @throws IOException if the disk fails
   */
  PeerMessage.@Nullable SnapshotChunkResponse take(
      long from, PeerMessage.SnapshotChunk chunk, long nowNanos) throws IOException {
    SnapshotMeta meta = chunk.meta();
    SnapshotMeta newest = snapshots.newest();
    if (newest != null && newest.index() >= meta.index()) {
      return new PeerMessage.SnapshotChunkResponse(meta.index(), chunk.sizeBytes(), true);
    }
    Source offered = new Source(from, meta, chunk.sizeBytes());
    Source present = source;
    SnapshotReceiver into = receiver;
    if (into == null || !offered.equals(present)) {
      boolean older = present != null && present.meta().index() > meta.index();
      if (older && nowNanos - heardNanos < silenceNanos) {
        return null;
      }
      if (chunk.sizeBytes() < Snapshots.SIZE_BYTES_MIN) {
        return null;
      }
      abort();
      into = snapshots.receive(meta, chunk.sizeBytes());
      source = offered;
      receiver = into;
    }
    heardNanos = nowNanos;
    // A piece checks itself that it lies in the whole.
    if (chunk.position() == into.position() && !write(into, chunk)) {
      return new PeerMessage.SnapshotChunkResponse(meta.index(), 0, false);
    }
    boolean durable = into.position() == chunk.sizeBytes() && commit(into);
    return new PeerMessage.SnapshotChunkResponse(
        meta.index(), receiver == null && !durable ? 0 : into.position(), durable);
  }

  private boolean write(SnapshotReceiver into, PeerMessage.SnapshotChunk chunk) throws IOException {
    try {
      into.write(chunk.position(), ByteBuffer.wrap(chunk.bytes().toArray()));
      return true;
    } catch (DamagedSnapshotException damaged) {
      abort();
      return false;
    }
  }

  /** Returns whether what has arrived is what was sent; if not, it is thrown away. */
  private boolean commit(SnapshotReceiver complete) throws IOException {
    try {
      complete.commit();
    } catch (DamagedSnapshotException damaged) {
      abort();
      return false;
    }
    source = null;
    receiver = null;
    return true;
  }

  /** When to give up, if nothing more comes. */
  long deadlineNanos(long stallNanos) {
    return receiver == null ? Long.MAX_VALUE : heardNanos + stallNanos;
  }

  /** Throws away what has arrived. */
  void abort() throws IOException {
    SnapshotReceiver partial = receiver;
    source = null;
    receiver = null;
    if (partial != null) {
      partial.close();
    }
  }
}
