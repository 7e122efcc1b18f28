package dev.balsa.log;

import java.util.ArrayList;
import java.util.Arrays;

/**
 * Where each entry of the log is: four bytes of memory per entry. Guarded by its user.
 *
 * <p>The log is one stream, so the entries that are still part of the log form, in each segment,
 * one stretch of indexes; the stretches ascend like the segments.
 */
final class EntryIndex {
  /** The stretch that one segment holds. */
  static final class Part {
    private final long segmentId;
    private final String fileName;
    private long firstIndex;
    private int count;
    private int[] offsets = new int[64];

    private Part(long segmentId, long firstIndex) {
      this.segmentId = segmentId;
      this.fileName = SegmentHeader.fileName(segmentId);
      this.firstIndex = firstIndex;
    }

    /** Number of the segment. */
    long segmentId() {
      return segmentId;
    }

    /** Name of the segment's file. */
    String fileName() {
      return fileName;
    }

    /** How many entries from this one on the segment holds. */
    int countFrom(long index) {
      return (int) (firstIndex + count - index);
    }

    /** Where in the file an entry's record starts. */
    int offsetOf(long index) {
      return offsets[(int) (index - firstIndex)];
    }

    /** Where its successor's record starts, or, for want of one, itself. */
    private int endOffsetOf(long index) {
      return offsetOf(Math.min(index + 1, firstIndex + count - 1));
    }

    private void add(int offset) {
      if (count == offsets.length) {
        offsets = Arrays.copyOf(offsets, count + (count >> 1));
      }
      offsets[count++] = offset;
    }
  }

  private final ArrayList<Part> parts = new ArrayList<>();
  private long startIndex;
  private long lastIndex;

  /** Index of the entry before the first one. */
  long startIndex() {
    return startIndex;
  }

  /** Number of the first segment with entries of the log, or of the one that is written to. */
  long neededSegmentId() {
    return parts.getFirst().segmentId;
  }

  /** Number of the segment that is written to. */
  long openSegmentId() {
    return parts.getLast().segmentId;
  }

  /** Index of the last entry, that of the start if there is none. */
  long lastIndex() {
    return lastIndex;
  }

  /** From now on entries are added to this segment. */
  void begin(long segmentId) {
    if (!parts.isEmpty()) {
      Part full = parts.getLast();
      full.offsets = Arrays.copyOf(full.offsets, full.count);
    }
    parts.add(new Part(segmentId, lastIndex + 1));
  }

  /** Takes an entry in, cutting the log before it first if it is not beyond the end. */
  void add(long index, int offset) {
    if (index <= lastIndex) {
      cut(index);
    }
    parts.getLast().add(offset);
    lastIndex = index;
  }

  /** Lets the log begin after an entry that it holds. */
  void discard(long newStartIndex) {
    startIndex = newStartIndex;
    while (parts.size() > 1 && parts.get(1).firstIndex <= newStartIndex + 1) {
      parts.removeFirst();
    }
  }

  /** Empties the log and lets it begin after an entry. */
  void reset(long newStartIndex) {
    startIndex = newStartIndex;
    lastIndex = newStartIndex;
    if (!parts.isEmpty()) {
      Part open = parts.getLast();
      parts.clear();
      open.firstIndex = newStartIndex + 1;
      open.count = 0;
      parts.add(open);
    }
  }

  /**
   * The greatest index up to {@code upToIndex} with at least so many bytes of files between it and
   * {@code upToIndex}, both of which lie in the log; that of the start if there are not so many.
   */
  long leaving(long bytes, long upToIndex) {
    long left = bytes;
    long end = upToIndex;
    for (int i = parts.size() - 1; i >= 0 && left > 0; i--) {
      Part part = parts.get(i);
      long first = Math.max(part.firstIndex, startIndex + 1);
      if (part.count > 0 && first <= end) {
        int endOffset = part.endOffsetOf(end);
        int bytesHere = endOffset - part.offsetOf(first);
        if (bytesHere >= left) {
          while (endOffset - part.offsetOf(end) < left) {
            end--;
          }
          return end - 1;
        }
        left -= bytesHere;
        end = first - 1;
      }
    }
    return end;
  }

  /** The part that holds an entry; the entry must be one of the log. */
  Part partOf(long index) {
    int low = 0;
    int high = parts.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (parts.get(middle).firstIndex <= index) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return parts.get(low);
  }

  private void cut(long index) {
    Part open = parts.removeLast();
    while (!parts.isEmpty() && parts.getLast().firstIndex >= index) {
      parts.removeLast();
    }
    if (open.firstIndex >= index) {
      if (!parts.isEmpty()) {
        parts.getLast().count = (int) (index - parts.getLast().firstIndex);
      }
      open.firstIndex = index;
      open.count = 0;
    } else {
      open.count = (int) (index - open.firstIndex);
    }
    parts.add(open);
  }
}
