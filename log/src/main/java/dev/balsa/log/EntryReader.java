package dev.balsa.log;

import dev.balsa.core.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads some entries of one segment back from its file, with a file handle of its own. For one
 * thread.
 */
final class EntryReader {
  /** Room for the last record of a segment, whose length is only known when it is read. */
  private static final int LAST_BYTES = 4 << 10;

  private static final int CHUNK_BYTES_MAX = 1 << 20;

  private final String name;
  private final long firstIndex;
  private final int[] offsets;
  private final int bytesMax;
  private final Checksum checksum;
  private ByteBuffer chunk;
  private int chunkStart;

  private EntryReader(
      String name, long firstIndex, int[] offsets, int endOffset, int bytesMax, Checksum checksum) {
    this.name = name;
    this.firstIndex = firstIndex;
    this.offsets = offsets;
    this.bytesMax = bytesMax;
    this.checksum = checksum;
    int spanBytes = Math.min(endOffset - offsets[0], CHUNK_BYTES_MAX);
    this.chunk = ByteBuffer.allocate(spanBytes).limit(0);
  }

  /** Notes where the entries are, so that the table may change afterwards. */
  static EntryReader of(
      EntryIndex.Part part, long fromIndex, long toIndex, int bytesMax, long owner) {
    int most = Math.min(part.countFrom(fromIndex), bytesMax / Entry.OVERHEAD_BYTES + 1);
    int[] offsets = new int[(int) Math.min(most, toIndex - fromIndex + 1)];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = part.offsetOf(fromIndex + i);
    }
    boolean goesOn = part.countFrom(fromIndex) > offsets.length;
    int endOffset =
        goesOn
            ? part.offsetOf(fromIndex + offsets.length)
            : offsets[offsets.length - 1] + LAST_BYTES;
    return new EntryReader(
        part.fileName(),
        fromIndex,
        offsets,
        endOffset,
        bytesMax,
        new Checksum(owner, part.segmentId()));
  }

  /**
   * The entries, as many as fit, but at least one.
   *
   * @throws DamagedLogException if one of them is not what was written
   */
  List<Entry> read(Disk disk) throws IOException {
    List<Entry> entries = new ArrayList<>();
    long left = bytesMax;
    try (Disk.File file = disk.open(name)) {
      for (int i = 0; i < offsets.length; i++) {
        LogRecord record = record(file, i);
        left -= Entry.OVERHEAD_BYTES + record.payloadBytes();
        if (left < 0 && !entries.isEmpty()) {
          break;
        }
        entries.add(record.entry(chunk));
      }
    }
    return entries;
  }

  private LogRecord record(Disk.File file, int i) throws IOException {
    LogRecord record = decode(offsets[i]);
    if (record == null) {
      fill(file, offsets[i]);
      record = decode(offsets[i]);
    }
    long index = firstIndex + i;
    if (record == null || record.kind() != LogRecord.ENTRY || record.index() != index) {
      throw new DamagedLogException(
          name, offsets[i], index, "the entry on the disk is not the one that was written");
    }
    return record;
  }

  private @Nullable LogRecord decode(int offset) {
    int at = offset - chunkStart;
    return at < 0 || at >= chunk.limit()
        ? null
        : LogRecord.decode(chunk, at, chunk.limit(), checksum);
  }

  private void fill(Disk.File file, int offset) throws IOException {
    readAt(file, offset);
    if (chunk.limit() >= LogRecord.HEAD_BYTES) {
      long wanted = LogRecord.HEAD_BYTES + (long) chunk.getInt(Integer.BYTES);
      if (wanted > chunk.capacity() && wanted <= file.sizeBytes() - offset) {
        chunk = ByteBuffer.allocate((int) wanted);
        readAt(file, offset);
      }
    }
  }

  private void readAt(Disk.File file, int offset) throws IOException {
    chunk.clear();
    file.read(offset, chunk);
    chunk.flip();
    chunkStart = offset;
  }
}
