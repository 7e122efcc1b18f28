package dev.balsa.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks through the records of one segment and decides how it ends: cleanly, torn, sealed or
 * damaged. For one thread.
 */
final class SegmentScan {
  /*
   * Rule D2. A write that was cut off by a crash leaves some of its sectors as they were, that is
   * holding the pattern, or, if only the process died, stops at a byte after which everything holds
   * the pattern. A write that was synced left no such place. So a batch that does not check out was
   * torn exactly if such a place is found in it and no later batch says that it was synced;
   * everything else is rot. Limit: a synced batch at the very end of the log of which one sector,
   * or the last eight bytes, turned into exactly the pattern looks torn.
   */

  /** Takes the records in order. */
  interface Visitor {
    /** What is wrong with a record that follows the ones before, or null if nothing is. */
    @Nullable String accept(LogRecord record, ByteBuffer file);
  }

  /** How a segment ends. */
  sealed interface End {
    /** Nothing was written after this offset. */
    record Open(int offset) implements End {}

    /**
     * The batch at this offset was cut off while it was written; its records up to {@code
     * recordsEnd} are whole.
     */
    record Torn(int offset, int recordsEnd) implements End {}

    /**
     * The segment was left for the one with this number; the end mark is the batch at this offset.
     */
    record Sealed(int offset, long nextId) implements End {}

    /** What was durable here is not what was written. */
    record Damaged(int offset, String why) implements End {}
  }

  private final SegmentHeader header;
  private final ByteBuffer file;
  private final Sectors sectors;
  private final Checksum checksum;

  private int chain;
  private long sequence;
  private int recordsEnd;

  /** For a file whose header has been read; the buffer holds the whole file. */
  SegmentScan(SegmentHeader header, ByteBuffer file) {
    this.header = header;
    this.file = file;
    this.sectors = new Sectors(header.owner(), header.id());
    this.checksum = new Checksum(header.owner(), header.id());
    this.chain = header.chain();
    this.sequence = header.sequence();
  }

  /** The checksum of the last record that counts. */
  int chain() {
    return chain;
  }

  /** The number of the batch after the last whole one. */
  long sequence() {
    return sequence;
  }

  /** Visits all records that count. */
  End run(Visitor visitor) {
    int offset = SegmentHeader.BYTES;
    while (offset < file.limit()) {
      BatchFrame frame = BatchFrame.decode(file, offset, checksum);
      if (frame == null) {
        return withoutFrame(offset);
      }
      if (frame.sequence() != sequence || frame.previous() != chain) {
        return new End.Damaged(offset, "a batch does not continue the one before it");
      }
      End end = batch(frame, visitor);
      if (end != null) {
        return end;
      }
      sequence++;
      offset = frame.end();
    }
    return new End.Open(offset);
  }

  /**
   * The next batch at or after an offset whose head is whole, to go on after damage; null if there
   * is none.
   */
  @Nullable BatchFrame next(int offset) {
    for (int sector = offset; sector < file.limit(); sector += Sectors.SECTOR_BYTES) {
      BatchFrame frame = BatchFrame.decode(file, sector, checksum);
      if (frame != null) {
        return frame;
      }
    }
    return null;
  }

  /** Goes on after damage, at a batch found by {@link #next}. */
  End resume(BatchFrame frame, Visitor visitor) {
    chain = frame.previous();
    sequence = frame.sequence();
    End end = batch(frame, visitor);
    sequence++;
    return end == null ? new End.Open(frame.end()) : end;
  }

  private End withoutFrame(int offset) {
    boolean unreached = sectors.untouched(file, offset, offset + Sectors.SECTOR_BYTES);
    if (unreached || sectors.untouched(file, offset + BatchFrame.HEAD_BYTES, file.limit())) {
      boolean nothing = unreached && sectors.untouched(file, offset, file.limit());
      return unlessSynced(offset, nothing ? new End.Open(offset) : new End.Torn(offset, offset));
    }
    return new End.Damaged(offset, "the head of a batch does not match its checksum");
  }

  private @Nullable End batch(BatchFrame frame, Visitor visitor) {
    recordsEnd = frame.recordsStart();
    while (recordsEnd < frame.recordsEnd()) {
      LogRecord record = LogRecord.decode(file, recordsEnd, frame.recordsEnd(), checksum);
      if (record == null) {
        return tornOr(frame, recordsEnd, "a record does not match its checksum");
      }
      if (record.previous() != chain) {
        return new End.Damaged(recordsEnd, "a record does not continue the one before it");
      }
      if (record.group() != header.group()) {
        return new End.Damaged(
            recordsEnd, "a record belongs to group " + record.group() + ", not " + header.group());
      }
      if (record.kind() == LogRecord.SEAL && frame.ended(file, sectors)) {
        return new End.Sealed(frame.offset(), record.index());
      }
      String complaint = record.kind() == LogRecord.SEAL ? null : visitor.accept(record, file);
      if (complaint != null) {
        return new End.Damaged(recordsEnd, complaint);
      }
      chain = record.kind() == LogRecord.SEAL ? chain : record.checksum();
      recordsEnd = record.end();
    }
    return frame.ended(file, sectors)
        ? null
        : tornOr(frame, recordsEnd, "the end of a batch is not what was written");
  }

  private End tornOr(BatchFrame frame, int at, String why) {
    return frame.torn(file, sectors)
        ? unlessSynced(frame.offset(), new End.Torn(frame.offset(), at))
        : new End.Damaged(at, why);
  }

  private End unlessSynced(int offset, End end) {
    for (BatchFrame later = next(offset + Sectors.SECTOR_BYTES);
        later != null;
        later = next(later.offset() + Sectors.SECTOR_BYTES)) {
      if (later.syncedBytes() > offset) {
        return new End.Damaged(
            offset, "nothing whole is here, but a later batch says that this part was synced");
      }
    }
    return end;
  }
}
