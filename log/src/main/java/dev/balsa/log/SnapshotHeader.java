package dev.balsa.log;

import dev.balsa.core.Bytes;
import dev.balsa.core.ConfigurationCodec;
import dev.balsa.core.SnapshotMeta;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The first sectors of a snapshot file; most often one is enough.
 *
 * @param owner the data directory it is in; whoever receives a snapshot puts its own here
 * @param group the Raft group
 * @param chunkBytes length of the longest chunk, with its head
 * @param meta what the snapshot stands for
 */
record SnapshotHeader(long owner, int group, int chunkBytes, SnapshotMeta meta) {
  /*
   * A file is this header, then chunks, a table of them and an end (see SnapshotScan). Header,
   * big-endian: 0
   * "BALSASNP", 8 checksum of all that follows in it, 12 version, 16 owner, 24 group, 28
   * chunkBytes, 32 index, 40 term, 48 length of the configuration, 52 configuration (see
   * ConfigurationCodec), then zeros to the end of a sector. The checksum covers all of that.
   */
  static final int BYTES_MIN = Sectors.SECTOR_BYTES;

  private static final long MAGIC = 0x42414c5341534e50L;
  private static final int VERSION = 3;

  /** All chunks but the last are of one length, and there is no table of them. */
  private static final int VERSION_WITHOUT_TABLE = 2;

  private static final int CONFIGURATION = 52;
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

  /**
   * How long the header is whose first sector this is; of one sector if that is not one this
   * version can read.
   */
  static int bytes(ByteBuffer sector) {
    int configurationBytes = sector.limit() < BYTES_MIN ? 0 : sector.getInt(48);
    boolean plausible =
        configurationBytes > 0
            && configurationBytes <= ConfigurationCodec.BYTES_MAX
            && sector.getLong(0) == MAGIC
            && isReadable(sector.getInt(12));
    return plausible ? Sectors.roundUp(CONFIGURATION + configurationBytes) : BYTES_MIN;
  }

  private static boolean isReadable(int version) {
    return version == VERSION || version == VERSION_WITHOUT_TABLE;
  }

  /** The sectors to write. */
  ByteBuffer encode() {
    Bytes configuration = ConfigurationCodec.encode(meta.configuration());
    int bytes = Sectors.roundUp(CONFIGURATION + configuration.length());
    ByteBuffer sectors = ByteBuffer.allocate(bytes);
    sectors.putLong(MAGIC).putInt(0).putInt(VERSION);
    sectors.putLong(owner).putInt(group).putInt(chunkBytes);
    sectors.putLong(meta.index()).putLong(meta.term());
    sectors.putInt(configuration.length()).put(configuration.toArray());
    sectors.clear();
    return sectors.putInt(8, new Checksum(0, 0).of(sectors, 12, bytes));
  }

  /** Why some sectors are not a header this version can read, or null if they are one. */
  static @Nullable String complaint(ByteBuffer sectors) {
    int bytes = bytes(sectors);
    if (sectors.limit() < bytes) {
      return "the file has " + sectors.limit() + " bytes, too few for a header";
    }
    if (sectors.getLong(0) != MAGIC
        || sectors.getInt(8) != new Checksum(0, 0).of(sectors, 12, bytes)) {
      return "the header does not match its checksum";
    }
    if (!isReadable(sectors.getInt(12))) {
      return "it has format version "
          + sectors.getInt(12)
          + ", and this program reads "
          + VERSION_WITHOUT_TABLE
          + " and "
          + VERSION;
    }
    int chunkBytes = sectors.getInt(28);
    if (chunkBytes < LogSettings.SNAPSHOT_CHUNK_BYTES_LEAST
        || chunkBytes > LogSettings.SNAPSHOT_CHUNK_BYTES_MOST) {
      return "the header holds numbers that no program writes";
    }
    try {
      decode(sectors);
      return null;
    } catch (IllegalArgumentException e) {
      return "the header holds what no program writes: " + e.getMessage();
    }
  }

  /** The header in some sectors that {@link #complaint} has nothing against. */
  static SnapshotHeader decode(ByteBuffer sectors) {
    int length = sectors.getInt(48);
    if (length < 1 || length > sectors.limit() - CONFIGURATION) {
      throw new IllegalArgumentException("a configuration of " + length + " bytes");
    }
    byte[] configuration = new byte[length];
    sectors.get(CONFIGURATION, configuration);
    SnapshotMeta meta =
        new SnapshotMeta(
            sectors.getLong(32),
            sectors.getLong(40),
            ConfigurationCodec.decode(Bytes.wrap(configuration)));
    return new SnapshotHeader(sectors.getLong(16), sectors.getInt(24), sectors.getInt(28), meta);
  }

  /** The same for another data directory. */
  SnapshotHeader withOwner(long newOwner) {
    return new SnapshotHeader(newOwner, group, chunkBytes, meta);
  }
}
