package dev.balsa.log;

import dev.balsa.core.Bytes;
import java.nio.ByteBuffer;

/**
 * One entry of the {@link Journal}: bytes that belong into the segment of a group.
 *
 * @param group the group
 * @param segmentId number of the segment
 * @param position where in its file, in bytes
 * @param part which one of what was committed together for this segment, from 0
 * @param parts how many there are
 * @param bytes what belongs there
 */
record JournalRecord(int group, long segmentId, int position, int part, int parts, Bytes bytes) {
  /*
   * Layout, big-endian: 0 group, 4 segment, 12 position, 16 part, 20 parts, 24 bytes.
   */
  static final int HEAD_BYTES = 24;

  /** Its payload without part and parts, with bytes that are taken out of a buffer. */
  static byte[] payload(int group, long segmentId, int position, ByteBuffer from, int length) {
    byte[] payload = new byte[HEAD_BYTES + length];
    from.get(payload, HEAD_BYTES, length);
    ByteBuffer.wrap(payload).putInt(group).putLong(segmentId).putInt(position);
    return payload;
  }

  /** Says in a payload which part it is. */
  static Bytes numbered(byte[] payload, int part, int parts) {
    ByteBuffer.wrap(payload).putInt(16, part).putInt(20, parts);
    return Bytes.wrap(payload);
  }

  /** What a payload says. */
  static JournalRecord decode(Bytes payload) {
    ByteBuffer head = buffer(payload);
    return new JournalRecord(
        head.getInt(),
        head.getLong(),
        head.getInt(),
        head.getInt(),
        head.getInt(),
        payload.slice(HEAD_BYTES, payload.length()));
  }

  /** Its bytes, to be written. */
  ByteBuffer buffer() {
    return buffer(bytes);
  }

  private static ByteBuffer buffer(Bytes bytes) {
    return ByteBuffer.wrap(bytes.sharedArray(), bytes.sharedOffset(), bytes.length());
  }
}
