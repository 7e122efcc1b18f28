package dev.balsa.log;

import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.SnapshotMeta;

/** Something found in the files of a log, in the order of the files. */
public sealed interface LogItem {
  /** The name of the file. */
  String file();

  /** Where in the file, in bytes. */
  long offset();

  /**
   * The start of a segment.
   *
   * @param firstIndex one more than the last index when it was begun
   * @param hardState term and vote then
   * @param start where the log began then
   * @param owner the data directory it was written in
   */
  record SegmentStart(
      String file, long offset, long firstIndex, HardState hardState, LogStart start, long owner)
      implements LogItem {}

  /** Term and vote changed; whole and unchanged on disk. */
  record HardStateChanged(String file, long offset, HardState hardState) implements LogItem {}

  /**
   * An entry, whole and unchanged on disk.
   *
   * @param cuts whether it is not beyond the last entry before it, so that the log was cut first
   */
  record EntryAppended(String file, long offset, Entry entry, boolean cuts) implements LogItem {}

  /**
   * From here on the log begins after an entry that a snapshot stands for.
   *
   * @param resets whether the log did not hold that entry, so that it is empty after it
   */
  record StartMoved(String file, long offset, LogStart start, boolean resets) implements LogItem {}

  /** A snapshot, whole and unchanged on disk. */
  record SnapshotFound(String file, long offset, SnapshotMeta meta, long sizeBytes)
      implements LogItem {}

  /**
   * A snapshot that is not what was written, but which the log can do without; the next start
   * removes it.
   *
   * @param why in a few words
   */
  record SnapshotUseless(String file, long offset, String why) implements LogItem {}

  /** The end mark of a segment that has a successor. */
  record SegmentEnd(String file, long offset, String nextFile) implements LogItem {}

  /**
   * A write that a crash cut off, and which the next start removes. What was acknowledged is not in
   * it.
   */
  record TornTail(String file, long offset) implements LogItem {}

  /**
   * Something that is not what was written. What follows in the same listing was only checked by
   * itself.
   *
   * @param index the first entry that cannot be relied on
   * @param why in a few words
   */
  record Damage(String file, long offset, long index, String why) implements LogItem {}
}
