package dev.balsa.log;

import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.SnapshotMeta;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns the segments of a log into items: checked as a whole up to the first damage, one by one
 * behind it.
 */
final class LogListing {
  private final Consumer<LogItem> consumer;
  private final Replay replay = new Replay(0);
  private final LogWalk walk = new LogWalk(replay, null);
  private LogWalk.@Nullable Segment last;
  private boolean damaged;
  private int segments;
  private long lastIndex;

  LogListing(Consumer<LogItem> consumer) {
    this.consumer = consumer;
  }

  /** Index of the last entry before any damage. */
  long lastIndex() {
    return replay.terms().lastIndex();
  }

  /** How many segments were listed. */
  int segments() {
    return segments;
  }

  /** Where the log begins, before any damage. */
  LogStart start() {
    return replay.start();
  }

  /** Term and vote before any damage. */
  HardState hardState() {
    return replay.hardState();
  }

  /** Lists one more segment. */
  void add(long id, long lastId, ByteBuffer file) {
    segments++;
    String name = SegmentHeader.fileName(id);
    boolean readable = SegmentHeader.complaint(file) == null;
    if (readable) {
      SegmentHeader header = SegmentHeader.decode(file);
      consumer.accept(
          new LogItem.SegmentStart(
              name, 0, header.firstIndex(), header.hardState(), header.start(), header.owner()));
      lastIndex = header.firstIndex() - 1;
    }
    int from = SegmentHeader.BYTES;
    if (!damaged) {
      try {
        last = walk.next(id, lastId, file, (record, bytes) -> show(name, record, bytes));
        showEnd(name, last.end());
        return;
      } catch (DamagedLogException e) {
        damaged(e);
        if (e.file().equals(name)) {
          from = Math.max(from, Sectors.roundUp((int) e.offset() + 1));
        }
      }
    } else if (!readable) {
      consumer.accept(
          new LogItem.Damage(
              name, 0, lastIndex + 1, String.valueOf(SegmentHeader.complaint(file))));
    }
    if (readable) {
      addUnchecked(name, new SegmentScan(SegmentHeader.decode(file), file), from);
    }
  }

  /** Lists the snapshots, and what is missing. */
  void finish(Snapshots.Found snapshots) {
    if (!damaged && last != null) {
      try {
        walk.finish(last);
      } catch (DamagedLogException e) {
        damaged(e);
      }
    }
    DamagedLogException complaint =
        damaged ? null : Recovery.complaint(segments, replay.start(), snapshots);
    for (DamagedSnapshotException e : snapshots.unusable()) {
      if (complaint == null || !complaint.file().equals(e.file())) {
        consumer.accept(new LogItem.SnapshotUseless(e.file(), e.offset(), e.why()));
      }
    }
    SnapshotMeta newest = snapshots.newest();
    if (newest != null) {
      consumer.accept(
          new LogItem.SnapshotFound(
              SnapshotHeader.fileName(newest), 0, newest, snapshots.sizeBytes()));
    }
    if (complaint != null) {
      damaged(complaint);
    }
  }

  private void addUnchecked(String name, SegmentScan scan, int from) {
    BatchFrame frame = scan.next(from);
    while (frame != null) {
      SegmentScan.End end = scan.resume(frame, (record, bytes) -> show(name, record, bytes));
      if (end instanceof SegmentScan.End.Damaged damage) {
        consumer.accept(new LogItem.Damage(name, damage.offset(), lastIndex + 1, damage.why()));
      } else {
        showEnd(name, end);
      }
      frame = scan.next(frame.offset() + Sectors.SECTOR_BYTES);
    }
  }

  private void damaged(DamagedLogException e) {
    damaged = true;
    consumer.accept(new LogItem.Damage(e.file(), e.offset(), e.index(), e.why()));
  }

  private @Nullable String show(String name, LogRecord record, ByteBuffer file) {
    if (record.kind() == LogRecord.HARD_STATE) {
      consumer.accept(new LogItem.HardStateChanged(name, record.offset(), record.hardState()));
      return null;
    }
    if (record.kind() == LogRecord.START && Replay.knowsStart(record)) {
      boolean resets = record.entryKind() == LogRecord.RESETS;
      lastIndex = resets ? record.index() : lastIndex;
      consumer.accept(new LogItem.StartMoved(name, record.offset(), record.start(), resets));
      return null;
    }
    if (record.kind() != LogRecord.ENTRY) {
      return "a record has a kind that this version does not know";
    }
    String unreadable = Replay.unreadable(record, file);
    if (unreadable != null) {
      return unreadable;
    }
    boolean cuts = record.index() <= lastIndex;
    lastIndex = record.index();
    consumer.accept(new LogItem.EntryAppended(name, record.offset(), record.entry(file), cuts));
    return null;
  }

  private void showEnd(String name, SegmentScan.End end) {
    if (end instanceof SegmentScan.End.Sealed sealed) {
      consumer.accept(
          new LogItem.SegmentEnd(name, sealed.offset(), SegmentHeader.fileName(sealed.nextId())));
    } else if (end instanceof SegmentScan.End.Torn torn) {
      consumer.accept(new LogItem.TornTail(name, torn.recordsEnd()));
    }
  }
}
