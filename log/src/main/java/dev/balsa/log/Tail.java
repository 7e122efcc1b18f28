package dev.balsa.log;

import dev.balsa.core.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest entries of the log, up to a number of bytes. Guarded by its user. */
final class Tail {
  private final long bytesMax;
  private @Nullable Entry[] ring = new @Nullable Entry[256];
  private long firstIndex = 1;
  private int count;
  private long bytes;

  Tail(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** The most bytes it keeps. */
  long bytesMax() {
    return bytesMax;
  }

  /** Whether an entry of the log is here. */
  boolean holds(long index) {
    return index >= firstIndex && index < firstIndex + count;
  }

  /**
   * Takes an entry in, cutting the log before it first if it is not beyond the end; the oldest ones
   * may leave.
   */
  void add(Entry entry) {
    if (!holds(entry.index() - 1)) {
      clear(entry.index());
    }
    while (firstIndex + count > entry.index()) {
      count--;
      bytes -= remove(firstIndex + count).sizeBytes();
    }
    if (count == ring.length) {
      grow();
    }
    ring[slot(entry.index())] = entry;
    count++;
    bytes += entry.sizeBytes();
    while (bytes > bytesMax && count > 0) {
      bytes -= remove(firstIndex).sizeBytes();
      firstIndex++;
      count--;
    }
  }

  /** Forgets the entries up to an index. */
  void discard(long upToIndex) {
    while (count > 0 && firstIndex <= upToIndex) {
      bytes -= remove(firstIndex).sizeBytes();
      firstIndex++;
      count--;
    }
  }

  /** Forgets all entries. */
  void reset() {
    clear(firstIndex);
  }

  /** The entries of a range, as many as fit, but at least one; the first must be here. */
  List<Entry> from(long index, long toIndex, long bytesWanted) {
    List<Entry> entries = new ArrayList<>();
    long left = bytesWanted;
    long last = Math.min(toIndex, firstIndex + count - 1);
    for (long i = index; i <= last; i++) {
      Entry entry = at(i);
      left -= entry.sizeBytes();
      if (left < 0 && !entries.isEmpty()) {
        break;
      }
      entries.add(entry);
    }
    return entries;
  }

  /** All of them. */
  List<Entry> all() {
    return count == 0 ? List.of() : from(firstIndex, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  private void clear(long index) {
    while (count > 0) {
      count--;
      bytes -= remove(firstIndex + count).sizeBytes();
    }
    firstIndex = index;
  }

  private void grow() {
    @Nullable Entry[] larger = new @Nullable Entry[2 * ring.length];
    for (int i = 0; i < count; i++) {
      larger[(int) ((firstIndex + i) & (larger.length - 1))] = at(firstIndex + i);
    }
    ring = larger;
  }

  private Entry at(long index) {
    Entry entry = ring[slot(index)];
    if (entry == null) {
      throw new IllegalStateException("entry " + index + " is not among the newest");
    }
    return entry;
  }

  private Entry remove(long index) {
    Entry entry = at(index);
    ring[slot(index)] = null;
    return entry;
  }

  private int slot(long index) {
    return (int) (index & (ring.length - 1));
  }
}
