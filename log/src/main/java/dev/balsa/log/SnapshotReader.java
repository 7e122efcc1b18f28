package dev.balsa.log;

import dev.balsa.core.SnapshotMeta;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Reads a durable snapshot, which stays there until this is closed. Nothing is given out that was
 * not checked. For one thread at a time.
 */
public final class SnapshotReader implements Closeable {
  private final Snapshots snapshots;
  private final SnapshotScan scan;
  private final Disk.File file;
  private boolean closed;

  SnapshotReader(Snapshots snapshots, SnapshotScan scan, Disk.File file) {
    this.snapshots = snapshots;
    this.scan = scan;
    this.file = file;
  }

  /** What it stands for. */
  public SnapshotMeta meta() {
    return scan.header().meta();
  }

  /** How long the file is. */
  public long sizeBytes() {
    return scan.sizeBytes();
  }

  /**
   * So many of the bytes that travel first tell what the file consists of; with them a {@link
   * SnapshotReceiver} knows which of the others it lacks.
   */
  public long outlineBytes() {
    return scan.layout().outlineBytes();
  }

  /**
   * Reads bytes of the file, for a {@link SnapshotReceiver} elsewhere, in the order in which they
   * travel.
   *
   * @param position where in this order, in bytes
   * @return how many bytes were put into the buffer: all that fit, or fewer where the file ends; 0
   *     at its end
   * @throws IllegalArgumentException if the position is negative
   * @throws DamagedSnapshotException if a chunk that they are in is not what was written
   * @throws IOException if the disk does not give them
   */
  public int read(long position, ByteBuffer into) throws IOException {
    if (position < 0) {
      throw new IllegalArgumentException("no byte has position " + position);
    }
    int total = 0;
    while (into.hasRemaining() && position + total < scan.sizeBytes()) {
      ByteBuffer some = scan.rawFrom(position + total);
      int length = Math.min(some.remaining(), into.remaining());
      into.put(some.limit(some.position() + length));
      total += length;
    }
    return total;
  }

  /** Reads the file, for those who take chunks of it. */
  SnapshotScan scan() {
    return scan;
  }

  /**
   * What was written into the snapshot, from its start. Reading it throws {@link
   * DamagedSnapshotException} where a chunk is not what was written, and at the end if the whole is
   * not: only when the stream has ended without that, the content may be used.
   */
  public InputStream content() {
    return new Content(scan);
  }

  /**
   * Lets the snapshot go: if a newer one has taken its place, the file is removed. Closing again
   * does nothing.
   *
   * @throws IOException if the disk fails
   */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      file.close();
      snapshots.release(meta());
    }
  }

  private static final class Content extends InputStream {
    private final SnapshotScan scan;
    private final CRC32C whole = new CRC32C();
    private long number;
    private int taken;
    private boolean ended;

    private Content(SnapshotScan scan) {
      this.scan = scan;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, bytes.length);
      if (length == 0) {
        return 0;
      }
      if (number == scan.chunks()) {
        if (!ended) {
          scan.checkWhole(whole);
          ended = true;
        }
        return -1;
      }
      ByteBuffer content = scan.content(number);
      content.position(content.position() + taken);
      int some = Math.min(length, content.remaining());
      content.get(bytes, offset, some);
      whole.update(bytes, offset, some);
      taken += some;
      if (!content.hasRemaining()) {
        number++;
        taken = 0;
      }
      return some;
    }
  }
}
