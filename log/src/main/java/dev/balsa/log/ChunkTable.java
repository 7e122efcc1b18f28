package dev.balsa.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Lengths and fingerprints of those chunks of a snapshot that were cut where their content says.
 */
final class ChunkTable {
  /*
   * In a file, big-endian, for each chunk: 0 length of its content, 4 fingerprint. After the last
   * one a checksum over all of them. A table without chunks has no bytes.
   */
  static final int ENTRY_BYTES = Integer.BYTES + Fingerprint.BYTES;

  private static final int CHECKSUM_BYTES = 4;
  private static final int ENTRIES_AT_FIRST = 64;

  private ByteBuffer entries;

  ChunkTable() {
    this(ByteBuffer.allocate(ENTRIES_AT_FIRST * ENTRY_BYTES));
  }

  private ChunkTable(ByteBuffer entries) {
    this.entries = entries;
  }

  /** How many bytes of a file a table of so many chunks takes. */
  static long bytes(int chunks) {
    return chunks == 0 ? 0 : (long) chunks * ENTRY_BYTES + CHECKSUM_BYTES;
  }

  /**
   * The table that some bytes hold, which must not change any more, or null if they are not what
   * was written.
   */
  static @Nullable ChunkTable decode(ByteBuffer bytes, Checksum checksum) {
    int end = bytes.limit() - CHECKSUM_BYTES;
    if (bytes.limit() == 0) {
      return new ChunkTable(bytes);
    }
    if (end % ENTRY_BYTES != 0 || bytes.getInt(end) != checksum.of(bytes, 0, end)) {
      return null;
    }
    return new ChunkTable(bytes.duplicate().position(end));
  }

  /** The bytes to write. */
  ByteBuffer encode(Checksum checksum) {
    int end = entries.position();
    ByteBuffer bytes = ByteBuffer.allocate((int) bytes(size()));
    if (end > 0) {
      bytes.put(entries.duplicate().flip());
      bytes.putInt(checksum.of(bytes, 0, end));
    }
    return bytes.flip();
  }

  /** Adds a chunk at the end. */
  void add(int contentBytes, byte[] fingerprint) {
    if (entries.remaining() < ENTRY_BYTES) {
      entries = ByteBuffer.allocate(2 * entries.capacity()).put(entries.flip());
    }
    entries.putInt(contentBytes).put(fingerprint);
  }

  /** How many chunks it names. */
  int size() {
    return entries.position() / ENTRY_BYTES;
  }

  /** How long the content of a chunk is. */
  int contentBytes(int number) {
    return entries.getInt(number * ENTRY_BYTES);
  }

  /** Whether a chunk has this fingerprint. */
  boolean has(int number, byte[] fingerprint) {
    int at = number * ENTRY_BYTES + Integer.BYTES;
    return entries.slice(at, Fingerprint.BYTES).equals(ByteBuffer.wrap(fingerprint));
  }

  /** Whether a chunk has length and fingerprint of one of another table. */
  boolean same(int number, ChunkTable other, int otherNumber) {
    return entries
        .slice(number * ENTRY_BYTES, ENTRY_BYTES)
        .equals(other.entries.slice(otherNumber * ENTRY_BYTES, ENTRY_BYTES));
  }

  /** A number that is the same for the same fingerprint. */
  int hash(int number) {
    return entries.getInt(number * ENTRY_BYTES + Integer.BYTES);
  }
}
