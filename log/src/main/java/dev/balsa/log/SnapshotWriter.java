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
  private long position;
  private long contentBytes;
  private long chunks;

  SnapshotWriter(SnapshotDraft draft, SnapshotHeader header) throws IOException {
    this.draft = draft;
    this.meta = header.meta();
    this.checksum = new Checksum(meta.index(), meta.term());
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
      chunk.put(bytes, from, some);
      from += some;
      if (!chunk.hasRemaining()) {
        writeChunk();
      }
    }
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
    draft.write(position, SnapshotScan.encodedEnd(contentBytes, chunks, whole, checksum));
    draft.commit();
  }

  /** Removes what was written, unless it was committed; closing again does nothing. */
  @Override
  public void close() throws IOException {
    draft.close();
  }

  private void writeChunk() throws IOException {
    chunk.flip();
    SnapshotScan.encodeChunkHead(chunk, chunks, checksum);
    int length = chunk.limit();
    draft.write(position, chunk);
    position += length;
    chunks++;
    chunk.clear().position(SnapshotScan.CHUNK_HEAD_BYTES);
  }
}
