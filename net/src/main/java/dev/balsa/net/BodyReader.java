package dev.balsa.net;

import dev.balsa.core.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads a frame's body from front to end. Whatever the bytes are, a method returns a value that is
 * inside its range or throws {@link WireFormatException}; what is announced is compared with what
 * is there before anything is allocated.
 */
final class BodyReader {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final byte[] body;
  private final int end;
  private int position;

  BodyReader(byte[] body) {
    this.body = body;
    this.end = body.length;
  }

  int remaining() {
    return end - position;
  }

  private int take(int bytes, String what) throws WireFormatException {
    if (bytes > end - position) {
      throw new WireFormatException(
          what
              + " needs "
              + bytes
              + " bytes at "
              + position
              + " of a body of "
              + end
              + "; "
              + (end - position)
              + " are left");
    }
    int at = position;
    position += bytes;
    return at;
  }

  int unsignedByte(String what) throws WireFormatException {
    return body[take(1, what)] & 0xff;
  }

  boolean bool(String what) throws WireFormatException {
    int value = unsignedByte(what);
    if (value > 1) {
      throw new WireFormatException(what + " is " + value + "; it must be 0 or 1");
    }
    return value == 1;
  }

  int unsignedShort(String what) throws WireFormatException {
    int at = take(2, what);
    return (body[at] & 0xff) << 8 | (body[at + 1] & 0xff);
  }

  long anyLong(String what) throws WireFormatException {
    return (long) LONG.get(body, take(8, what));
  }

  /** A term, an index or another number that is never negative. */
  long count(String what) throws WireFormatException {
    long value = anyLong(what);
    if (value < 0) {
      throw new WireFormatException(what + " is " + value + "; it cannot be negative");
    }
    return value;
  }

  /** A member id. */
  long member(String what) throws WireFormatException {
    long value = anyLong(what);
    if (value <= 0) {
      throw new WireFormatException(what + " is " + value + "; member ids are positive");
    }
    return value;
  }

  /** A length or limit, from 0. */
  int size(String what) throws WireFormatException {
    int value = (int) INT.get(body, take(4, what));
    if (value < 0) {
      throw new WireFormatException(
          what + " is " + Integer.toUnsignedString(value) + "; the most is " + Integer.MAX_VALUE);
    }
    return value;
  }

  /** How many elements follow, each of at least {@code elementBytesMin} bytes. */
  int elements(String what, int elementBytesMin) throws WireFormatException {
    int value = size(what);
    if (value > remaining() / elementBytesMin) {
      throw new WireFormatException(
          what
              + " announces "
              + value
              + " elements of at least "
              + elementBytesMin
              + " bytes; "
              + remaining()
              + " bytes are left");
    }
    return value;
  }

  /** A length and so many bytes, as a part of the body's array. */
  Bytes bytes(String what) throws WireFormatException {
    int length = size(what);
    return Bytes.wrap(body, take(length, what), length);
  }

  /** So many bytes, as text; what is no UTF-8 is replaced. */
  String text(int length, String what) throws WireFormatException {
    return new String(body, take(length, what), length, StandardCharsets.UTF_8);
  }

  /** Checks that nothing is left. */
  void end(String what) throws WireFormatException {
    if (position != end) {
      throw new WireFormatException(
          what + " ends at " + position + ", but its body has " + end + " bytes");
    }
  }
}
