package dev.balsa.log.faults;

import dev.balsa.core.Bytes;

/** Something a program asked of a disk. Files are numbered in the order of their making. */
public sealed interface Operation {
  /** Made an empty file. */
  record Create(int file, String name) implements Operation {}

  /** Wrote bytes. */
  record Write(int file, long position, Bytes bytes) implements Operation {
    @Override
    public String toString() {
      return "Write[file=" + file + ", position=" + position + ", bytes=" + bytes.length() + "]";
    }
  }

  /** Made the bytes of a file durable. */
  record Sync(int file) implements Operation {}

  /** Gave a file another name. */
  record Rename(String from, String to) implements Operation {}

  /** Removed a name. */
  record Delete(String name) implements Operation {}

  /** Made all names durable. */
  record SyncNames() implements Operation {}

  /** Read the names. */
  record ListNames() implements Operation {}

  /** Opened a file. */
  record Open(String name) implements Operation {}

  /** Read bytes. */
  record Read(int file, long position) implements Operation {}

  /** Whether it changes what a crash may leave. */
  default boolean changes() {
    return !(this instanceof ListNames || this instanceof Open || this instanceof Read);
  }
}
