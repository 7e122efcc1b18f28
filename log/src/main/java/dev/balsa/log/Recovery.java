package dev.balsa.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log back, decides what of it to believe, and makes the end of it durable again. For one
 * thread.
 */
final class Recovery {
  /*
   * Rule D6. After a failed or missing sync the operating system may show bytes that the disk never got. Segments that
   * have a successor were synced before it was made. The last one is copied, as far as it is whole, into a new file, and
   * counts when that file and its name are durable. A crash before that leaves the old file under its name; a file
   * with a name that does not count is removed at the next start.
   */
  private static final int CHUNK_BYTES = 1 << 20;

  private final Disk disk;
  private final LogSettings settings;
  private final Replay replay;
  private @Nullable Unsealed unsealed;

  /** A segment that has a successor but no end mark yet. */
  private record Unsealed(SegmentHeader header, int offset, long sequence, int chain) {}

  /** What recovery hands over to the running log. */
  record Outcome(Replay replay, Pending pending, SegmentWriter writer) {}

  private Recovery(Disk disk, LogSettings settings) {
    this.disk = disk;
    this.settings = settings;
    this.replay = new Replay(settings.tailBytesMax());
  }

  /**
   * Recovers the log of a disk, or makes the first segment of a new one.
   *
   * @throws DamagedLogException if something durable is not what was written
   * @throws DiskFullException if there is no room for a segment; nothing has changed then
   */
  static Outcome run(Disk disk, LogSettings settings) throws IOException {
    List<String> names = disk.list();
    for (String name : names) {
      if (SegmentHeader.isNew(name)) {
        disk.delete(name);
      }
    }
    List<Long> ids = names.stream().map(SegmentHeader::idOf).filter(id -> id > 0).sorted().toList();
    return new Recovery(disk, settings).run(ids);
  }

  private Outcome run(List<Long> ids) throws IOException {
    if (ids.isEmpty()) {
      SegmentHeader first =
          new SegmentHeader(
              1,
              settings.owner(),
              settings.segmentBytes(),
              settings.group(),
              1,
              0,
              replay.hardState(),
              1,
              0);
      replay.begin(1, true);
      NewSegment segment = NewSegment.create(disk, 1, settings.owner(), settings.segmentBytes());
      return outcome(first, segment.complete(first), SegmentHeader.BYTES, 1, 0);
    }
    long expected = 1;
    for (long id : ids) {
      if (id != expected) {
        throw missing(
            expected, "the segment is missing, but " + SegmentHeader.fileName(id) + " exists");
      }
      if (id != ids.getLast()) {
        readInner(id, ids.getLast());
      }
      expected++;
    }
    return readLast(ids.getLast());
  }

  private void readInner(long id, long lastId) throws IOException {
    ByteBuffer file = load(disk, SegmentHeader.fileName(id), replay.terms().lastIndex() + 1);
    SegmentHeader header = header(id, file);
    long after = (lastId - id) * (long) settings.segmentBytes();
    replay.begin(id, after <= 2 * settings.tailBytesMax());
    SegmentScan scan = new SegmentScan(header, file);
    switch (scan.run(replay)) {
      case SegmentScan.End.Damaged end -> throw damaged(id, end.offset(), end.why());
      case SegmentScan.End.Sealed end -> {
        if (end.nextId() != id + 1) {
          throw damaged(id, end.offset(), "its end mark names segment " + end.nextId());
        }
        unsealed = new Unsealed(header, -1, scan.sequence(), scan.chain());
      }
      case SegmentScan.End.Open end -> unsealed(header, end.offset(), lastId, scan);
      case SegmentScan.End.Torn end -> unsealed(header, end.offset(), lastId, scan);
    }
  }

  private void unsealed(SegmentHeader header, int offset, long lastId, SegmentScan scan)
      throws DamagedLogException {
    if (header.id() + 1 != lastId) {
      throw damaged(header.id(), offset, "the segment's end mark is missing");
    }
    unsealed = new Unsealed(header, offset, scan.sequence(), scan.chain());
  }

  private Outcome readLast(long id) throws IOException {
    ByteBuffer file = load(disk, SegmentHeader.fileName(id), replay.terms().lastIndex() + 1);
    SegmentHeader header = header(id, file);
    replay.begin(id, true);
    SegmentScan scan = new SegmentScan(header, file);
    return switch (scan.run(replay)) {
      case SegmentScan.End.Damaged end -> throw damaged(id, end.offset(), end.why());
      case SegmentScan.End.Sealed end ->
          throw missing(
              end.nextId(),
              "the segment is missing, but "
                  + SegmentHeader.fileName(id)
                  + " says that it existed");
      case SegmentScan.End.Open end -> copy(header, file, end.offset(), end.offset(), scan);
      case SegmentScan.End.Torn end -> copy(header, file, end.offset(), end.recordsEnd(), scan);
    };
  }

  private SegmentHeader header(long id, ByteBuffer file) throws DamagedLogException {
    String complaint = SegmentHeader.complaint(file);
    if (complaint != null) {
      throw damaged(id, 0, complaint);
    }
    SegmentHeader header = SegmentHeader.decode(file);
    if (header.id() != id) {
      complaint = "the file holds segment " + header.id();
    } else if (header.owner() != settings.owner()) {
      complaint =
          String.format(
              "it was written by data directory %016x, and this is %016x",
              header.owner(), settings.owner());
    } else if (header.group() != settings.group()) {
      complaint = "it belongs to group " + header.group() + ", not " + settings.group();
    } else {
      complaint = replay.complaint(header);
    }
    if (complaint != null) {
      throw damaged(id, 0, complaint);
    }
    if (unsealed != null
        && (unsealed.chain() != header.chain() || unsealed.sequence() != header.sequence())) {
      throw damaged(
          id - 1,
          Math.max(0, unsealed.offset()),
          "it ends with batch "
              + (unsealed.sequence() - 1)
              + ", but the next segment begins with "
              + header.sequence());
    }
    return header;
  }

  /** Rule D6: the part of the last segment that is whole, in a new file. */
  private Outcome copy(
      SegmentHeader header, ByteBuffer old, int batchesEnd, int recordsEnd, SegmentScan scan)
      throws IOException {
    NewSegment segment =
        NewSegment.create(disk, header.id(), header.owner(), header.segmentBytes());
    segment.fill(header.segmentBytes());
    for (int at = SegmentHeader.BYTES; at < batchesEnd; at += CHUNK_BYTES) {
      segment.write(at, old.duplicate().limit(Math.min(batchesEnd, at + CHUNK_BYTES)).position(at));
    }
    int offset = batchesEnd;
    long sequence = scan.sequence();
    int keptBytes = recordsEnd - batchesEnd - BatchFrame.HEAD_BYTES;
    if (keptBytes > 0) {
      BatchFrame torn = Objects.requireNonNull(scan.next(batchesEnd));
      BatchFrame kept =
          new BatchFrame(batchesEnd, sequence, keptBytes, batchesEnd, torn.previous());
      ByteBuffer batch = ByteBuffer.allocate(BatchFrame.spaceBytes(keptBytes));
      batch.put(BatchFrame.HEAD_BYTES, old, kept.recordsStart(), keptBytes);
      kept.encodeHead(batch, new Checksum(header.owner(), header.id()));
      batch.position(BatchFrame.HEAD_BYTES + keptBytes);
      kept.encodeEnd(batch, new Sectors(header.owner(), header.id()));
      segment.write(batchesEnd, batch.flip());
      offset = kept.end();
      sequence++;
    }
    Disk.File file = segment.complete(header);
    if (unsealed != null && unsealed.offset() > 0) {
      try (Disk.File before = disk.openForWriting(SegmentHeader.fileName(unsealed.header().id()))) {
        SegmentWriter.seal(before, unsealed.header(), unsealed.offset(), header);
      }
    }
    return outcome(header, file, offset, sequence, scan.chain());
  }

  private Outcome outcome(
      SegmentHeader header, Disk.File file, int offset, long sequence, int chain) {
    Pending pending =
        new Pending(
            settings,
            replay.terms(),
            replay.hardState(),
            header.id(),
            header.segmentBytes(),
            offset,
            sequence,
            chain);
    return new Outcome(replay, pending, new SegmentWriter(disk, settings, file, header, offset));
  }

  private DamagedLogException missing(long id, String why) {
    return new DamagedLogException(
        SegmentHeader.fileName(id), 0, replay.terms().lastIndex() + 1, why);
  }

  private DamagedLogException damaged(long id, long offset, String why) {
    return new DamagedLogException(
        SegmentHeader.fileName(id), offset, replay.terms().lastIndex() + 1, why);
  }

  /** A whole segment in memory. */
  static ByteBuffer load(Disk disk, String name, long nextIndex) throws IOException {
    try (Disk.File file = disk.open(name)) {
      long size = file.sizeBytes();
      if (size > LogSettings.SEGMENT_BYTES_MAX) {
        throw new DamagedLogException(
            name, 0, nextIndex, "the file has " + size + " bytes, more than any segment");
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      while (bytes.hasRemaining()) {
        int at = bytes.position();
        bytes.limit((int) Math.min(size, at + (long) CHUNK_BYTES));
        int read = file.read(at, bytes);
        bytes.limit((int) size);
        if (read <= 0) {
          throw new DamagedLogException(
              name, at, nextIndex, "the file ends before its size says so");
        }
      }
      return bytes.flip();
    }
  }
}
