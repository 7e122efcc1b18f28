package dev.balsa.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A segment in the making. Until it is complete and durable its file has a name that does not
 * count, so a crash at any point leaves either no new segment or all of it. For one thread.
 */
final class NewSegment {
  /*
   * The pattern is written in pieces of one page: larger writes make some file systems treat larger
   * units as dirty when a small record is written later. Filling writes real blocks, so that a
   * later sync has no allocation to record, which makes it markedly cheaper than a sync of a
   * growing file.
   */
  private static final int PIECE_BYTES = 4096;

  private final Disk disk;
  private final long id;
  private final int segmentBytes;
  private final Disk.File file;
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
  private int filled;

  private NewSegment(Disk disk, long id, long owner, int segmentBytes, Disk.File file) {
    this.disk = disk;
    this.id = id;
    this.segmentBytes = segmentBytes;
    this.file = file;
    new Sectors(owner, id).fill(piece);
  }

  /**
   * Makes the file, without filling it.
   *
   * @throws DiskFullException if there is no room
   */
  static NewSegment create(Disk disk, long id, long owner, int segmentBytes) throws IOException {
    try {
      Disk.File file = disk.create(SegmentHeader.newFileName(id));
      return new NewSegment(disk, id, owner, segmentBytes, file);
    } catch (DiskFullException full) {
      throw noRoom(id, segmentBytes, 0, full);
    }
  }

  /**
   * Makes the file and fills it; if there is no room for it, in the blocks of the reserve.
   *
   * @throws DiskFullException if there is no room, and no reserve of this length
   */
  static NewSegment filled(
      Disk disk, LogSettings settings, long id, int segmentBytes, Reserve reserve)
      throws IOException {
    try {
      NewSegment segment = create(disk, id, settings.owner(), segmentBytes);
      segment.fill(segmentBytes);
      return segment;
    } catch (DiskFullException full) {
      if (!reserve.isWhole() || segmentBytes != settings.segmentBytes()) {
        throw full;
      }
      Disk.File file = reserve.giveTo(SegmentHeader.newFileName(id));
      NewSegment segment = new NewSegment(disk, id, settings.owner(), segmentBytes, file);
      segment.fill(segmentBytes);
      return segment;
    }
  }

  /** Its number. */
  long id() {
    return id;
  }

  /** Its length. */
  int segmentBytes() {
    return segmentBytes;
  }

  /** Whether the whole file is filled. */
  boolean full() {
    return filled == segmentBytes;
  }

  /**
   * Fills some more of the file with the pattern.
   *
   * @throws DiskFullException if there is no room; the file is closed and removed then
   */
  void fill(long bytesWanted) throws IOException {
    try {
      long until = Math.min(segmentBytes, filled + bytesWanted);
      while (filled < until) {
        int length = Math.min(PIECE_BYTES, segmentBytes - filled);
        file.write(filled, piece.clear().limit(length));
        filled += length;
      }
    } catch (DiskFullException full) {
      abandon();
      throw noRoom(id, segmentBytes, filled, full);
    }
  }

  /** Writes into the filled file, before it counts. */
  void write(int offset, ByteBuffer bytes) throws IOException {
    file.write(offset, bytes);
  }

  /**
   * Fills what is left, writes the header, makes all of it durable and gives the file the name that
   * counts.
   *
   * @return the segment, open for writing
   */
  Disk.File complete(SegmentHeader header) throws IOException {
    fill(segmentBytes);
    file.write(0, header.encode());
    file.sync();
    disk.rename(SegmentHeader.newFileName(id), SegmentHeader.fileName(id));
    disk.sync();
    return file;
  }

  /** Closes the file and leaves its removal to the next start. */
  void close() throws IOException {
    file.close();
  }

  private static DiskFullException noRoom(
      long id, int segmentBytes, int filled, DiskFullException full) {
    return new DiskFullException(
        "No room for "
            + SegmentHeader.fileName(id)
            + ": a log segment needs "
            + segmentBytes
            + " bytes, and the disk took "
            + filled
            + ". Free some space; nothing that was durable is lost.",
        full);
  }

  private void abandon() throws IOException {
    file.close();
    disk.delete(SegmentHeader.newFileName(id));
  }
}
