package dev.balsa.log;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.LogStart;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records encoded for one write, and the entries among them. For one thread. */
final class Batch {
  /**
   * A new start of the log.
   *
   * @param resets whether the log is empty after it
   * @param entriesBefore how many entries of the batch come before it
   */
  record Start(LogStart start, boolean resets, int entriesBefore) {}

  private final @Nullable SegmentHeader opens;
  private final long segmentId;
  private final int offset;
  private final long sequence;
  private final int previous;
  private final ByteBuffer buffer;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Start> starts = new ArrayList<>(0);
  private int[] offsets = new int[16];
  private int recordsBytes;
  private int finishedBytes;

  /**
   * A batch without records.
   *
   * @param opens header of the segment that has to be begun for it, or null if it goes on in the
   *     open one
   * @param buffer where to encode; large enough for all records and the frame
   */
  Batch(
      @Nullable SegmentHeader opens,
      long segmentId,
      int offset,
      long sequence,
      int previous,
      ByteBuffer buffer) {
    this.opens = opens;
    this.segmentId = segmentId;
    this.offset = offset;
    this.sequence = sequence;
    this.previous = previous;
    this.buffer = buffer.clear().position(BatchFrame.HEAD_BYTES);
  }

  /** Header of the segment that has to be begun for it, or null. */
  @Nullable SegmentHeader opens() {
    return opens;
  }

  /** Number of the segment it is for. */
  long segmentId() {
    return segmentId;
  }

  /** Where it goes in that segment. */
  int offset() {
    return offset;
  }

  /** Number of the batch. */
  long sequence() {
    return sequence;
  }

  /** Where it will end in that segment. */
  int end() {
    return offset + BatchFrame.spaceBytes(recordsBytes);
  }

  /** Length of the records so far. */
  int recordsBytes() {
    return recordsBytes;
  }

  /** The memory behind it, to be used again once it is written. */
  ByteBuffer buffer() {
    return buffer;
  }

  /** Whether a record with a payload of this length may still be added. */
  boolean hasRoom(int payloadBytes) {
    return finishedBytes == 0
        && buffer.remaining() >= LogRecord.HEAD_BYTES + payloadBytes + BatchFrame.END_BYTES;
  }

  /** Encodes a record that is no entry and no start, and returns its checksum. */
  int add(Checksum checksum, int chain, int kind, int group, long term, long index) {
    return add(checksum, chain, kind, 0, group, term, index);
  }

  /** Encodes a start and returns its checksum. */
  int add(Checksum checksum, int chain, int group, LogStart start, boolean resets) {
    starts.add(new Start(start, resets, entries.size()));
    int how = resets ? LogRecord.RESETS : LogRecord.KEEPS;
    return add(checksum, chain, LogRecord.START, how, group, start.term(), start.index());
  }

  private int add(
      Checksum checksum, int chain, int kind, int how, int group, long term, long index) {
    int value =
        LogRecord.encode(buffer, checksum, chain, kind, how, group, term, index, Bytes.EMPTY);
    recordsBytes = buffer.position() - BatchFrame.HEAD_BYTES;
    return value;
  }

  /** Encodes an entry and returns its checksum. */
  int add(Checksum checksum, int chain, int group, Entry entry) {
    if (entries.size() == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * offsets.length);
    }
    offsets[entries.size()] = offset + buffer.position();
    entries.add(entry);
    int value =
        LogRecord.encode(
            buffer,
            checksum,
            chain,
            LogRecord.ENTRY,
            entry.kind().number(),
            group,
            entry.term(),
            entry.index(),
            entry.payload());
    recordsBytes = buffer.position() - BatchFrame.HEAD_BYTES;
    return value;
  }

  /**
   * Closes the frame and gives the bytes to write; the batch takes no more records. Called again,
   * it gives the same bytes: what a full disk took a part of is written once more at the same
   * place, and whatever a crash leaves of both tries is what it leaves of one.
   */
  ByteBuffer finished(Checksum checksum, Sectors sectors, int syncedBytes) {
    if (finishedBytes == 0) {
      BatchFrame frame = new BatchFrame(offset, sequence, recordsBytes, syncedBytes, previous);
      frame.encodeHead(buffer, checksum);
      frame.encodeEnd(buffer, sectors);
      finishedBytes = buffer.position();
    }
    return buffer.clear().limit(finishedBytes);
  }

  /** The entries in it. */
  List<Entry> entries() {
    return entries;
  }

  /** The starts in it. */
  List<Start> starts() {
    return starts;
  }

  /** Where in the file the record of the i-th entry starts. */
  int offsetOf(int i) {
    return offsets[i];
  }
}
