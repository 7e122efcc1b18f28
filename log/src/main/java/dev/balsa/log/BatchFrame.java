package dev.balsa.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The frame around the records of one write. A batch starts at a sector of its own, so that a
 * sector that was synced is never written again.
 *
 * @param offset where the frame starts in the file, a multiple of 512
 * @param sequence counts the batches of the log, from 1
 * @param recordsBytes length of the records between frame head and frame end
 * @param syncedBytes how much of this file was durable when the batch was written: the sync mark of
 *     rule D2
 * @param previous checksum of the last record before the batch
 */
record BatchFrame(int offset, long sequence, int recordsBytes, int syncedBytes, int previous) {
  /*
   * Layout, big-endian: 0 checksum of the other 28 bytes, 4 magic, 8 sequence, 16 offset in
   * sectors, 20 recordsBytes, 24 syncedBytes in sectors, 28 previous. The offset inside catches a
   * sector that was written to the wrong place. After the records come END_BYTES in which every bit
   * is the opposite of the pattern: where they are there, the whole write reached its end, and
   * where the pattern is there instead, it did not.
   */
  static final int HEAD_BYTES = 32;
  static final int END_BYTES = 8;

  private static final int MAGIC = 0x42_41_54_43;

  /** What a batch with one record of this many bytes takes in the file. */
  static int spaceBytes(int recordsBytes) {
    return Sectors.roundUp(HEAD_BYTES + recordsBytes + END_BYTES);
  }

  /** Writes the head at the start of a buffer, without moving its position. */
  void encodeHead(ByteBuffer into, Checksum checksum) {
    into.putInt(4, MAGIC).putLong(8, sequence).putInt(16, offset / Sectors.SECTOR_BYTES);
    into.putInt(20, recordsBytes)
        .putInt(24, syncedBytes / Sectors.SECTOR_BYTES)
        .putInt(28, previous);
    into.putInt(0, checksum.of(into, Integer.BYTES, HEAD_BYTES));
  }

  /**
   * Writes the end at the buffer's position, which is the position {@code offset + HEAD_BYTES +
   * recordsBytes} of the file.
   */
  void encodeEnd(ByteBuffer into, Sectors sectors) {
    for (int i = 0; i < END_BYTES; i++) {
      into.put((byte) ~sectors.at(recordsEnd() + i));
    }
  }

  /**
   * The frame that starts at an offset of the file, or null if there is no whole and unchanged head
   * for this place.
   */
  static @Nullable BatchFrame decode(ByteBuffer file, int offset, Checksum checksum) {
    return decode(file, offset, offset, file.limit(), checksum);
  }

  /**
   * The same from a buffer that need not hold more than the head.
   *
   * @param at where in the buffer the head starts
   * @param offset where it starts in the file
   * @param fileBytes how long the file is
   */
  static @Nullable BatchFrame decode(
      ByteBuffer bytes, int at, int offset, long fileBytes, Checksum checksum) {
    if (bytes.limit() - at < HEAD_BYTES || bytes.getInt(at + 4) != MAGIC) {
      return null;
    }
    int recordsBytes = bytes.getInt(at + 20);
    boolean fits = recordsBytes >= 0 && recordsBytes <= fileBytes - offset - HEAD_BYTES - END_BYTES;
    boolean here = bytes.getInt(at + 16) == offset / Sectors.SECTOR_BYTES;
    if (!fits
        || !here
        || bytes.getInt(at) != checksum.of(bytes, at + Integer.BYTES, at + HEAD_BYTES)) {
      return null;
    }
    return new BatchFrame(
        offset,
        bytes.getLong(at + 8),
        recordsBytes,
        bytes.getInt(at + 24) * Sectors.SECTOR_BYTES,
        bytes.getInt(at + 28));
  }

  /** Where the first record starts. */
  int recordsStart() {
    return offset + HEAD_BYTES;
  }

  /** Where the last record ends. */
  int recordsEnd() {
    return recordsStart() + recordsBytes;
  }

  /** Where the next batch may start. */
  int end() {
    return Sectors.roundUp(recordsEnd() + END_BYTES);
  }

  /** Whether the frame's end is there and the rest of its last sector was never written. */
  boolean ended(ByteBuffer file, Sectors sectors) {
    for (int i = 0; i < END_BYTES; i++) {
      if (file.get(recordsEnd() + i) != (byte) ~sectors.at(recordsEnd() + i)) {
        return false;
      }
    }
    return sectors.untouched(file, recordsEnd() + END_BYTES, end());
  }

  /**
   * Whether a write of this batch that was cut off could have left what the file holds: some sector
   * of it was never reached, or its last bytes were not.
   */
  boolean torn(ByteBuffer file, Sectors sectors) {
    for (int sector = offset; sector < end(); sector += Sectors.SECTOR_BYTES) {
      if (sectors.untouched(file, sector, sector + Sectors.SECTOR_BYTES)) {
        return true;
      }
    }
    int reached = 0;
    while (reached < END_BYTES
        && file.get(recordsEnd() + reached) == (byte) ~sectors.at(recordsEnd() + reached)) {
      reached++;
    }
    return reached < END_BYTES && sectors.untouched(file, recordsEnd() + reached, end());
  }
}
