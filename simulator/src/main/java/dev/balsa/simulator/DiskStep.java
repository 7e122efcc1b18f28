package dev.balsa.simulator;

import org.jspecify.annotations.Nullable;

/** One thing a process asked of a {@link SimDisk}. */
sealed interface DiskStep {
  /** A write. */
  final class Write implements DiskStep {
    final Inode file;
    final int position;
    final byte[] bytes;

    /** What stood in its place. */
    final byte[] before;

    /** How long the file was. */
    final int sizeBefore;

    Write(Inode file, int position, byte[] bytes, byte[] before, int sizeBefore) {
      this.file = file;
      this.position = position;
      this.bytes = bytes;
      this.before = before;
      this.sizeBefore = sizeBefore;
    }
  }

  /** A sync of a file that succeeds. */
  record Sync(Inode file) implements DiskStep {}

  /** A sync of a file that fails. */
  record FailedSync(Inode file) implements DiskStep {}

  /**
   * A name that means another file now.
   *
   * @param before what it meant, or null if nothing
   * @param after what it means now, or null if nothing
   */
  record Bind(String name, @Nullable Inode before, @Nullable Inode after) implements DiskStep {}

  /** A file that has another name now. */
  record Rename(String from, String to, Inode file, @Nullable Inode replaced) implements DiskStep {}

  /** A sync of the directory. */
  record SyncNames() implements DiskStep {}
}
