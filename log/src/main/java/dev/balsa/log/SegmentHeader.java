package dev.balsa.log;

import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The first sector of a segment: where in the stream it starts, so that it can be checked against
 * the segment before it.
 *
 * @param id number of the segment, from 1 without gaps
 * @param owner the data directory it was written in
 * @param segmentBytes length of the file
 * @param group the Raft group
 * @param firstIndex one more than the last index when the segment was begun
 * @param lastTerm the term of that last entry, 0 if there was none
 * @param hardState term and vote then
 * @param sequence number of the first batch in the segment
 * @param chain checksum of the last record before the segment
 * @param start where the log began then; the proof that earlier segments may be gone, if the log
 *     held nothing
 */
record SegmentHeader(
    long id,
    long owner,
    int segmentBytes,
    int group,
    long firstIndex,
    long lastTerm,
    HardState hardState,
    long sequence,
    int chain,
    LogStart start) {
  /*
   * Layout, big-endian: 0 "BALSALOG", 8 checksum of all that follows in the sector, 12 version, 16
   * id, 24 owner, 32 segmentBytes, 36 group, 40 firstIndex, 48 lastTerm, 56 term, 64 vote, 72
   * sequence, 80 chain, 84 start index, 92 start term, 100 zeros. The checksum is not mixed with
   * the owner, so that a foreign file can be named as such. Version 1 had zeros from 84 on and no
   * START records: it reads as a log that begins at entry 1.
   */
  static final int BYTES = Sectors.SECTOR_BYTES;

  private static final long MAGIC = 0x42414c53414c4f47L;
  private static final int VERSION = 2;
  private static final int VERSION_OLDEST = 1;
  private static final String SUFFIX = ".segment";
  private static final String NEW = ".new";

  /** The name of the file of a segment. */
  static String fileName(long id) {
    String digits = Long.toString(id);
    return "0".repeat(Math.max(0, 10 - digits.length())) + digits + SUFFIX;
  }

  /** The name of that file until it is complete. */
  static String newFileName(long id) {
    return fileName(id) + NEW;
  }

  /** The number in the name of a segment's file, or 0 if it is the name of something else. */
  static long idOf(String fileName) {
    int digits = fileName.length() - SUFFIX.length();
    if (digits < 10 || digits > 18 || !fileName.endsWith(SUFFIX)) {
      return 0;
    }
    long id = 0;
    for (int i = 0; i < digits; i++) {
      char digit = fileName.charAt(i);
      if (digit < '0' || digit > '9') {
        return 0;
      }
      id = id * 10 + (digit - '0');
    }
    return fileName(id).equals(fileName) ? id : 0;
  }

  /** Whether this is the name of a segment that was not completed. */
  static boolean isNew(String fileName) {
    return idOfNew(fileName) > 0;
  }

  /** The number in the name of a segment that was not completed, or 0 if it is not such a name. */
  static long idOfNew(String fileName) {
    return fileName.endsWith(NEW)
        ? idOf(fileName.substring(0, fileName.length() - NEW.length()))
        : 0;
  }

  /** The sector to write. */
  ByteBuffer encode() {
    ByteBuffer sector = ByteBuffer.allocate(BYTES);
    sector.putLong(MAGIC).putInt(0).putInt(VERSION).putLong(id).putLong(owner);
    sector.putInt(segmentBytes).putInt(group).putLong(firstIndex).putLong(lastTerm);
    sector.putLong(hardState.term()).putLong(hardState.votedFor()).putLong(sequence).putInt(chain);
    sector.putLong(start.index()).putLong(start.term());
    sector.clear();
    return sector.putInt(8, new Checksum(0, 0).of(sector, 12, BYTES));
  }

  /** Why the start of a file is not a header this version can read, or null if it is one. */
  static @Nullable String complaint(ByteBuffer file) {
    return complaint(file, file.limit());
  }

  /** The same for a buffer that holds only the start of a file of this length. */
  static @Nullable String complaint(ByteBuffer file, long fileBytes) {
    if (file.limit() < BYTES) {
      return "the file has " + file.limit() + " bytes, too few for a header";
    }
    if (file.getLong(0) != MAGIC || file.getInt(8) != new Checksum(0, 0).of(file, 12, BYTES)) {
      return "the segment's header does not match its checksum";
    }
    int version = file.getInt(12);
    if (version < VERSION_OLDEST || version > VERSION) {
      return "the segment has format version "
          + version
          + ", and this program reads "
          + VERSION_OLDEST
          + " to "
          + VERSION;
    }
    if (!startFits(file)) {
      return "the header's start of the log does not fit its first entry";
    }
    if (file.getInt(32) != fileBytes) {
      return "the file has " + fileBytes + " bytes instead of " + file.getInt(32);
    }
    return null;
  }

  /** The header at the start of a file that {@link #complaint} has nothing against. */
  static SegmentHeader decode(ByteBuffer file) {
    return new SegmentHeader(
        file.getLong(16),
        file.getLong(24),
        file.getInt(32),
        file.getInt(36),
        file.getLong(40),
        file.getLong(48),
        new HardState(file.getLong(56), file.getLong(64)),
        file.getLong(72),
        file.getInt(80),
        new LogStart(file.getLong(84), file.getLong(92)));
  }

  private static boolean startFits(ByteBuffer file) {
    long index = file.getLong(84);
    long term = file.getLong(92);
    return index >= 0
        && term >= 0
        && (index == 0) == (term == 0)
        && index < file.getLong(40)
        && (file.getLong(40) == 1) == (file.getLong(48) == 0)
        && file.getLong(48) >= term;
  }
}
