package dev.balsa.log;

import dev.balsa.core.SnapshotMeta;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A snapshot file in the making. Until it is complete, durable and read back it has a name that
 * does not count, so a crash at any point leaves either no new snapshot or all of it. For one
 * thread.
 */
final class SnapshotDraft {
  private final Snapshots snapshots;
  private final Disk disk;
  private final LogSettings settings;
  private final String name;
  private final SnapshotMeta meta;
  private final Disk.File file;
  private long writtenBytes;
  private boolean closed;

  /**
   * Makes the file.
   *
   * @throws DiskFullException if there is no room
   */
  SnapshotDraft(
      Snapshots snapshots, Disk disk, LogSettings settings, String name, SnapshotMeta meta)
      throws IOException {
    this.snapshots = snapshots;
    this.disk = disk;
    this.settings = settings;
    this.name = name;
    this.meta = meta;
    try {
      this.file = disk.create(name);
    } catch (DiskFullException full) {
      throw noRoom(full);
    }
  }

  /**
   * Writes some bytes.
   *
   * @throws DiskFullException if there is no room; the file is closed and removed then
   */
  void write(long position, ByteBuffer bytes) throws IOException {
    long end = position + bytes.remaining();
    try {
      file.write(position, bytes);
    } catch (DiskFullException full) {
      close();
      throw noRoom(full);
    }
    writtenBytes = Math.max(writtenBytes, end);
  }

  /** Makes durable what was written so far. */
  void sync() throws IOException {
    refuseIfClosed();
    file.sync();
  }

  /**
   * Reads what was written so far, of which header, table and end are there.
   *
   * @throws DamagedSnapshotException if they are not what was written
   */
  SnapshotScan scan() throws IOException {
    return SnapshotScan.of(name, file, settings);
  }

  /** Makes it durable, checks all of it and gives it the name that counts. */
  void commit() throws IOException {
    file.sync();
    SnapshotScan scan = scan();
    if (!scan.header().meta().equals(meta)) {
      throw new DamagedSnapshotException(name, 0, "it is not of " + meta);
    }
    scan.checkAll();
    closed = true;
    file.close();
    snapshots.install(name, meta);
  }

  /** Removes the file, unless it was committed. */
  void close() throws IOException {
    if (!closed) {
      closed = true;
      file.close();
      disk.delete(name);
    }
  }

  /** Takes nothing any more after it was committed or given up. */
  void refuseIfClosed() throws IOException {
    if (closed) {
      throw new IOException(SnapshotHeader.fileName(meta) + " was committed or given up before");
    }
  }

  private DiskFullException noRoom(DiskFullException full) {
    return new DiskFullException(
        "No room for "
            + SnapshotHeader.fileName(meta)
            + ": the disk took "
            + writtenBytes
            + " bytes of it. Free some space; nothing that was durable is lost, and another snapshot"
            + " is taken later.",
        full);
  }
}
