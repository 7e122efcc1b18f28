package dev.balsa.log;

import java.io.IOException;
import java.util.List;

/**
 * The files of one group, of which the segments of the log are made durable in a {@link Journal}
 * that many groups share. Everything else is as the disk has it.
 */
final class JournaledDisk implements Disk {
  private final Disk disk;
  private final Journal journal;
  private final int group;

  private volatile boolean begun;

  JournaledDisk(Disk disk, Journal journal, int group) {
    this.disk = disk;
    this.journal = journal;
    this.group = group;
  }

  /** The log has been opened; before that, it makes everything durable in its own files. */
  void begin() {
    begun = true;
  }

  /** Whether segments are made durable in the journal. */
  boolean journals() {
    return begun;
  }

  /** The group. */
  int group() {
    return group;
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list();
  }

  @Override
  public Disk.File create(String name) throws IOException {
    return wrapped(name, disk.create(name));
  }

  @Override
  public Disk.File open(String name) throws IOException {
    return disk.open(name);
  }

  @Override
  public Disk.File openForWriting(String name) throws IOException {
    return wrapped(name, disk.openForWriting(name));
  }

  /** Only what is going to be a segment is written after a start; see {@link NewSegment}. */
  private Disk.File wrapped(String name, Disk.File file) {
    return SegmentHeader.isNew(name)
        ? new JournaledFile(file, this, journal, SegmentHeader.idOfNew(name))
        : file;
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(name);
    if (SegmentHeader.idOf(name) > 0) {
      journal.forget(group, SegmentHeader.idOf(name));
    }
  }

  @Override
  public void sync() throws IOException {
    disk.sync();
  }

  @Override
  public long freeBytes() throws IOException {
    return disk.freeBytes();
  }

  @Override
  public String toString() {
    return disk.toString();
  }
}
