package dev.balsa.log;

import dev.balsa.core.SnapshotMeta;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Writes a snapshot that another member sends, byte by byte as {@link SnapshotReader#read} gave it
 * there. It counts once {@link #commit} has returned; closing it before removes what was written.
 * As long as this process runs, a sender that was interrupted may go on at {@link #position}. For
 * one thread.
 */
public final class SnapshotReceiver implements AutoCloseable {
  private final SnapshotDraft draft;
  private final SnapshotMeta meta;
  private final long sizeBytes;
  private final LogSettings settings;
  private ByteBuffer first = ByteBuffer.allocate(SnapshotHeader.BYTES_MIN);
  private boolean headerWritten;
  private long position;

  SnapshotReceiver(SnapshotDraft draft, SnapshotMeta meta, long sizeBytes, LogSettings settings) {
    this.draft = draft;
    this.meta = meta;
    this.sizeBytes = sizeBytes;
    this.settings = settings;
  }

  /** What it will stand for. */
  public SnapshotMeta meta() {
    return meta;
  }

  /** How long the file will be. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** How many bytes were taken so far, which is where the next ones belong. */
  public long position() {
    return position;
  }

  /**
   * Takes all that remains of a buffer.
   *
   * @param at where in the sender's file it starts; must be {@link #position}
   * @throws IllegalArgumentException if it is not, or the bytes go beyond the end of the file
   * @throws DamagedSnapshotException if they begin another snapshot than this one
   * @throws DiskFullException if there is no room; the snapshot is given up then and what was
   *     written is removed, and nothing else has changed
   * @throws IOException if the disk fails, or the receiver was closed
   */
  public void write(long at, ByteBuffer bytes) throws IOException {
    draft.refuseIfClosed();
    if (at != position || bytes.remaining() > sizeBytes - position) {
      throw new IllegalArgumentException(
          bytes.remaining()
              + " bytes at "
              + at
              + " do not follow "
              + position
              + " of "
              + sizeBytes
              + " bytes of a snapshot");
    }
    while (!headerWritten && bytes.hasRemaining()) {
      first.put(bytes.get());
      position++;
      if (!first.hasRemaining()) {
        headerIsThere();
      }
    }
    int length = bytes.remaining();
    if (length > 0) {
      draft.write(position, bytes);
      position += length;
    }
  }

  /**
   * Checks all of it, makes it durable and lets it take the place of older ones. If a newer one is
   * there by now, this one is removed instead.
   *
   * @throws IllegalStateException if bytes are missing
   * @throws DamagedSnapshotException if it is not whole; it does not count then, and has to be sent
   *     from the start
   * @throws IOException if the disk fails; the snapshot may count or not after the next start
   */
  public void commit() throws IOException {
    draft.refuseIfClosed();
    if (position != sizeBytes) {
      throw new IllegalStateException(
          "only " + position + " of " + sizeBytes + " bytes of the snapshot are there");
    }
    draft.commit();
  }

  /** Removes what was written, unless it was committed; closing again does nothing. */
  @Override
  public void close() throws IOException {
    draft.close();
  }

  /** The first sector says how long the header is. */
  private void headerIsThere() throws IOException {
    int headerBytes = SnapshotHeader.bytes(first);
    if (headerBytes > first.limit()) {
      first = ByteBuffer.allocate(headerBytes).put(first.flip());
    } else {
      writeHeader();
      headerWritten = true;
    }
  }

  private void writeHeader() throws IOException {
    String complaint = SnapshotHeader.complaint(first);
    if (complaint == null) {
      SnapshotHeader header = SnapshotHeader.decode(first);
      if (!header.meta().equals(meta)) {
        complaint = "it is of " + header.meta() + " and not of " + meta;
      } else if (header.group() != settings.group()) {
        complaint = "it belongs to group " + header.group() + ", not " + settings.group();
      } else {
        draft.write(0, header.withOwner(settings.owner()).encode());
      }
    }
    if (complaint != null) {
      draft.close();
      throw new DamagedSnapshotException(SnapshotHeader.fileName(meta), 0, complaint);
    }
  }
}
