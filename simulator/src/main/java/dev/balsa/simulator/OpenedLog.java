package dev.balsa.simulator;

import dev.balsa.core.Entry;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import dev.balsa.simulator.invariants.BrokenProperty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A log that was recovered, and all entries it still holds. */
record OpenedLog(SegmentedLog log, List<Entry> entries) {
  /** Recovers the log of a member. */
  static OpenedLog of(SimDisk disk, LogSettings settings, long member) throws IOException {
    SegmentedLog log = SegmentedLog.open(disk, settings);
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
    return new OpenedLog(log, entries);
  }
}
