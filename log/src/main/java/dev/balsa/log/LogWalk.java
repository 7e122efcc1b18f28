package dev.balsa.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the segments of a log in order and checks that together they are what was written. Changes
 * nothing.
 */
final class LogWalk {
  private static final int CHUNK_BYTES = 1 << 20;

  private final Replay replay;
  private final @Nullable LogSettings settings;
  private @Nullable Segment before;
  private long firstId;

  /**
   * A segment that was read.
   *
   * @param file all of it
   * @param end how it ends; never {@link SegmentScan.End.Damaged}
   * @param sequence number of the batch that follows
   * @param chain checksum of the last record that counts
   */
  record Segment(
      SegmentHeader header, ByteBuffer file, SegmentScan.End end, long sequence, int chain) {
    /** The name of its file. */
    String name() {
      return SegmentHeader.fileName(header.id());
    }
  }

  /**
   * A walk that has not begun.
   *
   * @param settings whose log it must be, or null if any owner and group will do
   */
  LogWalk(Replay replay, @Nullable LogSettings settings) {
    this.replay = replay;
    this.settings = settings;
  }

  /** The numbers of the segments among some files. */
  static List<Long> ids(List<String> names) {
    return names.stream().map(SegmentHeader::idOf).filter(id -> id > 0).sorted().toList();
  }

  /** Whether a segment says that another follows. */
  static boolean sealed(Segment segment) {
    return segment.end() instanceof SegmentScan.End.Sealed;
  }

  /**
   * Takes the next segment in.
   *
   * @param id its number
   * @param lastId the highest number there is
   * @param file all of its file
   * @param visitor sees each record that was taken into the replay
   * @throws DamagedLogException if it is not there, not whole, or does not continue the one before
   */
  Segment next(long id, long lastId, ByteBuffer file, SegmentScan.Visitor visitor)
      throws DamagedLogException {
    long expected = before == null ? id : before.header().id() + 1;
    if (id != expected) {
      throw damaged(
          expected, 0, "the segment is missing, but " + SegmentHeader.fileName(id) + " exists");
    }
    SegmentHeader header = header(id, file);
    long after = (lastId - id) * (long) header.segmentBytes();
    replay.begin(id, after <= 2 * replay.tail().bytesMax());
    SegmentScan scan = new SegmentScan(header, file);
    SegmentScan.End end = scan.run((record, bytes) -> both(visitor, record, bytes));
    if (end instanceof SegmentScan.End.Damaged damage) {
      throw damaged(id, damage.offset(), damage.why());
    }
    if (end instanceof SegmentScan.End.Sealed seal && seal.nextId() != id + 1) {
      throw damaged(id, seal.offset(), "its end mark names segment " + seal.nextId());
    }
    Segment segment = new Segment(header, file, end, scan.sequence(), scan.chain());
    before = segment;
    if (id + 1 < lastId && !sealed(segment)) {
      throw damaged(id, 0, "the segment's end mark is missing");
    }
    return segment;
  }

  /**
   * Checks that nothing is missing: neither before the first segment, where only a start of the log
   * explains it, nor after the last one.
   *
   * @throws DamagedLogException if something is
   */
  void finish(Segment last) throws DamagedLogException {
    if (replay.hasHole()) {
      throw new DamagedLogException(
          SegmentHeader.fileName(firstId - 1),
          0,
          replay.start().index() + 1,
          "the segment is missing, and no start of the log stands for its entries");
    }
    if (last.end() instanceof SegmentScan.End.Sealed seal) {
      throw damaged(
          seal.nextId(), 0, "the segment is missing, but " + last.name() + " says that it existed");
    }
  }

  private @Nullable String both(SegmentScan.Visitor visitor, LogRecord record, ByteBuffer bytes) {
    String complaint = replay.accept(record, bytes);
    return complaint == null ? visitor.accept(record, bytes) : complaint;
  }

  private SegmentHeader header(long id, ByteBuffer file) throws DamagedLogException {
    String complaint = SegmentHeader.complaint(file);
    if (complaint != null) {
      throw damaged(id, 0, complaint);
    }
    SegmentHeader header = SegmentHeader.decode(file);
    long owner =
        settings != null
            ? settings.owner()
            : before != null ? before.header().owner() : header.owner();
    int group =
        settings != null
            ? settings.group()
            : before != null ? before.header().group() : header.group();
    if (header.id() != id) {
      complaint = "the file holds segment " + header.id();
    } else if (header.owner() != owner) {
      complaint =
          String.format(
              "it was written by data directory %016x, and this is %016x", header.owner(), owner);
    } else if (header.group() != group) {
      complaint = "it belongs to group " + header.group() + ", not " + group;
    } else if (before != null
        && (before.chain() != header.chain() || before.sequence() != header.sequence())) {
      complaint = "it does not continue where " + before.name() + " ends";
    } else if (before == null && id > 1) {
      // What lies before it may have been deleted; whether that was right is known in the end.
      replay.adopt(header);
    } else {
      complaint = replay.complaint(header);
    }
    if (complaint != null) {
      throw damaged(id, 0, complaint);
    }
    firstId = before == null ? id : firstId;
    return header;
  }

  private DamagedLogException damaged(long id, long offset, String why) {
    return new DamagedLogException(
        SegmentHeader.fileName(id), offset, replay.terms().lastIndex() + 1, why);
  }

  /** A whole segment in memory, or the part of it that can be. */
  static ByteBuffer load(Disk disk, long id) throws IOException {
    try (Disk.File file = disk.open(SegmentHeader.fileName(id))) {
      return load(file);
    }
  }

  /** The same from a file that is open. */
  static ByteBuffer load(Disk.File file) throws IOException {
    // A longer file is no segment; its header will not agree with the length that is read.
    long size = Math.min(file.sizeBytes(), LogSettings.SEGMENT_BYTES_MAX + 1L);
    ByteBuffer bytes = ByteBuffer.allocate((int) size);
    while (bytes.hasRemaining()) {
      int at = bytes.position();
      bytes.limit((int) Math.min(size, at + (long) CHUNK_BYTES));
      int read = file.read(at, bytes);
      bytes.limit((int) size);
      if (read <= 0) {
        break;
      }
    }
    return bytes.flip();
  }
}
