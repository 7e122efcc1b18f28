package dev.balsa.log;

import dev.balsa.core.Configuration;
import dev.balsa.core.LogStart;
import dev.balsa.core.SnapshotMeta;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Syncs the files that the journal stands for, some with each commit, and then lets the journal
 * forget what is in them. Its steps are for the thread that commits; the rest is safe for use by
 * many threads.
 */
final class Checkpoint {
  /** After so many of its own segments the journal is to be shortened. */
  static final int SEGMENTS = 4;

  /** The same is to be done in half of the time until the next one begins. */
  private static final int PACE = 2;

  /** A snapshot needs some; nobody reads them. */
  private static final Configuration NOBODY = new Configuration(List.of(1L));

  private final SegmentedLog log;
  private final long everyBytes;

  private final Set<JournaledFile> unsynced = new LinkedHashSet<>();

  private final Set<JournaledFile> closed = new HashSet<>();
  private final ArrayDeque<JournaledFile> queue = new ArrayDeque<>();
  private @Nullable JournaledFile syncing;
  private LogStart target = LogStart.ORIGIN;
  private long bytes;
  private long bytesForEach;
  private long credit;

  Checkpoint(SegmentedLog log, int segmentBytes, long bytes) {
    this.log = log;
    this.everyBytes = (long) SEGMENTS * segmentBytes;
    this.bytes = bytes;
  }

  /** The journal holds something of a file. */
  void wrote(JournaledFile file) {
    synchronized (unsynced) {
      unsynced.add(file);
    }
  }

  /** Whether nobody needs it beside its owner, who wants to close it; else it is closed here. */
  boolean mayClose(JournaledFile file) {
    synchronized (unsynced) {
      if (unsynced.contains(file) || syncing == file) {
        closed.add(file);
        return false;
      }
      return true;
    }
  }

  /** A segment is deleted, so what is in it does not matter any more. */
  void forget(int group, long segmentId) throws IOException {
    JournaledFile found = null;
    synchronized (unsynced) {
      for (JournaledFile file : unsynced) {
        if (file.group() == group && file.segmentId() == segmentId) {
          found = file;
        }
      }
      if (found == null) {
        return;
      }
      unsynced.remove(found);
      if (syncing == found || !closed.remove(found)) {
        return;
      }
    }
    found.release();
  }

  /** So much more was written to the journal, in bytes. */
  void step(long moreBytes) throws IOException {
    bytes += moreBytes;
    if (target.index() == 0) {
      if (bytes < everyBytes) {
        return;
      }
      begin();
    }
    credit += moreBytes;
    while (!queue.isEmpty() && credit >= bytesForEach) {
      credit -= bytesForEach;
      sync(queue.removeFirst());
    }
    if (queue.isEmpty()) {
      shorten();
    }
  }

  private void begin() {
    synchronized (unsynced) {
      queue.addAll(unsynced);
    }
    target = new LogStart(log.lastIndex(), Journal.TERM);
    bytes = 0;
    credit = 0;
    bytesForEach = everyBytes / PACE / Math.max(1, queue.size());
  }

  private void sync(JournaledFile file) throws IOException {
    synchronized (unsynced) {
      if (!unsynced.remove(file)) {
        return;
      }
      syncing = file;
    }
    file.settle();
    synchronized (unsynced) {
      syncing = null;
      if (!closed.remove(file)) {
        return;
      }
    }
    file.release();
  }

  private void shorten() throws IOException {
    LogStart start = target;
    target = LogStart.ORIGIN;
    try (SnapshotWriter empty =
        log.snapshots().create(new SnapshotMeta(start.index(), start.term(), NOBODY))) {
      empty.commit();
      log.append(null, start, List.of());
      log.sync();
    } catch (DiskFullException full) {
      // It is shortened another time; it takes in no more than it has room for.
    }
  }

  /** Closes the files that their owners have closed. */
  void close() throws IOException {
    Set<JournaledFile> all;
    synchronized (unsynced) {
      unsynced.clear();
      all = Set.copyOf(closed);
      closed.clear();
    }
    for (JournaledFile file : all) {
      file.release();
    }
  }
}
