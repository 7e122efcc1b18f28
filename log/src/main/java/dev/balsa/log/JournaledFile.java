package dev.balsa.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A segment whose writes are made durable in the {@link Journal}, from its second sync on: the
 * first one covers the whole file, and belongs to it. Written by one thread.
 */
final class JournaledFile implements Disk.File {
  private final Disk.File file;
  private final JournaledDisk disk;
  private final Journal journal;
  private final long segmentId;
  private List<byte[]> unsynced = new ArrayList<>();
  private boolean complete;

  JournaledFile(Disk.File file, JournaledDisk disk, Journal journal, long segmentId) {
    this.file = file;
    this.disk = disk;
    this.journal = journal;
    this.segmentId = segmentId;
  }

  /** The group whose log it is part of. */
  int group() {
    return disk.group();
  }

  /** Its number. */
  long segmentId() {
    return segmentId;
  }

  @Override
  public long sizeBytes() throws IOException {
    return file.sizeBytes();
  }

  @Override
  public int read(long position, ByteBuffer into) throws IOException {
    return file.read(position, into);
  }

  @Override
  public void write(long position, ByteBuffer from) throws IOException {
    ByteBuffer rest = from.duplicate();
    file.write(position, from);
    if (!complete || !disk.journals()) {
      return;
    }
    for (int at = (int) position; rest.hasRemaining(); ) {
      int length = Math.min(rest.remaining(), journal.recordBytesMax());
      unsynced.add(JournalRecord.payload(group(), segmentId, at, rest, length));
      at += length;
    }
  }

  @Override
  public void sync() throws IOException {
    if (!complete || !disk.journals()) {
      file.sync();
      complete = true;
      return;
    }
    List<byte[]> records = unsynced;
    unsynced = new ArrayList<>();
    try {
      journal.write(this, records);
    } catch (DiskFullException full) {
      // The file has its blocks; only the journal would need more.
      file.sync();
    }
  }

  /** Makes durable what lies in the file itself; by any thread. */
  void settle() throws IOException {
    file.sync();
  }

  /** Closes the file, now or as soon as the journal does not need it any more. */
  @Override
  public void close() throws IOException {
    if (journal.mayClose(this)) {
      file.close();
    }
  }

  /** The journal does not need it any more. */
  void release() throws IOException {
    file.close();
  }
}
