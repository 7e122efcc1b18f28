package dev.balsa.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * CRC32C over a part of a buffer, begun with the owner and the number of the segment it belongs to:
 * bytes that are whole but come from another file do not match (rule D1). For one thread.
 */
final class Checksum {
  private final CRC32C crc = new CRC32C();
  private final byte[] seed;

  Checksum(long owner, long segmentId) {
    seed = ByteBuffer.allocate(2 * Long.BYTES).putLong(owner).putLong(segmentId).array();
  }

  /** The checksum of the bytes from {@code from} to {@code to}; leaves the buffer as it was. */
  int of(ByteBuffer bytes, int from, int to) {
    begin();
    add(bytes, from, to);
    return value();
  }

  /** Begins the checksum of bytes that come one part after the other. */
  void begin() {
    crc.reset();
    crc.update(seed, 0, seed.length);
  }

  /** Adds the bytes from {@code from} to {@code to}; leaves the buffer as it was. */
  void add(ByteBuffer bytes, int from, int to) {
    int position = bytes.position();
    int limit = bytes.limit();
    bytes.limit(to).position(from);
    crc.update(bytes);
    bytes.limit(limit).position(position);
  }

  /** The checksum of what was added since the beginning. */
  int value() {
    return (int) crc.getValue();
  }
}
