package dev.balsa.log;

import dev.balsa.core.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the journal holds into the segments of the groups again, and syncs them. A group of
 * which a segment is not there is left as it is, and refused. For one thread.
 */
final class Redo {
  private static final int READ_BYTES = 1 << 20;

  /** A segment of a group. */
  private record Place(int group, long segmentId) {}

  /** Does something with a piece. */
  private interface Step {
    /** Does it. */
    void take(JournalRecord record) throws IOException;
  }

  private final SegmentedLog log;
  private final long owner;
  private final Journal.Disks disks;
  private final Map<Integer, @Nullable Disk> found = new HashMap<>();
  private final Map<Place, Disk.File> files = new LinkedHashMap<>();
  private final Map<Integer, DamagedLogException> refused = new LinkedHashMap<>();

  private int pieces;
  private long bytes;

  Redo(SegmentedLog log, long owner, Journal.Disks disks) {
    this.log = log;
    this.owner = owner;
    this.disks = disks;
  }

  /** Does it. */
  void run() throws IOException {
    try {
      each(this::find);
      each(this::write);
      for (Disk.File file : files.values()) {
        file.sync();
      }
      for (Map.Entry<Integer, DamagedLogException> each : refused.entrySet()) {
        disks.refuses(each.getKey(), each.getValue());
      }
    } finally {
      for (Disk.File file : files.values()) {
        file.close();
      }
    }
  }

  /** How many pieces were written. */
  int pieces() {
    return pieces;
  }

  /** How much the journal holds, in bytes. */
  long bytes() {
    return bytes;
  }

  /** Takes whole sets of parts only: a crash leaves the first ones of the last set, perhaps. */
  private void each(Step step) throws IOException {
    List<JournalRecord> parts = new ArrayList<>();
    long next = log.start().index() + 1;
    while (next <= log.durableIndex()) {
      for (Entry entry : log.read(next, READ_BYTES)) {
        JournalRecord record = JournalRecord.decode(entry.payload());
        if (record.part() == 0) {
          parts.clear();
        }
        parts.add(record);
        if (parts.size() == record.parts()) {
          for (JournalRecord part : parts) {
            step.take(part);
          }
        }
        next = entry.index() + 1;
      }
    }
  }

  private void write(JournalRecord record) throws IOException {
    bytes += record.bytes().length();
    Disk.File file = files.get(new Place(record.group(), record.segmentId()));
    if (file != null && !refused.containsKey(record.group())) {
      file.write(record.position(), record.buffer());
      pieces++;
    }
  }

  private void find(JournalRecord record) throws IOException {
    Place place = new Place(record.group(), record.segmentId());
    if (files.containsKey(place)) {
      return;
    }
    if (!found.containsKey(record.group())) {
      found.put(record.group(), disks.of(record.group()));
    }
    Disk disk = found.get(record.group());
    String name = SegmentHeader.fileName(record.segmentId());
    long lowest = disk == null ? 0 : lowest(disk);
    if (disk == null || lowest == 0 || !disk.list().contains(name)) {
      if (lowest == 0 || record.segmentId() > lowest) {
        refuse(record, name, "it is missing");
      }
      return;
    }
    Disk.File file = disk.openForWriting(name);
    files.put(place, file);
    ByteBuffer head = ByteBuffer.allocate(SegmentHeader.BYTES);
    file.read(0, head);
    String complaint = SegmentHeader.complaint(head.flip(), file.sizeBytes());
    if (complaint == null) {
      SegmentHeader header = SegmentHeader.decode(head);
      if (header.group() != record.group()) {
        complaint = "it belongs to group " + header.group() + ", not " + record.group();
      } else if (header.owner() != owner) {
        complaint = "it belongs to another data directory";
      }
    }
    if (complaint != null) {
      refuse(record, name, complaint);
    }
  }

  private static long lowest(Disk disk) throws IOException {
    return disk.list().stream().mapToLong(SegmentHeader::idOf).filter(id -> id > 0).min().orElse(0);
  }

  private void refuse(JournalRecord record, String name, String why) {
    refused.putIfAbsent(
        record.group(),
        new DamagedLogException(
            name,
            record.position(),
            1,
            "the journal of the groups holds a part of this segment of group "
                + record.group()
                + ", and "
                + why));
  }
}
