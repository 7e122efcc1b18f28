package dev.balsa.log;

import dev.balsa.core.Entry;
import dev.balsa.core.LogStart;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** What of a log is durable, and where it lies. Safe for use by many threads. */
final class DurableEntries {
  /*
   * Bytes that were synced are never written again, so readers need no lock while they read a file:
   * only the table of positions and the newest entries are shared, and guarded by "lock".
   */
  private final Object lock = new Object();
  private final EntryIndex index;
  private final Tail tail;
  private LogStart start;
  private long neededSegmentId;

  /** What was recovered. */
  DurableEntries(Replay replay, long firstSegmentId) {
    this.index = replay.index();
    this.tail = replay.tail();
    this.start = replay.start();
    this.neededSegmentId = start.index() == 0 ? firstSegmentId : index.neededSegmentId();
  }

  /** Takes in what was synced. */
  void publish(List<Batch> batches) {
    synchronized (lock) {
      for (Batch batch : batches) {
        publish(batch);
      }
    }
  }

  /** As {@link SegmentedLog#read}. */
  List<Entry> read(Disk disk, long owner, long fromIndex, long toIndex, int bytesMax)
      throws IOException {
    EntryReader reader;
    synchronized (lock) {
      if (fromIndex > index.lastIndex() || fromIndex <= index.startIndex()) {
        return List.of();
      }
      if (tail.holds(fromIndex)) {
        return tail.from(fromIndex, toIndex, bytesMax);
      }
      reader = EntryReader.of(index.partOf(fromIndex), fromIndex, toIndex, bytesMax, owner);
    }
    try {
      return reader.read(disk);
    } catch (NoSuchFileException e) {
      synchronized (lock) {
        if (fromIndex <= index.startIndex()) {
          return List.of();
        }
      }
      throw e;
    }
  }

  /** As {@link SegmentedLog#discardableIndex}. */
  long discardableIndex(long upToIndex, long bytesKept) {
    synchronized (lock) {
      if (upToIndex <= index.startIndex()) {
        return upToIndex;
      }
      return index.leaving(bytesKept, Math.min(upToIndex, index.lastIndex()));
    }
  }

  /** Where the log begins. */
  LogStart start() {
    synchronized (lock) {
      return start;
    }
  }

  /** Index of the last entry, that of the start if there is none. */
  long lastIndex() {
    synchronized (lock) {
      return index.lastIndex();
    }
  }

  /** Segments before this one hold nothing that is needed. */
  long neededSegmentId() {
    synchronized (lock) {
      return neededSegmentId;
    }
  }

  /** The segment that is written to; those before it are sealed. */
  long openSegmentId() {
    synchronized (lock) {
      return index.openSegmentId();
    }
  }

  private void publish(Batch batch) {
    if (batch.opens() != null) {
      index.begin(batch.segmentId());
    }
    int next = 0;
    for (Batch.Start moved : batch.starts()) {
      publishEntries(batch, next, moved.entriesBefore());
      next = moved.entriesBefore();
      publish(moved);
    }
    publishEntries(batch, next, batch.entries().size());
  }

  private void publish(Batch.Start moved) {
    start = moved.start();
    long startIndex = start.index();
    if (moved.resets()) {
      index.reset(startIndex);
      tail.reset();
    } else {
      index.discard(startIndex);
      tail.discard(startIndex);
    }
    neededSegmentId = index.neededSegmentId();
  }

  private void publishEntries(Batch batch, int from, int to) {
    List<Entry> entries = batch.entries();
    for (int i = from; i < to; i++) {
      index.add(entries.get(i).index(), batch.offsetOf(i));
      tail.add(entries.get(i));
    }
  }
}
