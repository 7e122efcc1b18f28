package dev.balsa.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Checks a sealed segment piece by piece, in memory that does not depend on its length. For one
 * thread.
 */
final class SealedScan {
  /*
   * It is a machine that is fed bytes: each part of the file, a header, the head of a batch or of a
   * record, a payload, the end of a batch, says how long the next one is. Payloads go through the
   * checksum and are not kept. The verdict is whether everything is as it must be up to the mark
   * that seals the segment; what is wrong, and where, SegmentScan can tell, which needs the whole
   * file.
   */

  private enum Part {
    HEADER,
    FRAME,
    RECORD,
    PAYLOAD,
    END,
    /** The segment is sealed; what follows does not count. */
    REST,
    WRONG
  }

  /** The longest part that is kept: the end of a batch and the rest of its last sector. */
  private static final int PART_BYTES_MAX = 2 * Sectors.SECTOR_BYTES;

  private final LogSettings settings;
  private final long id;
  private final long fileBytes;
  private final Checksum checksum;
  private final Sectors sectors;
  private final ByteBuffer part = ByteBuffer.allocate(PART_BYTES_MAX);

  private Part now = Part.HEADER;
  private int wanted = SegmentHeader.BYTES;
  private int offset;
  private int chain;
  private long sequence;
  private int recordsEnd;
  private int frameEnd;
  private @Nullable LogRecord record;
  private long nextId;

  /**
   * Expects a file from its start.
   *
   * @param settings whose log it must belong to
   * @param id the segment it must be
   * @param fileBytes how long the file is
   */
  SealedScan(LogSettings settings, long id, long fileBytes) {
    this.settings = settings;
    this.id = id;
    this.fileBytes = fileBytes;
    this.checksum = new Checksum(settings.owner(), id);
    this.sectors = new Sectors(settings.owner(), id);
  }

  /** Takes the next bytes of the file, all that remain in the buffer. */
  void add(ByteBuffer piece) {
    while (wanted > 0 && piece.hasRemaining()) {
      int length = Math.min(wanted, piece.remaining());
      int from = piece.position();
      if (now == Part.PAYLOAD) {
        checksum.add(piece, from, from + length);
      } else {
        part.put(piece.slice(from, length));
      }
      piece.position(from + length);
      offset += length;
      wanted -= length;
      if (wanted == 0) {
        part.flip();
        whole();
        part.clear();
      }
    }
  }

  /** Whether the segment is whole, says that the one after it follows, and nothing is wrong. */
  boolean isSound() {
    return now == Part.REST && nextId == id + 1;
  }

  private void expect(Part next, int bytes) {
    now = next;
    wanted = bytes;
  }

  private void wrong() {
    expect(Part.WRONG, 0);
  }

  private void whole() {
    switch (now) {
      case HEADER -> header();
      case FRAME -> frame();
      case RECORD -> record();
      case PAYLOAD -> payload();
      case END -> end();
      case REST, WRONG -> throw new IllegalStateException("nothing is expected any more");
    }
  }

  private void header() {
    if (SegmentHeader.complaint(part, fileBytes) != null) {
      wrong();
      return;
    }
    SegmentHeader header = SegmentHeader.decode(part);
    chain = header.chain();
    sequence = header.sequence();
    if (header.id() == id
        && header.owner() == settings.owner()
        && header.group() == settings.group()) {
      expect(Part.FRAME, BatchFrame.HEAD_BYTES);
    } else {
      wrong();
    }
  }

  private void frame() {
    BatchFrame frame =
        BatchFrame.decode(part, 0, offset - BatchFrame.HEAD_BYTES, fileBytes, checksum);
    if (frame == null || frame.sequence() != sequence || frame.previous() != chain) {
      wrong();
      return;
    }
    recordsEnd = frame.recordsEnd();
    frameEnd = frame.end();
    next();
  }

  /** A record follows, or the end of the batch; behind the mark that seals, only that. */
  private void next() {
    int left = recordsEnd - offset;
    if (left == 0) {
      expect(Part.END, frameEnd - offset);
    } else if (left < LogRecord.HEAD_BYTES || nextId != 0) {
      wrong();
    } else {
      expect(Part.RECORD, LogRecord.HEAD_BYTES);
    }
  }

  private void record() {
    LogRecord head = LogRecord.unchecked(part, 0, offset - LogRecord.HEAD_BYTES);
    record = head;
    if (head.payloadBytes() < 0 || head.payloadBytes() > recordsEnd - offset) {
      wrong();
      return;
    }
    checksum.begin();
    checksum.add(part, Integer.BYTES, LogRecord.HEAD_BYTES);
    if (head.payloadBytes() == 0) {
      payload();
    } else {
      expect(Part.PAYLOAD, head.payloadBytes());
    }
  }

  private void payload() {
    LogRecord read = record;
    if (read == null
        || read.checksum() != checksum.value()
        || read.previous() != chain
        || read.group() != settings.group()) {
      wrong();
      return;
    }
    if (read.kind() == LogRecord.SEAL) {
      nextId = read.index();
    } else {
      chain = read.checksum();
    }
    next();
  }

  private void end() {
    for (int i = 0; i < BatchFrame.END_BYTES; i++) {
      if (part.get(i) != (byte) ~sectors.at(recordsEnd + i)) {
        wrong();
        return;
      }
    }
    if (!sectors.hold(
        part, BatchFrame.END_BYTES, part.limit(), recordsEnd + BatchFrame.END_BYTES)) {
      wrong();
      return;
    }
    sequence++;
    if (nextId != 0) {
      expect(Part.REST, 0);
    } else if (offset + BatchFrame.HEAD_BYTES > fileBytes) {
      wrong();
    } else {
      expect(Part.FRAME, BatchFrame.HEAD_BYTES);
    }
  }
}
