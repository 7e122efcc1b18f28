package dev.balsa.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The segment that is written to, and the one that will follow it. For one thread. */
final class SegmentWriter {
  /*
   * The next segment is filled in small steps while the second half of this one is written, so that
   * neither a long pause nor another thread is needed. Four bytes for each one written are twice
   * what it takes to be ready in time.
   */
  private static final int AHEAD_FACTOR = 4;
  private static final int AHEAD_BYTES_MIN = 64 << 10;

  private final Disk disk;
  private final LogSettings settings;
  private Disk.File file;
  private SegmentHeader header;
  private Sectors sectors;
  private Checksum checksum;
  private int writtenBytes;
  private int syncedBytes;
  private @Nullable NewSegment next;
  private boolean lacksNext;

  /** Goes on in an open segment whose bytes up to an offset are durable. */
  SegmentWriter(
      Disk disk, LogSettings settings, Disk.File file, SegmentHeader header, int syncedBytes) {
    this.disk = disk;
    this.settings = settings;
    this.file = file;
    this.header = header;
    this.sectors = new Sectors(header.owner(), header.id());
    this.checksum = new Checksum(header.owner(), header.id());
    this.writtenBytes = syncedBytes;
    this.syncedBytes = syncedBytes;
  }

  /** Writes a batch, which must be for the open segment. */
  void write(Batch batch) throws IOException {
    int end = batch.end();
    file.write(batch.offset(), batch.finished(checksum, sectors, syncedBytes));
    writtenBytes = end;
  }

  /** Makes everything written durable. */
  void sync() throws IOException {
    file.sync();
    int bytes = writtenBytes - syncedBytes;
    syncedBytes = writtenBytes;
    if (!lacksNext && syncedBytes > header.segmentBytes() / 2) {
      fillAhead(Math.max(AHEAD_BYTES_MIN, (long) AHEAD_FACTOR * bytes));
    }
  }

  /**
   * Makes sure that the next segment only needs its header.
   *
   * @throws DiskFullException if there is no room; nothing has changed then and it may be tried
   *     again
   */
  void prepare() throws IOException {
    lacksNext = true;
    fillNext(settings.segmentBytes());
    lacksNext = false;
  }

  /** Whether the next segment was wanted and the disk had no room for it. */
  boolean lacksNext() {
    return lacksNext;
  }

  /** Number of the open segment. */
  long segmentId() {
    return header.id();
  }

  /**
   * Leaves the open segment, of which everything must be durable, for a new one that was prepared.
   */
  void roll(SegmentHeader newHeader) throws IOException {
    if (next == null || !next.full() || writtenBytes != syncedBytes) {
      throw new IllegalStateException("segment " + newHeader.id() + " cannot be begun yet");
    }
    Disk.File newFile = next.complete(newHeader);
    next = null;
    seal(file, header, syncedBytes, newHeader);
    file.close();
    file = newFile;
    header = newHeader;
    sectors = new Sectors(header.owner(), header.id());
    checksum = new Checksum(header.owner(), header.id());
    writtenBytes = SegmentHeader.BYTES;
    syncedBytes = SegmentHeader.BYTES;
  }

  /**
   * Marks the end of a segment once the next one exists for good, so that losing that one is
   * noticed.
   */
  static void seal(Disk.File file, SegmentHeader header, int offset, SegmentHeader next)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Sectors.SECTOR_BYTES);
    Batch batch = new Batch(null, header.id(), offset, next.sequence(), next.chain(), buffer);
    Checksum checksum = new Checksum(header.owner(), header.id());
    batch.add(checksum, next.chain(), LogRecord.SEAL, header.group(), 0, next.id());
    file.write(offset, batch.finished(checksum, new Sectors(header.owner(), header.id()), offset));
    file.sync();
  }

  /** Closes the files without making anything durable. */
  void close() throws IOException {
    file.close();
    if (next != null) {
      next.close();
    }
  }

  private void fillAhead(long bytes) throws IOException {
    try {
      fillNext(bytes);
    } catch (DiskFullException full) {
      // Not needed yet: what is left of the open segment is room for whatever is under way.
      lacksNext = true;
    }
  }

  private void fillNext(long bytes) throws IOException {
    if (next == null) {
      next = NewSegment.create(disk, header.id() + 1, settings.owner(), settings.segmentBytes());
    }
    try {
      next.fill(bytes);
    } catch (DiskFullException full) {
      next = null;
      throw full;
    }
  }
}
