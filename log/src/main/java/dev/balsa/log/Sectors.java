package dev.balsa.log;

import java.nio.ByteBuffer;

/**
 * The unit a disk writes at one stroke, and the pattern that an unwritten one holds.
 *
 * <p>A new segment is filled with a pattern of its own before it is used. A sector that still holds
 * it was never reached by a write; that is how a torn write is told from rot (rule D2). The pattern
 * is not zero, because a sector that a disk or file system lost reads as zero, and it depends on
 * owner and segment, so that no payload holds it by chance or by design.
 */
final class Sectors {
  /** What disks write at one stroke. */
  static final int SECTOR_BYTES = 512;

  private final long pattern;

  Sectors(long owner, long segmentId) {
    pattern = mixed(owner ^ mixed(segmentId));
  }

  /** The start of the next sector, unless this is one. */
  static int roundUp(int offset) {
    return (offset + SECTOR_BYTES - 1) & -SECTOR_BYTES;
  }

  /** The byte of the pattern at an offset of the file. */
  byte at(int offset) {
    return (byte) (pattern >>> (8 * (7 - (offset & 7))));
  }

  /**
   * Whether bytes of a part of the file are the pattern.
   *
   * @param bytes hold the part, or more
   * @param from where in them to begin
   * @param to where in them to end
   * @param offset where in the file the byte at {@code from} lies
   */
  boolean hold(ByteBuffer bytes, int from, int to, int offset) {
    long here = Long.rotateLeft(pattern, Byte.SIZE * (offset & 7));
    int at = from;
    for (; at <= to - Long.BYTES; at += Long.BYTES) {
      if (bytes.getLong(at) != here) {
        return false;
      }
    }
    for (; at < to; at++) {
      if (bytes.get(at) != at(offset + at - from)) {
        return false;
      }
    }
    return true;
  }

  /** Fills a buffer whose length and place in the file are multiples of 8. */
  void fill(ByteBuffer into) {
    while (into.hasRemaining()) {
      into.putLong(pattern);
    }
  }

  /** Whether a part of the file was never written, if the buffer holds the file from its start. */
  boolean untouched(ByteBuffer file, int from, int to) {
    return hold(file, from, to, from);
  }

  /** Stafford's mix 13 (the finaliser of SplitMix64). */
  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31) ^ 0x62616c73612e2e2eL;
  }
}
