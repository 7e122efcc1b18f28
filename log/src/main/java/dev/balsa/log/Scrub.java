package dev.balsa.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads again, a bit at a time, what is durable and not needed at the moment: sealed segments and
 * the newest snapshot. So rot is found while other members still have a good copy, and not when it
 * is read after a crash. For one thread, beside those that use the log.
 */
public final class Scrub implements AutoCloseable {
  /*
   * What was sealed, or counts as a snapshot, is never written again, so no lock is needed to read
   * it. The open segment is left out: its end is being written, and what is before that is young.
   * A round goes through the segments in their order and then through the snapshot. A segment is
   * checked while it is read, a buffer at a time; only if something is wrong all of it is read into
   * memory and checked as at a start, which says what and where, and has the last word.
   */

  /** Memory for what is read, and the most that one step reads, in bytes. */
  public static final int BUFFER_BYTES = 64 << 10;

  private final Disk disk;
  private final LogSettings settings;
  private final DurableEntries durable;
  private final Snapshots snapshots;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private Disk.@Nullable File segment;
  private @Nullable SealedScan scan;
  private long segmentBytes;
  private long segmentAt;
  private @Nullable SnapshotReader snapshot;
  private @Nullable InputStream content;

  /** The segment under way or the next one, 0 between two rounds. */
  private long segmentId;

  private long lastIndex;

  Scrub(Disk disk, LogSettings settings, DurableEntries durable, Snapshots snapshots) {
    this.disk = disk;
    this.settings = settings;
    this.durable = durable;
    this.snapshots = snapshots;
  }

  /** Whether the next step begins from the start again. */
  public boolean isBetweenRounds() {
    return segmentId == 0;
  }

  /**
   * Reads some more, and checks what has been read whole.
   *
   * @param bytesMax how much at most, at least 1; more than {@link #BUFFER_BYTES} counts as that
   * @return how many bytes were read, 0 if there was nothing more to read in this round
   * @throws DamagedLogException if something that the log needs is not what was written
   * @throws DamagedSnapshotException if that is the snapshot, and the log still holds all it stands
   *     for
   * @throws IOException if the disk cannot be read
   */
  public int step(int bytesMax) throws IOException {
    if (snapshot == null && segment == null && !openSegment() && !openSnapshot()) {
      segmentId = 0;
      return 0;
    }
    int most = Math.min(bytesMax, BUFFER_BYTES);
    return snapshot == null ? readSegment(most) : readSnapshot(most);
  }

  private boolean openSegment() throws IOException {
    segmentId = Math.max(segmentId, durable.neededSegmentId());
    while (segmentId < durable.openSegmentId()) {
      try {
        Disk.File opened = disk.open(SegmentHeader.fileName(segmentId));
        segment = opened;
        segmentBytes = Math.min(opened.sizeBytes(), LogSettings.SEGMENT_BYTES_MAX + 1L);
        segmentAt = 0;
        scan = new SealedScan(settings, segmentId, segmentBytes);
        return true;
      } catch (NoSuchFileException gone) {
        if (segmentId >= durable.neededSegmentId()) {
          throw damaged(0, "the segment is missing", durable.start().index() + 1);
        }
        segmentId = durable.neededSegmentId();
      }
    }
    return false;
  }

  private int readSegment(int bytesMax) throws IOException {
    Disk.File file = Objects.requireNonNull(segment);
    SealedScan checking = Objects.requireNonNull(scan);
    int length = (int) Math.min(bytesMax, segmentBytes - segmentAt);
    ByteBuffer piece = ByteBuffer.wrap(buffer, 0, length);
    int read = Math.max(file.read(segmentAt, piece), 0);
    checking.add(piece.flip());
    segmentAt += read;
    if (read == 0 || segmentAt == segmentBytes) {
      ByteBuffer whole = checking.isSound() ? null : LogWalk.load(file);
      close();
      if (whole != null && segmentId >= durable.neededSegmentId()) {
        check(whole);
      }
      segmentId++;
    }
    return read;
  }

  private void check(ByteBuffer file) throws DamagedLogException {
    String complaint = SegmentHeader.complaint(file);
    if (complaint != null) {
      throw damaged(0, complaint, durable.start().index() + 1);
    }
    SegmentHeader header = SegmentHeader.decode(file);
    if (header.id() != segmentId
        || header.owner() != settings.owner()
        || header.group() != settings.group()) {
      throw damaged(0, "the file holds another segment", header.firstIndex());
    }
    lastIndex = header.firstIndex() - 1;
    SegmentScan.End end =
        new SegmentScan(header, file)
            .run((record, all) -> {
              lastIndex = record.kind() == LogRecord.ENTRY ? record.index() : lastIndex;
              return null;
            });
    switch (end) {
      case SegmentScan.End.Sealed sealed -> {
        if (sealed.nextId() != segmentId + 1) {
          throw damaged(
              sealed.offset(), "its end mark names segment " + sealed.nextId(), lastIndex + 1);
        }
      }
      case SegmentScan.End.Damaged damage ->
          throw damaged(damage.offset(), damage.why(), lastIndex + 1);
      case SegmentScan.End.Torn torn ->
          throw damaged(torn.offset(), "the segment's end mark is missing", lastIndex + 1);
      case SegmentScan.End.Open open ->
          throw damaged(open.offset(), "the segment's end mark is missing", lastIndex + 1);
    }
  }

  private DamagedLogException damaged(long offset, String why, long index) {
    return new DamagedLogException(SegmentHeader.fileName(segmentId), offset, index, why);
  }

  private boolean openSnapshot() throws IOException {
    if (snapshots.newest() == null) {
      return false;
    }
    try {
      SnapshotReader opened = snapshots.openNewest();
      snapshot = opened;
      content = opened.content();
      return true;
    } catch (DamagedSnapshotException damage) {
      segmentId = 0;
      throw needed(damage);
    }
  }

  private int readSnapshot(int bytesMax) throws IOException {
    SnapshotReader reader = Objects.requireNonNull(snapshot);
    InputStream from = Objects.requireNonNull(content);
    int total = 0;
    boolean over = !reader.meta().equals(snapshots.newest());
    try {
      while (!over && total < bytesMax) {
        int some = from.read(buffer, 0, bytesMax - total);
        over = some < 0;
        total += Math.max(some, 0);
      }
    } catch (DamagedSnapshotException damage) {
      over = true;
      if (reader.meta().equals(snapshots.newest())) {
        throw needed(damage);
      }
    } finally {
      if (over) {
        segmentId = 0;
        close();
      }
    }
    return total;
  }

  /** What damage of the snapshot means to the log, as at a start. */
  private IOException needed(DamagedSnapshotException damage) {
    DamagedLogException complaint =
        new Snapshots.Found(null, 0, List.of(damage)).complaint(durable.start());
    return complaint == null ? damage : complaint;
  }

  /**
   * Leaves the file that is under way.
   *
   * @throws IOException if the operating system complains
   */
  @Override
  public void close() throws IOException {
    if (segment != null) {
      segment.close();
      segment = null;
      scan = null;
    }
    if (snapshot != null) {
      snapshot.close();
      snapshot = null;
      content = null;
    }
  }
}
