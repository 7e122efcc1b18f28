package dev.balsa.node;

import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.DamagedSnapshotException;
import dev.balsa.log.SnapshotReceiver;
import dev.balsa.log.Snapshots;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The snapshot that another member is sending (§7): one at a time, the newest of those that are
 * still being sent. What has arrived is kept for a while when the stream breaks, so that it goes on
 * where it was.
 */
final class SnapshotReceiving {
  /*
   * What the newest snapshot here has as well is taken from there, and what has come of one that
   * gives way to a newer one, or to that of another member, is not sent again either. Should the whole come out wrong
   * with that, it is taken from the sender alone, until one has come out right: a disk that returns
   * other bytes each time must not keep a member from ever catching up.
   */

  /** In one turn so many bytes at most are taken from the snapshot here. */
  static final int TAKEN_BYTES_MAX = 4 << 20;

  /**
   * What is to be told to the sender.
   *
   * @param meta of the snapshot
   */
  record Answer(long to, SnapshotMeta meta, PeerMessage.SnapshotChunkResponse response) {}

  private record Source(long from, SnapshotMeta meta, long sizeBytes) {}

  private final Snapshots snapshots;
  private final NodeObserver observer;
  private final long silenceNanos;
  private @Nullable Source source;
  private @Nullable SnapshotReceiver receiver;
  private boolean reuses = true;
  private long heardNanos;

  /**
   * Nothing has arrived yet.
   *
   * @param observer is told what has arrived
   * @param silenceNanos whoever has sent nothing for so long gives way to another member with an
   *     older snapshot: it leads no more, and the next leader may have no newer one
   */
  SnapshotReceiving(Snapshots snapshots, NodeObserver observer, long silenceNanos) {
    this.snapshots = snapshots;
    this.observer = observer;
    this.silenceNanos = silenceNanos;
  }

  /**
   * Takes a piece in.
   *
   * @return what there is now and what is wanted, or null if this piece is not wanted or the answer
   *     comes with {@link #goOn}
   * @throws IOException if the disk fails
   */
  @Nullable Answer take(long from, PeerMessage.SnapshotChunk chunk, long nowNanos)
      throws IOException {
    SnapshotMeta meta = chunk.meta();
    SnapshotMeta newest = snapshots.newest();
    if (newest != null && newest.index() >= meta.index()) {
      return durable(new Source(from, meta, chunk.sizeBytes()));
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
      if (!reuses) {
        abort();
      }
      into = snapshots.receive(meta, chunk.sizeBytes(), reuses, receiver);
      source = offered;
      receiver = into;
    }
    heardNanos = nowNanos;
    if (into.isTaking()) {
      return null;
    }
    // A piece checks itself that it lies in the whole.
    if (chunk.position() == into.position() && !write(into, chunk)) {
      return nothing(offered);
    }
    return into.isTaking() ? null : answer(offered, into);
  }

  /**
   * Goes on with what does not depend on the sender, for a bounded time.
   *
   * @return what the sender is to be told, or null if there was nothing to do
   * @throws IOException if the disk fails
   */
  @Nullable Answer goOn(long nowNanos) throws IOException {
    SnapshotReceiver into = receiver;
    Source present = source;
    if (into == null || present == null || !into.isTaking()) {
      return null;
    }
    heardNanos = nowNanos;
    into.takeOwn(TAKEN_BYTES_MAX);
    return answer(present, into);
  }

  private Answer answer(Source present, SnapshotReceiver into) throws IOException {
    if (into.isComplete()) {
      return commit(into) ? durable(present) : nothing(present);
    }
    return new Answer(
        present.from(),
        present.meta(),
        new PeerMessage.SnapshotChunkResponse(
            present.meta().index(),
            into.presentBytes(),
            into.wanted(PeerMessage.SnapshotChunkResponse.WANTED_MAX),
            false));
  }

  private static Answer durable(Source present) {
    return new Answer(
        present.from(),
        present.meta(),
        new PeerMessage.SnapshotChunkResponse(
            present.meta().index(), present.sizeBytes(), List.of(), true));
  }

  /** What was there is not there any more. */
  private static Answer nothing(Source present) {
    return new Answer(
        present.from(),
        present.meta(),
        new PeerMessage.SnapshotChunkResponse(present.meta().index(), 0, List.of(), false));
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
    boolean whole = true;
    try {
      complete.commit();
      reuses = true;
      source = null;
      receiver = null;
    } catch (DamagedSnapshotException damaged) {
      whole = false;
      reuses = complete.reusedBytes() == 0;
      abort();
    }
    observer.snapshotArrived(
        new SnapshotArrival(
            complete.meta(),
            complete.presentBytes() - complete.reusedBytes(),
            complete.reusedBytes(),
            whole));
    return whole;
  }

  /** When to go on, or to give up if nothing more comes. */
  long deadlineNanos(long stallNanos) {
    if (receiver == null) {
      return Long.MAX_VALUE;
    }
    return receiver.isTaking() ? heardNanos : heardNanos + stallNanos;
  }

  /** Whether nothing has come for so long that it is given up. */
  boolean hasStalled(long nowNanos, long stallNanos) {
    return receiver != null && nowNanos - heardNanos >= stallNanos;
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
