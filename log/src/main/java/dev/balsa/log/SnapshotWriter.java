package dev.balsa.log;

import dev.balsa.core.SnapshotMeta;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Writes a snapshot of this member's own state. It counts once {@link #commit} has returned;
 * closing it before removes what was written. For one thread, which need not be the one that
 * appends to the log.
 */
public final class SnapshotWriter extends OutputStream {
  private final SnapshotDraft draft;
  private final SnapshotMeta meta;
  private final Checksum checksum;
  private final CRC32C whole = new CRC32C();
  private final ByteBuffer chunk;
  private final int fingerprintsMax;
  private final Cutter cutter;
  private final Fingerprint fingerprint = new Fingerprint();
  private final ChunkTable table = new ChunkTable();
  private long position;
  private long contentBytes;
  private long chunks;

  SnapshotWriter(SnapshotDraft draft, SnapshotHeader header, int fingerprintsMax)
      throws IOException {
    this.draft = draft;
    this.meta = header.meta();
    this.checksum = new Checksum(meta.index(), meta.term());
    this.fingerprintsMax = fingerprintsMax;
    this.cutter = new Cutter(header.chunkBytes() - SnapshotScan.CHUNK_HEAD_BYTES);
    this.chunk = ByteBuffer.allocateDirect(header.chunkBytes());
    chunk.position(SnapshotScan.CHUNK_HEAD_BYTES);
    ByteBuffer first = header.encode();
    position = first.limit();
    draft.write(0, first);
  }

  /** What it will stand for. */
  public SnapshotMeta meta() {
    return meta;
  }

  /** How many bytes of content were taken so far. */
  public long contentBytes() {
    return contentBytes;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /**
   * Takes some bytes of the content.
   *
   * @throws DiskFullException if there is no room; the snapshot is given up then and what was
   *     written is removed, and nothing else has changed
   * @throws IOException if the disk fails, or the writer was closed
   */
  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    draft.refuseIfClosed();
    whole.update(bytes, offset, length);
    contentBytes += length;
    int from = offset;
    while (from < offset + length) {
      int some = Math.min(chunk.remaining(), offset + length - from);
      if (cutsByContent()) {
        some = cutter.take(bytes, from, from + some);
      }
      chunk.put(bytes, from, some);
      from += some;
      if (!chunk.hasRemaining() || (cutsByContent() && cutter.isCut())) {
        writeChunk();
      }
    }
  }

  /**
   * Makes durable what has left for the disk so far, so that little is left to {@link #commit}, and
   * the syncs of the log never wait for much.
   *
   * @throws IOException if the disk fails
   */
  public void sync() throws IOException {
    draft.sync();
  }

  /**
   * Makes the snapshot durable, reads it back, and lets it take the place of older ones. If a newer
   * one is there by now, this one is removed instead.
   *
   * @throws DiskFullException as {@link #write(byte[], int, int)}
   * @throws DamagedSnapshotException if the disk gives back something else; the snapshot does not
   *     count then
   * @throws IOException if the disk fails; the snapshot may count or not after the next start
   */
  public void commit() throws IOException {
    draft.refuseIfClosed();
    if (chunk.position() > SnapshotScan.CHUNK_HEAD_BYTES) {
      writeChunk();
    }
    SnapshotEnd end = new SnapshotEnd(contentBytes, chunks, (int) whole.getValue(), table.size());
    ByteBuffer last = table.encode(checksum);
    int tableBytes = last.remaining();
    if (tableBytes > 0) {
      draft.write(position, last);
    }
    draft.write(position + tableBytes, end.encode(checksum));
    draft.commit();
  }

  /** Removes what was written, unless it was committed; closing again does nothing. */
  @Override
  public void close() throws IOException {
    draft.close();
  }

  private boolean cutsByContent() {
    return table.size() < fingerprintsMax;
  }

  private void writeChunk() throws IOException {
    chunk.flip();
    if (cutsByContent()) {
      ByteBuffer content = chunk.duplicate().position(SnapshotScan.CHUNK_HEAD_BYTES);
      table.add(content.remaining(), fingerprint.of(content));
    }
    SnapshotScan.encodeChunkHead(chunk, chunks, checksum);
    int length = chunk.limit();
    draft.write(position, chunk);
    position += length;
    chunks++;
    chunk.clear().position(SnapshotScan.CHUNK_HEAD_BYTES);
  }
}
