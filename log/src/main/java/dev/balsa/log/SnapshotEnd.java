package dev.balsa.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The last bytes of a snapshot file.
 *
 * @param contentBytes length of the whole content
 * @param chunks number of chunks
 * @param wholeChecksum CRC32C of the whole content
 * @param tableChunks how many chunks the table before these bytes names
 */
record SnapshotEnd(long contentBytes, long chunks, int wholeChecksum, int tableChunks) {
  /*
   * Big-endian: 0 checksum of all that follows in it, 4 magic, 8 contentBytes, 16 chunks, 24
   * wholeChecksum, 28 tableChunks, which is zero in format version 2.
   */
  static final int BYTES = 32;

  private static final int MAGIC = 0x454e4421;

  /** The bytes to write. */
  ByteBuffer encode(Checksum checksum) {
    ByteBuffer end = ByteBuffer.allocate(BYTES);
    end.putInt(4, MAGIC).putLong(8, contentBytes).putLong(16, chunks);
    end.putInt(24, wholeChecksum).putInt(28, tableChunks);
    return end.putInt(0, checksum.of(end, Integer.BYTES, BYTES));
  }

  /** What some bytes hold, or null if no program has written them. */
  static @Nullable SnapshotEnd decode(ByteBuffer end, Checksum checksum) {
    boolean written =
        end.limit() == BYTES
            && end.getInt(0) == checksum.of(end, Integer.BYTES, BYTES)
            && end.getInt(4) == MAGIC
            && end.getInt(28) >= 0
            && end.getInt(28) <= LogSettings.SNAPSHOT_FINGERPRINTS_MOST;
    return written
        ? new SnapshotEnd(end.getLong(8), end.getLong(16), end.getInt(24), end.getInt(28))
        : null;
  }
}
