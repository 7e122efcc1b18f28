package dev.balsa.log;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One record of the stream, as found in a file.
 *
 * @param offset where it starts in the file
 * @param checksum its checksum, which is also the chain value the next record carries
 * @param previous the checksum of the record before it in the stream
 * @param kind one of the kinds below, or a number this version does not know
 * @param entryKind the number of an {@link EntryKind}; of a start, {@link #KEEPS} or {@link
 *     #RESETS}
 * @param group the Raft group
 * @param term term of the entry, of the hard state or of the start
 * @param index index of the entry or of the start, vote of the hard state, or number of the segment
 *     that follows
 * @param payloadBytes how many bytes follow the head
 */
record LogRecord(
    int offset,
    int checksum,
    int previous,
    int kind,
    int entryKind,
    int group,
    long term,
    long index,
    int payloadBytes) {
  /*
   * Layout, big-endian: 0 checksum of all that follows, 4 payload length, 8 previous, 12 kind (1
   * byte), 13 entry kind (1 byte), 14 zero (2 bytes), 16 group, 20 term, 28 index, 36 payload. The
   * checksum also covers owner and segment number (see Checksum), so with "previous" inside it
   * covers all that rule D1 asks.
   */
  static final int HEAD_BYTES = 36;

  /** Term and vote (Figure 2, State: currentTerm and votedFor). */
  static final int HARD_STATE = 1;

  /** An entry; one whose index is not beyond the last one cuts the log there first. */
  static final int ENTRY = 2;

  /** The last record of a segment: a following segment exists. */
  static final int SEAL = 3;

  /** From now on the log begins after an entry, for which a snapshot stands (§7). */
  static final int START = 4;

  /** A start after an entry the log holds; what comes after it stays. */
  static final int KEEPS = 0;

  /** A start after an entry the log does not hold; the log is empty after it. */
  static final int RESETS = 1;

  /** Writes a record at the buffer's position and returns its checksum. */
  static int encode(
      ByteBuffer into,
      Checksum checksum,
      int previous,
      int kind,
      int entryKind,
      int group,
      long term,
      long index,
      Bytes payload) {
    int start = into.position();
    into.putInt(0).putInt(payload.length()).putInt(previous);
    into.put((byte) kind).put((byte) entryKind).putShort((short) 0);
    into.putInt(group).putLong(term).putLong(index);
    into.put(payload.sharedArray(), payload.sharedOffset(), payload.length());
    int value = checksum.of(into, start + Integer.BYTES, into.position());
    into.putInt(start, value);
    return value;
  }

  /** The record at an offset, or null unless it lies before the limit, whole and unchanged. */
  static @Nullable LogRecord decode(ByteBuffer file, int offset, int limit, Checksum checksum) {
    if (limit - offset < HEAD_BYTES) {
      return null;
    }
    int payloadBytes = file.getInt(offset + 4);
    if (payloadBytes < 0 || payloadBytes > limit - offset - HEAD_BYTES) {
      return null;
    }
    int value = file.getInt(offset);
    if (checksum.of(file, offset + Integer.BYTES, offset + HEAD_BYTES + payloadBytes) != value) {
      return null;
    }
    return unchecked(file, offset, offset);
  }

  /**
   * What the head of a record says; nothing of it is proved before the checksum is.
   *
   * @param at where in the buffer the head starts
   * @param offset where it starts in the file
   */
  static LogRecord unchecked(ByteBuffer bytes, int at, int offset) {
    return new LogRecord(
        offset,
        bytes.getInt(at),
        bytes.getInt(at + 8),
        bytes.get(at + 12) & 0xff,
        bytes.get(at + 13) & 0xff,
        bytes.getInt(at + 16),
        bytes.getLong(at + 20),
        bytes.getLong(at + 28),
        bytes.getInt(at + 4));
  }

  /** Where the next record starts. */
  int end() {
    return offset + HEAD_BYTES + payloadBytes;
  }

  /** A copy of the payload, from the buffer this record was found in. */
  Bytes payload(ByteBuffer file) {
    byte[] payload = new byte[payloadBytes];
    file.get(offset + HEAD_BYTES, payload);
    return Bytes.wrap(payload);
  }

  /**
   * The entry this record holds, with a copy of its payload.
   *
   * @throws IllegalArgumentException if this version does not know its kind
   */
  Entry entry(ByteBuffer file) {
    return new Entry(index, term, EntryKind.of(entryKind), payload(file));
  }

  /** The start this record holds; its numbers must be positive. */
  LogStart start() {
    return new LogStart(index, term);
  }

  /** The hard state this record holds. */
  HardState hardState() {
    return new HardState(term, index);
  }
}
