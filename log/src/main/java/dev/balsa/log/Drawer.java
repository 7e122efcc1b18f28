package dev.balsa.log;

import java.io.IOException;
import java.util.List;

/**
 * A part of a disk as a disk of its own: the files whose names begin with a word, without it, or
 * those whose names do not. Safe for use by many threads if the disk is.
 */
public final class Drawer implements Disk {
  private final Disk disk;
  private final String prefix;
  private final String hidden;

  private Drawer(Disk disk, String prefix, String hidden) {
    this.disk = disk;
    this.prefix = prefix;
    this.hidden = hidden;
  }

  /** The files whose names begin with a word, which is not part of their names here. */
  public static Drawer of(Disk disk, String prefix) {
    return new Drawer(disk, prefix, "");
  }

  /** The files whose names do not begin with a word. */
  public static Drawer without(Disk disk, String prefix) {
    return new Drawer(disk, "", prefix);
  }

  @Override
  public List<String> list() throws IOException {
    return disk.list().stream()
        .filter(name -> hidden.isEmpty() ? name.startsWith(prefix) : !name.startsWith(hidden))
        .map(name -> name.substring(prefix.length()))
        .toList();
  }

  @Override
  public File create(String name) throws IOException {
    return disk.create(prefix + name);
  }

  @Override
  public File open(String name) throws IOException {
    return disk.open(prefix + name);
  }

  @Override
  public File openForWriting(String name) throws IOException {
    return disk.openForWriting(prefix + name);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    disk.rename(prefix + from, prefix + to);
  }

  @Override
  public void delete(String name) throws IOException {
    disk.delete(prefix + name);
  }

  @Override
  public void sync() throws IOException {
    disk.sync();
  }

  @Override
  public long freeBytes() throws IOException {
    return disk.freeBytes();
  }
}
