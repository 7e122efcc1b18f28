package dev.balsa.simulator;

import dev.balsa.core.Entry;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import dev.balsa.simulator.invariants.BrokenProperty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A log that was recovered, and all its entries. */
record OpenedLog(SegmentedLog log, List<Entry> entries) {
  /** Recovers the log of a member. */
  static OpenedLog of(SimDisk disk, LogSettings settings, long member) throws IOException {
    SegmentedLog log = SegmentedLog.open(disk, settings);
    long last = log.recovered().lastIndex();
    List<Entry> entries = new ArrayList<>();
    while (entries.size() < last) {
      List<Entry> more = log.read(entries.size() + 1, 1 << 20);
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
