package dev.balsa.log;

import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of the stream as it will be: encodes what is appended into batches that wait to be
 * written, and decides where in which segment each of them goes. Touches no disk. For one thread.
 */
final class Pending {
  private static final int BUFFERS_KEPT = 4;

  private final LogSettings settings;
  private final Terms terms;
  private final ArrayDeque<Batch> batches = new ArrayDeque<>();
  private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();
  private Checksum checksum;
  private HardState hardState;
  private long segmentId;
  private int segmentBytes;
  private int offset;
  private long sequence;
  private int chain;

  /**
   * Goes on after what was recovered.
   *
   * @param segmentId number of the open segment
   * @param segmentBytes its length
   * @param offset where its next batch goes
   * @param sequence number of that batch
   * @param chain checksum of the last record
   */
  Pending(
      LogSettings settings,
      Terms terms,
      HardState hardState,
      long segmentId,
      int segmentBytes,
      int offset,
      long sequence,
      int chain) {
    this.settings = settings;
    this.terms = terms;
    this.hardState = hardState;
    this.segmentId = segmentId;
    this.segmentBytes = segmentBytes;
    this.offset = offset;
    this.sequence = sequence;
    this.chain = chain;
    this.checksum = new Checksum(settings.owner(), segmentId);
  }

  /** Index of the last entry appended. */
  long lastIndex() {
    return terms.lastIndex();
  }

  /** How much room the open segment has after all that waits; 0 if that needs another segment. */
  int roomBytes() {
    Batch last = batches.peekLast();
    for (Batch batch : batches) {
      if (batch.opens() != null) {
        return 0;
      }
    }
    return Math.max(0, usable() - (last == null ? offset : last.end()));
  }

  /** The batch to write next, or null if nothing waits. */
  @Nullable Batch first() {
    return batches.peekFirst();
  }

  /** Forgets the first batch, which was written. */
  void removeFirst() {
    Batch batch = batches.removeFirst();
    if (batches.isEmpty()) {
      offset = batch.end();
    }
  }

  /** Takes the memory of a batch back. */
  void recycle(ByteBuffer buffer) {
    if (buffer.capacity() == bufferBytes(0) && buffers.size() < BUFFERS_KEPT) {
      buffers.addLast(buffer);
    }
  }

  /**
   * Encodes term and vote, if given, then the start, if given, and then the entries.
   *
   * @throws IllegalArgumentException if they cannot come next or are too large; nothing is appended
   *     then
   */
  void append(@Nullable HardState newHardState, @Nullable LogStart start, List<Entry> entries) {
    check(newHardState, start, entries);
    if (newHardState != null) {
      Batch batch = batchFor(0);
      chain =
          batch.add(
              checksum,
              chain,
              LogRecord.HARD_STATE,
              settings.group(),
              newHardState.term(),
              newHardState.votedFor());
      hardState = newHardState;
    }
    if (start != null) {
      begin(start);
    }
    for (Entry entry : entries) {
      Batch batch = batchFor(entry.payload().length());
      chain = batch.add(checksum, chain, settings.group(), entry);
      terms.add(entry.index(), entry.term());
    }
  }

  private void begin(LogStart start) {
    boolean resets = !terms.holds(start);
    Batch batch = batchFor(0);
    chain = batch.add(checksum, chain, settings.group(), start, resets);
    if (resets) {
      terms.reset(start);
    } else {
      terms.discard(start);
    }
  }

  private void check(
      @Nullable HardState newHardState, @Nullable LogStart start, List<Entry> entries) {
    String complaint = newHardState == null ? null : Replay.complaint(hardState, newHardState);
    long termMax = newHardState == null ? hardState.term() : newHardState.term();
    if (complaint == null && start != null) {
      complaint = Replay.complaint(terms.start(), start, termMax);
    }
    for (int i = 0; i < entries.size() && complaint == null; i++) {
      Entry entry = entries.get(i);
      if (entry.payload().length() > settings.recordBytesMax()) {
        complaint =
            "entry "
                + entry.index()
                + " has "
                + entry.payload().length()
                + " bytes, and the most is "
                + settings.recordBytesMax();
      } else if (entry.term() > termMax) {
        complaint = Replay.newerThan(termMax, entry.index(), entry.term());
      } else if (i == 0) {
        complaint = complaint(start, entry);
      } else {
        complaint = complaint(entries.get(i - 1), entry);
      }
    }
    if (complaint != null) {
      throw new IllegalArgumentException("This cannot be appended to the log: " + complaint);
    }
  }

  /** What is wrong with the first entry after a start, if there is one. */
  private @Nullable String complaint(@Nullable LogStart start, Entry entry) {
    if (start == null || (terms.holds(start) && entry.index() > start.index())) {
      return terms.complaint(entry.index(), entry.term());
    }
    return entry.index() == start.index() + 1 && entry.term() >= start.term()
        ? null
        : "entry " + entry.index() + " of term " + entry.term() + " follows " + start;
  }

  private static @Nullable String complaint(Entry before, Entry entry) {
    return entry.index() == before.index() + 1 && entry.term() >= before.term()
        ? null
        : "entry "
            + entry.index()
            + " of term "
            + entry.term()
            + " follows entry "
            + before.index()
            + " of term "
            + before.term();
  }

  private Batch batchFor(int payloadBytes) {
    int recordBytes = LogRecord.HEAD_BYTES + payloadBytes;
    Batch last = batches.peekLast();
    if (last != null) {
      if (last.hasRoom(payloadBytes)
          && last.offset() + BatchFrame.spaceBytes(last.recordsBytes() + recordBytes) <= usable()) {
        return last;
      }
      offset = last.end();
    }
    SegmentHeader opens = null;
    if (offset + BatchFrame.spaceBytes(recordBytes) > usable()) {
      opens = nextSegment();
    }
    Batch batch = new Batch(opens, segmentId, offset, sequence, chain, buffer(payloadBytes));
    sequence++;
    batches.addLast(batch);
    return batch;
  }

  private SegmentHeader nextSegment() {
    segmentId++;
    segmentBytes = settings.segmentBytes();
    offset = SegmentHeader.BYTES;
    checksum = new Checksum(settings.owner(), segmentId);
    return new SegmentHeader(
        segmentId,
        settings.owner(),
        segmentBytes,
        settings.group(),
        terms.lastIndex() + 1,
        terms.lastTerm(),
        hardState,
        sequence,
        chain,
        terms.start());
  }

  /** The end mark needs the last sector. */
  private int usable() {
    return segmentBytes - Sectors.SECTOR_BYTES;
  }

  private ByteBuffer buffer(int payloadBytes) {
    int wanted = bufferBytes(payloadBytes);
    ByteBuffer kept = wanted == bufferBytes(0) ? buffers.pollLast() : null;
    return kept != null ? kept : ByteBuffer.allocateDirect(wanted);
  }

  private int bufferBytes(int payloadBytes) {
    int needed = BatchFrame.HEAD_BYTES + LogRecord.HEAD_BYTES + payloadBytes + BatchFrame.END_BYTES;
    return Math.max(settings.batchBytesMax(), needed);
  }
}
