package dev.balsa.log;

import dev.balsa.core.HardState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

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
   * @param lastIndex index of the last entry, 0 if there is none
   * @param hardState term and vote
   * @param findings torn tail and damage; a torn tail alone is no fault
   */
  public record Verdict(int segments, long lastIndex, HardState hardState, List<LogItem> findings) {
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
   * Checks the whole log as a start would.
   *
   * @throws IOException if a file cannot be read at all
   */
  public Verdict verify() throws IOException {
    List<LogItem> findings = new ArrayList<>();
    LogListing listing =
        new LogListing(item -> {
          if (item instanceof LogItem.TornTail || item instanceof LogItem.Damage) {
            findings.add(item);
          }
        });
    int segments = scan(listing);
    return new Verdict(segments, listing.lastIndex(), listing.hardState(), findings);
  }

  /**
   * Gives everything that is in the files to a consumer, also what lies behind damage as far as it
   * can be made out.
   *
   * @throws IOException if a file cannot be read at all
   */
  public void cat(Consumer<LogItem> consumer) throws IOException {
    scan(new LogListing(consumer));
  }

  private int scan(LogListing listing) throws IOException {
    List<Long> ids = LogWalk.ids(disk.list());
    for (int i = 0; i < ids.size(); i++) {
      long id = ids.get(i);
      ByteBuffer file;
      if (i < ids.size() - 1) {
        file = LogWalk.load(disk, id);
      } else {
        file = steady(id);
        ids = LogWalk.ids(disk.list());
        if (i < ids.size() - 1) {
          // A running member has begun another segment, so this one is complete only now.
          file = LogWalk.load(disk, id);
        }
      }
      listing.add(id, ids.getLast(), file);
    }
    listing.finish();
    return ids.size();
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
