package dev.balsa.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The logs of two groups on one disk, with the journal that they share. */
final class Journaled implements AutoCloseable {
  static final List<Integer> GROUPS = List.of(3, 4);
  private static final String JOURNAL = "journal.";

  final Journal journal;
  final List<SegmentedLog> logs = new ArrayList<>();
  private final Disk disk;

  private Journaled(Disk disk) throws IOException {
    this.disk = disk;
    this.journal = Journal.open(Drawer.of(disk, JOURNAL), Workload.SETTINGS, disks(disk));
  }

  static Journaled open(Disk disk) throws IOException {
    Journaled opened = new Journaled(disk);
    for (int group : GROUPS) {
      opened.logs.add(opened.openLog(group));
    }
    return opened;
  }

  /** The log of a group, once more. */
  SegmentedLog openLog(int group) throws IOException {
    return journal.openLog(group, files(disk, group), Workload.SETTINGS);
  }

  /** The files of a group. */
  static Disk files(Disk disk, int group) {
    return Drawer.of(disk, group + ".");
  }

  /** How many segments the journal has. */
  static long segments(Disk disk) throws IOException {
    return Drawer.of(disk, JOURNAL).list().stream()
        .filter(name -> SegmentHeader.idOf(name) > 0)
        .count();
  }

  private static Journal.Disks disks(Disk disk) {
    return new Journal.Disks() {
      @Override
      public Disk of(int group) {
        return files(disk, group);
      }

      @Override
      public void refuses(int group, DamagedLogException why) {
        throw new AssertionError("group " + group + " is whole", why);
      }
    };
  }

  @Override
  public void close() throws IOException {
    for (SegmentedLog log : logs) {
      log.close();
    }
    journal.close();
  }
}
