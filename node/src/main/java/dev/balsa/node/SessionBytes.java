package dev.balsa.node;

import dev.balsa.core.Bytes;
import java.util.Arrays;

/** Session commands and answers as bytes: numbers of seven bits to a byte, lowest first. */
final class SessionBytes {
  /** A number takes so many bytes at most. */
  static final int NUMBER_BYTES_MAX = 10;

  private SessionBytes() {}

  /** Writes. */
  static final class Writer {
    private byte[] array;
    private int length;

    Writer(int sizeHint) {
      array = new byte[sizeHint + NUMBER_BYTES_MAX];
    }

    Writer octet(int value) {
      reserve(1);
      array[length++] = (byte) value;
      return this;
    }

    Writer number(long value) {
      reserve(NUMBER_BYTES_MAX);
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        array[length++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      array[length++] = (byte) rest;
      return this;
    }

    /** Without their length: they go on to the end. */
    Writer rest(Bytes value) {
      reserve(value.length());
      System.arraycopy(value.sharedArray(), value.sharedOffset(), array, length, value.length());
      length += value.length();
      return this;
    }

    Bytes written() {
      return Bytes.wrap(array, 0, length);
    }

    private void reserve(int more) {
      if (more > array.length - length) {
        array = Arrays.copyOf(array, Math.addExact(Math.max(array.length, more), length));
      }
    }
  }

  /** Reads what {@link Writer} wrote. */
  static final class Reader {
    private final Bytes from;
    private int position;

    Reader(Bytes from, int position) {
      this.from = from;
      this.position = position;
    }

    int octet() {
      if (position >= from.length()) {
        throw malformed("ends in the middle");
      }
      return from.at(position++) & 0xff;
    }

    long number() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        int octet = octet();
        value |= (octet & 0x7fL) << shift;
        if (octet < 0x80) {
          return value;
        }
      }
      throw malformed("has a number of more than 64 bits");
    }

    int smallNumber() {
      long value = number();
      if (value < 0 || value > Integer.MAX_VALUE) {
        throw malformed("has the number " + value + " where a smaller one belongs");
      }
      return (int) value;
    }

    Bytes rest() {
      return from.slice(position, from.length());
    }

    void end() {
      if (position != from.length()) {
        throw malformed("goes on for " + (from.length() - position) + " bytes after its end");
      }
    }

    IllegalArgumentException malformed(String what) {
      return new IllegalArgumentException(
          "a session command or answer of "
              + from.length()
              + " bytes "
              + what
              + ", at byte "
              + position);
    }
  }
}
