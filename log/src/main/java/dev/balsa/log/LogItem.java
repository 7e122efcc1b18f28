package dev.balsa.log;

import dev.balsa.core.Entry;
import dev.balsa.core.HardState;

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
   * @param owner the data directory it was written in
   */
  record SegmentStart(String file, long offset, long firstIndex, HardState hardState, long owner)
      implements LogItem {}

  /** Term and vote changed; whole and unchanged on disk. */
  record HardStateChanged(String file, long offset, HardState hardState) implements LogItem {}

  /**
   * An entry, whole and unchanged on disk.
   *
   * @param cuts whether it is not beyond the last entry before it, so that the log was cut first
   */
  record EntryAppended(String file, long offset, Entry entry, boolean cuts) implements LogItem {}

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
