package dev.balsa.log;

import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.SnapshotMeta;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log without opening it: takes no lock and changes nothing, so it may be used on the
 * directory of a running member and on a damaged one. For one thread.
 */
public final class LogScanner {
  /*
   * While a member writes, a file may be seen with half a write in it. Damage is believed only if
   * it is still at the same place when the file is read again.
   */
  private static final int READS_MAX = 10;

  private final Disk disk;

  private LogScanner(Disk disk) {
    this.disk = disk;
  }

  /**
   * What a check of a log found.
   *
   * @param segments number of segment files
   * @param start where the log begins
   * @param lastIndex index of the last entry, that of the start if there is none
   * @param hardState term and vote
   * @param snapshot the newest whole snapshot, null if there is none
   * @param findings torn tail, useless snapshots and damage; only damage is a fault
   */
  public record Verdict(
      int segments,
      LogStart start,
      long lastIndex,
      HardState hardState,
      @Nullable SnapshotMeta snapshot,
      List<LogItem> findings) {
    /** Copies the findings. */
    public Verdict {
      findings = List.copyOf(findings);
    }

    /** Whether a member would start with this log. */
    public boolean sound() {
      return findings.stream().noneMatch(LogItem.Damage.class::isInstance);
    }
  }

  /** A scanner of the log in a data directory. */
  public static LogScanner of(Path directory) {
    return new LogScanner(FileDisk.at(directory));
  }

  /** A scanner of the log on a disk. */
  public static LogScanner of(Disk disk) {
    return new LogScanner(disk);
  }

  /**
   * Checks the whole log, and the snapshot it needs, as a start would.
   *
   * @throws IOException if a file cannot be read at all
   */
  public Verdict verify() throws IOException {
    for (int read = 1; ; read++) {
      try {
        return verifyOnce();
      } catch (NoSuchFileException e) {
        // A running member has deleted what it does not need any more.
        if (read == READS_MAX) {
          throw e;
        }
      }
    }
  }

  private Verdict verifyOnce() throws IOException {
    List<LogItem> findings = new ArrayList<>();
    LogListing listing =
        new LogListing(item -> {
          if (item instanceof LogItem.TornTail
              || item instanceof LogItem.SnapshotUseless
              || item instanceof LogItem.Damage) {
            findings.add(item);
          }
        });
    Snapshots.Found snapshots = scan(listing);
    return new Verdict(
        listing.segments(),
        listing.start(),
        listing.lastIndex(),
        listing.hardState(),
        snapshots.newest(),
        findings);
  }

  /**
   * Gives everything that is in the files to a consumer, also what lies behind damage as far as it
   * can be made out, and the snapshots after that.
   *
   * @throws NoSuchFileException if a running member has deleted a file meanwhile; try again then
   * @throws IOException if a file cannot be read at all
   */
  public void cat(Consumer<LogItem> consumer) throws IOException {
    scan(new LogListing(consumer));
  }

  private Snapshots.Found scan(LogListing listing) throws IOException {
    List<Long> ids = LogWalk.ids(disk.list());
    long id = next(ids, 0);
    while (id > 0) {
      ByteBuffer file;
      if (id < ids.getLast()) {
        file = LogWalk.load(disk, id);
      } else {
        file = steady(id);
        ids = LogWalk.ids(disk.list());
        if (next(ids, id) > 0) {
          // A running member has begun another segment, so this one is complete only now.
          file = LogWalk.load(disk, id);
        }
      }
      listing.add(id, Math.max(id, ids.getLast()), file);
      id = next(ids, id);
    }
    Snapshots.Found snapshots = Snapshots.find(disk, disk.list(), null);
    listing.finish(snapshots);
    return snapshots;
  }

  /** The lowest of some numbers that is above another; 0 if there is none. */
  private static long next(List<Long> ids, long id) {
    for (long candidate : ids) {
      if (candidate > id) {
        return candidate;
      }
    }
    return 0;
  }

  private ByteBuffer steady(long id) throws IOException {
    ByteBuffer file = LogWalk.load(disk, id);
    int damage = damage(file);
    for (int read = 1; damage >= 0 && read < READS_MAX; read++) {
      ByteBuffer again = LogWalk.load(disk, id);
      int damageAgain = damage(again);
      if (damageAgain == damage) {
        return again;
      }
      file = again;
      damage = damageAgain;
    }
    return file;
  }

  /** Where the first damage is, or -1. */
  private static int damage(ByteBuffer file) {
    if (SegmentHeader.complaint(file) != null) {
      return 0;
    }
    SegmentScan scan = new SegmentScan(SegmentHeader.decode(file), file);
    return scan.run((record, bytes) -> null) instanceof SegmentScan.End.Damaged end
        ? end.offset()
        : -1;
  }
}
