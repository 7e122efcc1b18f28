package dev.balsa.log;

import dev.balsa.core.LogStart;
import dev.balsa.core.SnapshotMeta;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a log back and makes the end of it durable again. For one thread. */
final class Recovery {
  /*
   * Rule D6. After a failed or missing sync the operating system may show bytes that the disk never
   * got. Segments that have a successor were synced before it was made. The last one is copied, as
   * far as it is whole, into a new file, and counts when that file and its name are durable. A
   * crash before that leaves the old file under its name; a file with a name that does not count is
   * removed at the next start. The end mark of the segment before is written again for the same
   * reason: it is the only thing in that segment that may not be durable. Making the new name
   * durable does so for all names, among them that of the newest snapshot.
   *
   * On a full disk the copy takes the blocks of the reserve, and the file it replaces gives back as
   * many.
   */
  private static final int CHUNK_BYTES = 1 << 20;

  private final Disk disk;
  private final LogSettings settings;
  private final Replay replay;
  private final Reserve reserve;
  private @Nullable SnapshotMeta snapshot;
  private long firstSegmentId;

  /** What recovery hands over to the running log. */
  record Outcome(
      Replay replay,
      @Nullable SnapshotMeta snapshot,
      long firstSegmentId,
      Pending pending,
      SegmentWriter writer,
      Reserve reserve) {}

  private Recovery(Disk disk, LogSettings settings, Reserve reserve) {
    this.disk = disk;
    this.settings = settings;
    this.reserve = reserve;
    this.replay = new Replay(settings.tailBytesMax());
  }

  /**
   * What a log is missing together with some snapshots, or null if it can be used.
   *
   * @param segments how many segments it has
   */
  static @Nullable DamagedLogException complaint(
      int segments, LogStart start, Snapshots.Found snapshots) {
    String some = snapshots.anyName();
    if (segments == 0 && some != null) {
      return new DamagedLogException(
          SegmentHeader.fileName(1), 0, 1, "the log is missing, but " + some + " exists");
    }
    return snapshots.complaint(start);
  }

  /**
   * Recovers the log of a disk, or makes the first segment of a new one.
   *
   * @throws DamagedLogException if something durable is not what was written; nothing has changed
   *     then
   * @throws DiskFullException if there is no room for a segment; nothing is lost then
   */
  static Outcome run(Disk disk, LogSettings settings) throws IOException {
    List<String> names = disk.list();
    Reserve reserve = Reserve.find(disk, names, settings);
    Recovery recovery = new Recovery(disk, settings, reserve);
    LogWalk walk = new LogWalk(recovery.replay, settings);
    List<Long> ids = LogWalk.ids(names);
    LogWalk.Segment secondLast = null;
    LogWalk.Segment last = null;
    for (long id : ids) {
      secondLast = last;
      last = walk.next(id, ids.getLast(), LogWalk.load(disk, id), (record, file) -> null);
    }
    if (last != null) {
      walk.finish(last);
    }
    Snapshots.Found snapshots = Snapshots.find(disk, names, settings);
    DamagedLogException complaint = complaint(ids.size(), recovery.replay.start(), snapshots);
    if (complaint != null) {
      throw complaint;
    }
    recovery.snapshot = snapshots.newest();
    recovery.firstSegmentId = ids.isEmpty() ? 1 : ids.getFirst();
    for (String name : names) {
      if (SegmentHeader.isNew(name)) {
        disk.delete(name);
      }
    }
    return last == null ? recovery.first() : recovery.renewed(secondLast, last);
  }

  private Outcome first() throws IOException {
    int segmentBytes = settings.segmentBytes();
    long owner = settings.owner();
    SegmentHeader header =
        new SegmentHeader(
            1,
            owner,
            segmentBytes,
            settings.group(),
            1,
            0,
            replay.hardState(),
            1,
            0,
            LogStart.ORIGIN);
    replay.begin(1, true);
    NewSegment segment = NewSegment.create(disk, 1, owner, segmentBytes);
    return outcome(header, segment.complete(header), SegmentHeader.BYTES, 1, 0);
  }

  private Outcome renewed(LogWalk.@Nullable Segment secondLast, LogWalk.Segment last)
      throws IOException {
    SegmentHeader header = last.header();
    BatchFrame rest = rest(last);
    NewSegment segment =
        NewSegment.filled(disk, settings, header.id(), header.segmentBytes(), reserve);
    Disk.File file = copied(segment, last, rest);
    boolean sealed = false;
    try {
      if (secondLast != null) {
        try (Disk.File before = disk.openForWriting(secondLast.name())) {
          SegmentWriter.seal(before, secondLast.header(), end(secondLast), header);
        }
      }
      sealed = true;
    } finally {
      if (!sealed) {
        file.close();
      }
    }
    return rest == null
        ? outcome(header, file, end(last), last.sequence(), last.chain())
        : outcome(header, file, rest.end(), last.sequence() + 1, last.chain());
  }

  private Disk.File copied(NewSegment segment, LogWalk.Segment last, @Nullable BatchFrame rest)
      throws IOException {
    boolean complete = false;
    try {
      int end = end(last);
      for (int at = SegmentHeader.BYTES; at < end; at += CHUNK_BYTES) {
        segment.write(
            at, last.file().duplicate().limit(Math.min(end, at + CHUNK_BYTES)).position(at));
      }
      if (rest != null) {
        segment.write(end, bytes(rest, last));
      }
      Disk.File file = segment.complete(last.header());
      complete = true;
      return file;
    } finally {
      if (!complete) {
        segment.close();
      }
    }
  }

  /** Where the whole batches end. */
  private static int end(LogWalk.Segment segment) {
    return switch (segment.end()) {
      case SegmentScan.End.Open open -> open.offset();
      case SegmentScan.End.Torn torn -> torn.offset();
      case SegmentScan.End.Sealed sealed -> sealed.offset();
      case SegmentScan.End.Damaged damaged -> damaged.offset();
    };
  }

  /** The whole records of a torn batch as a batch of their own, or null if there are none. */
  private static @Nullable BatchFrame rest(LogWalk.Segment last) {
    if (!(last.end() instanceof SegmentScan.End.Torn torn)
        || torn.recordsEnd() <= torn.offset() + BatchFrame.HEAD_BYTES) {
      return null;
    }
    int recordsBytes = torn.recordsEnd() - torn.offset() - BatchFrame.HEAD_BYTES;
    SegmentScan scan = new SegmentScan(last.header(), last.file());
    int previous = Objects.requireNonNull(scan.next(torn.offset())).previous();
    return new BatchFrame(torn.offset(), last.sequence(), recordsBytes, torn.offset(), previous);
  }

  private static ByteBuffer bytes(BatchFrame rest, LogWalk.Segment last) {
    SegmentHeader header = last.header();
    ByteBuffer batch = ByteBuffer.allocate(BatchFrame.spaceBytes(rest.recordsBytes()));
    batch.put(BatchFrame.HEAD_BYTES, last.file(), rest.recordsStart(), rest.recordsBytes());
    rest.encodeHead(batch, new Checksum(header.owner(), header.id()));
    batch.position(BatchFrame.HEAD_BYTES + rest.recordsBytes());
    rest.encodeEnd(batch, new Sectors(header.owner(), header.id()));
    return batch.flip();
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
    SegmentWriter writer = new SegmentWriter(disk, settings, file, header, offset);
    return new Outcome(replay, snapshot, firstSegmentId, pending, writer, reserve);
  }
}
