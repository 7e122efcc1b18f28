package dev.balsa.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A file as long as a segment whose only use is to be there: a start has to copy the last segment
 * (rule D6), and on a full disk it writes that copy into the blocks of this file. For one thread.
 */
final class Reserve {
  /*
   * The file that the copy replaces gives back as many blocks as the reserve had, so a start on a
   * full disk ends with a reserve again. The reserve is filled and synced, because some file
   * systems count blocks only when they write them back.
   */
  static final String NAME = "reserve";
  static final String NEW = "reserve.new";

  private static final int PIECE_BYTES = 4096;

  private final Disk disk;
  private final LogSettings settings;
  private boolean whole;

  private Reserve(Disk disk, LogSettings settings, boolean whole) {
    this.disk = disk;
    this.settings = settings;
    this.whole = whole;
  }

  /** Looks whether there is one among some files. */
  static Reserve find(Disk disk, List<String> names, LogSettings settings) throws IOException {
    if (names.contains(NEW)) {
      disk.delete(NEW);
    }
    boolean whole = false;
    if (names.contains(NAME)) {
      try (Disk.File file = disk.open(NAME)) {
        whole = file.sizeBytes() == settings.segmentBytes();
      }
      if (!whole) {
        disk.delete(NAME);
      }
    }
    return new Reserve(disk, settings, whole);
  }

  /** Whether it is there. */
  boolean isWhole() {
    return whole;
  }

  /**
   * Makes it, if it is not there.
   *
   * @throws DiskFullException if there is no room; what was written is removed then
   */
  void make() throws IOException {
    if (whole) {
      return;
    }
    Disk.File file = disk.create(NEW);
    try {
      fill(file);
    } catch (DiskFullException full) {
      file.close();
      disk.delete(NEW);
      throw full;
    }
    file.sync();
    file.close();
    disk.rename(NEW, NAME);
    disk.sync();
    whole = true;
  }

  private void fill(Disk.File file) throws IOException {
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
    new Sectors(settings.owner(), 0).fill(piece);
    for (int at = 0; at < settings.segmentBytes(); at += PIECE_BYTES) {
      file.write(at, piece.clear().limit(Math.min(PIECE_BYTES, settings.segmentBytes() - at)));
    }
  }

  /**
   * Gives its blocks away under another name.
   *
   * @return the file, open for writing
   */
  Disk.File giveTo(String name) throws IOException {
    disk.rename(NAME, name);
    whole = false;
    return disk.openForWriting(name);
  }
}
