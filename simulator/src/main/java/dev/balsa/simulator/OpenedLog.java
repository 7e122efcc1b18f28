package dev.balsa.simulator;

import dev.balsa.core.Entry;
import dev.balsa.log.DamagedLogException;
import dev.balsa.log.Disk;
import dev.balsa.log.Drawer;
import dev.balsa.log.Journal;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import dev.balsa.simulator.invariants.BrokenProperty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A log that was recovered, and all entries it still holds.
 *
 * @param marks what came about at that
 */
record OpenedLog(SegmentedLog log, List<Entry> entries, List<String> marks) {
  /** What the names of the journal's files begin with. */
  static final String JOURNAL = "journal.";

  /** Whether everything can be opened although the disk is full. */
  static boolean hasReserve(SimDisk disk, boolean journaled) {
    return disk.files().containsKey("reserve")
        && (!journaled || disk.files().containsKey(JOURNAL + "reserve"));
  }

  /** Recovers the log of a member, if it has a journal with that. */
  static OpenedLog of(SimDisk disk, LogSettings settings, long member, boolean journaled)
      throws IOException {
    return journaled ? journaled(disk, settings, member) : of(disk, settings, member);
  }

  /** Recovers the log of a member that has no journal. */
  static OpenedLog of(SimDisk disk, LogSettings settings, long member) throws IOException {
    return of(SegmentedLog.open(disk, settings), member, List.of());
  }

  private static OpenedLog journaled(SimDisk disk, LogSettings settings, long member)
      throws IOException {
    Disk files = Drawer.without(disk, JOURNAL);
    Journal journal = Journal.open(Drawer.of(disk, JOURNAL), settings, new OneGroup(files, member));
    List<String> marks = new ArrayList<>();
    if (journal.redone() > 0) {
      marks.add(SimMarks.JOURNAL_REDONE);
    }
    if (disk.list().stream().anyMatch(name -> name.startsWith(JOURNAL) && name.endsWith(".snap"))) {
      marks.add(SimMarks.JOURNAL_SHORTENED);
    }
    return of(journal.openLog(settings.group(), files, settings), member, marks);
  }

  private record OneGroup(Disk files, long member) implements Journal.Disks {
    @Override
    public Disk of(int group) {
      return files;
    }

    @Override
    public void refuses(int group, DamagedLogException why) {
      throw new BrokenProperty(
          "a crash damages no log", "the journal of member " + member + ": " + why.getMessage());
    }
  }

  private static OpenedLog of(SegmentedLog log, long member, List<String> marks)
      throws IOException {
    long start = log.recovered().start().index();
    long last = log.recovered().lastIndex();
    List<Entry> entries = new ArrayList<>();
    while (start + entries.size() < last) {
      List<Entry> more = log.read(start + entries.size() + 1, 1 << 20);
      if (more.isEmpty()) {
        throw new BrokenProperty(
            "nothing synced is forgotten",
            "member " + member + " recovers " + last + " entries and can read " + entries.size());
      }
      entries.addAll(more);
    }
    return new OpenedLog(log, entries, marks);
  }
}
