package dev.balsa.log;

import dev.balsa.core.Configuration;
import dev.balsa.core.SnapshotMeta;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first sector of a snapshot file.
 *
 * @param owner the data directory it is in; whoever receives a snapshot puts its own here
 * @param group the Raft group
 * @param chunkBytes length of a chunk with its head; the last one may be shorter
 * @param meta what the snapshot stands for
 */
record SnapshotHeader(long owner, int group, int chunkBytes, SnapshotMeta meta) {
  /*
   * A file is this header, then chunks, then an end (see SnapshotScan). Header, big-endian: 0
   * "BALSASNP", 8 checksum of all that follows in the sector, 12 version, 16 owner, 24 group, 28
   * chunkBytes, 32 index, 40 term, 48 number of voters, 52 voters, then zeros.
   */
  static final int BYTES = Sectors.SECTOR_BYTES;

  private static final long MAGIC = 0x42414c5341534e50L;
  private static final int VERSION = 1;
  private static final int VOTERS = 52;
  private static final String PREFIX = "snapshot-";
  private static final String SUFFIX = ".snap";
  private static final String NEW = ".new";

  /** The name of the file of a snapshot: its index and its term. */
  static String fileName(long index, long term) {
    return String.format("%s%016x-%016x%s", PREFIX, index, term, SUFFIX);
  }

  /** The name of the file of a snapshot. */
  static String fileName(SnapshotMeta meta) {
    return fileName(meta.index(), meta.term());
  }

  /**
   * The name of that file until it is complete.
   *
   * @param ordinal tells several in the making apart
   */
  static String newFileName(SnapshotMeta meta, long ordinal) {
    return fileName(meta) + "." + ordinal + NEW;
  }

  /** Whether this is the name of a complete snapshot; sorted, these names ascend by index. */
  static boolean isSnapshot(String fileName) {
    return fileName.startsWith(PREFIX)
        && fileName.endsWith(SUFFIX)
        && fileName.length() == fileName(1, 1).length();
  }

  /** Whether this is the name of a snapshot that was not completed. */
  static boolean isNew(String fileName) {
    return fileName.startsWith(PREFIX) && fileName.endsWith(NEW);
  }

  /** The sector to write. */
  ByteBuffer encode() {
    ByteBuffer sector = ByteBuffer.allocate(BYTES);
    sector.putLong(MAGIC).putInt(0).putInt(VERSION).putLong(owner).putInt(group).putInt(chunkBytes);
    sector.putLong(meta.index()).putLong(meta.term());
    List<Long> voters = meta.configuration().voters();
    sector.putInt(voters.size());
    for (long voter : voters) {
      sector.putLong(voter);
    }
    sector.clear();
    return sector.putInt(8, new Checksum(0, 0).of(sector, 12, BYTES));
  }

  /** Why a sector is not a header this version can read, or null if it is one. */
  static @Nullable String complaint(ByteBuffer sector) {
    if (sector.limit() < BYTES) {
      return "the file has " + sector.limit() + " bytes, too few for a header";
    }
    if (sector.getLong(0) != MAGIC
        || sector.getInt(8) != new Checksum(0, 0).of(sector, 12, BYTES)) {
      return "the header does not match its checksum";
    }
    if (sector.getInt(12) != VERSION) {
      return "it has format version " + sector.getInt(12) + ", and this program reads " + VERSION;
    }
    int chunkBytes = sector.getInt(28);
    int voters = sector.getInt(48);
    boolean plausible =
        chunkBytes >= LogSettings.SNAPSHOT_CHUNK_BYTES_LEAST
            && chunkBytes <= LogSettings.SNAPSHOT_CHUNK_BYTES_MOST
            && sector.getLong(32) > 0
            && sector.getLong(40) > 0
            && voters > 0
            && voters <= Configuration.VOTERS_MAX;
    long before = 0;
    for (int i = 0; plausible && i < voters; i++) {
      long voter = sector.getLong(VOTERS + i * Long.BYTES);
      plausible = voter > before;
      before = voter;
    }
    return plausible ? null : "the header holds numbers that no program writes";
  }

  /** The header in a sector that {@link #complaint} has nothing against. */
  static SnapshotHeader decode(ByteBuffer sector) {
    List<Long> voters = new ArrayList<>();
    for (int i = 0; i < sector.getInt(48); i++) {
      voters.add(sector.getLong(VOTERS + i * Long.BYTES));
    }
    SnapshotMeta meta =
        new SnapshotMeta(sector.getLong(32), sector.getLong(40), new Configuration(voters));
    return new SnapshotHeader(sector.getLong(16), sector.getInt(24), sector.getInt(28), meta);
  }

  /** The same for another data directory. */
  SnapshotHeader withOwner(long newOwner) {
    return new SnapshotHeader(newOwner, group, chunkBytes, meta);
  }
}
