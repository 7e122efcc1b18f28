package dev.balsa.net;

import io.netty.buffer.ByteBuf;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The unit of the wire: a header of {@value #HEADER_BYTES} bytes and a body, numbers big-endian.
 *
 * <pre>
 *  0  4  magic "BLSA"
 *  4  1  version, {@value #VERSION}
 *  5  1  type
 *  6  2  flags, 0 in this version
 *  8  8  group id
 * 16  4  bytes of the body
 * 20  4  CRC32C of the 20 bytes before and of the body
 * </pre>
 */
final class Frame {
  static final int MAGIC = 0x424C5341;
  static final int VERSION = 1;
  static final int HEADER_BYTES = 24;

  private static final int CHECKED_HEADER_BYTES = 20;
  private static final int LENGTH_AT = 16;
  private static final int CRC_AT = 20;

  /** The first two bytes that a TLS client sends, whatever its version. */
  private static final int TLS_HANDSHAKE = 0x1603;

  private final FrameType type;
  private final long groupId;
  private final byte[] body;

  private Frame(FrameType type, long groupId, byte[] body) {
    this.type = type;
    this.groupId = groupId;
    this.body = body;
  }

  FrameType type() {
    return type;
  }

  long groupId() {
    return groupId;
  }

  /** Belongs to whoever holds the frame; payloads decoded from it are parts of this array. */
  byte[] body() {
    return body;
  }

  /**
   * Takes one frame, or returns null if not all of it is there. Nothing is allocated before the
   * header has been found good and the whole body is there.
   *
   * @param bodyBytesMax the longest body that is accepted now
   * @throws WireFormatException if these bytes can never become an acceptable frame
   */
  static @Nullable Frame read(ByteBuf in, int bodyBytesMax, CRC32C crc) throws WireFormatException {
    int start = in.readerIndex();
    int readable = in.readableBytes();
    checkPrefix(in, start, readable);
    if (readable < HEADER_BYTES) {
      return null;
    }
    FrameType type = FrameType.of(in.getUnsignedByte(start + 5));
    int flags = in.getUnsignedShort(start + 6);
    if (flags != 0) {
      throw new WireFormatException("frame flags are " + flags + "; this version knows only 0");
    }
    int length = in.getInt(start + LENGTH_AT);
    if (length < 0 || length > bodyBytesMax) {
      throw new WireFormatException(
          "a "
              + type
              + " frame announces "
              + Integer.toUnsignedString(length)
              + " bytes; at most "
              + bodyBytesMax
              + " are accepted here");
    }
    if (readable - HEADER_BYTES < length) {
      return null;
    }
    byte[] body = new byte[length];
    in.getBytes(start + HEADER_BYTES, body);
    crc.reset();
    crc.update(in.nioBuffer(start, CHECKED_HEADER_BYTES));
    crc.update(body);
    int actual = (int) crc.getValue();
    int expected = in.getInt(start + CRC_AT);
    if (actual != expected) {
      throw new WireFormatException(
          String.format(
              "the CRC32C of a %s frame of %d bytes is %08x; its header says %08x",
              type, length, actual, expected));
    }
    in.readerIndex(start + HEADER_BYTES + length);
    return new Frame(type, in.getLong(start + 8), body);
  }

  /**
   * Looks at as much of magic and version as is there, so that a stranger is told from the first
   * bytes.
   */
  private static void checkPrefix(ByteBuf in, int start, int readable) throws WireFormatException {
    if (readable > 1 && in.getUnsignedShort(start) == TLS_HANDSHAKE) {
      throw new WireFormatException(
          "the other side speaks TLS, and this side was told not to; all members must, or none");
    }
    for (int i = 0; i < Math.min(4, readable); i++) {
      int expected = MAGIC >>> (24 - 8 * i) & 0xff;
      if (in.getUnsignedByte(start + i) != expected) {
        throw new WireFormatException(
            String.format(
                "byte %d of a frame is %02x, not %02x: whoever sends this does not speak Balsa's peer protocol",
                i, in.getUnsignedByte(start + i), expected));
      }
    }
    if (readable > 4 && in.getUnsignedByte(start + 4) != VERSION) {
      throw new WireFormatException(
          "frame version "
              + in.getUnsignedByte(start + 4)
              + "; this member speaks version "
              + VERSION);
    }
  }

  /**
   * Starts a frame at the end of {@code out}; write the body, then {@link #seal} with the returned
   * position.
   */
  static int open(ByteBuf out, FrameType type, long groupId) {
    int start = out.writerIndex();
    out.writeInt(MAGIC);
    out.writeByte(VERSION);
    out.writeByte(type.number());
    out.writeShort(0);
    out.writeLong(groupId);
    out.writeLong(0);
    return start;
  }

  /** Ends the frame that {@link #open} started, whose body is all that was written since. */
  static void seal(ByteBuf out, int start, CRC32C crc) {
    int length = out.writerIndex() - start - HEADER_BYTES;
    out.setInt(start + LENGTH_AT, length);
    crc.reset();
    crc.update(out.internalNioBuffer(start, CHECKED_HEADER_BYTES));
    crc.update(out.internalNioBuffer(start + HEADER_BYTES, length));
    out.setInt(start + CRC_AT, (int) crc.getValue());
  }

  /**
   * Ends a frame whose body is what was written since {@link #open} and then {@code rest}, which is
   * sent after it.
   */
  static void seal(ByteBuf out, int start, ByteBuf rest, CRC32C crc) {
    int length = out.writerIndex() - start - HEADER_BYTES;
    out.setInt(start + LENGTH_AT, length + rest.readableBytes());
    crc.reset();
    crc.update(out.internalNioBuffer(start, CHECKED_HEADER_BYTES));
    crc.update(out.internalNioBuffer(start + HEADER_BYTES, length));
    crc.update(rest.nioBuffer());
    out.setInt(start + CRC_AT, (int) crc.getValue());
  }
}
