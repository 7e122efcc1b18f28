package dev.balsa.kv;

import dev.balsa.core.Bytes;

/** Reads what {@link ByteWriter} wrote. Every length is checked before anything is made of it. */
final class ByteReader {
  private final Bytes from;
  private int position;

  ByteReader(Bytes from) {
    this.from = from;
  }

  int octet() {
    if (position == from.length()) {
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
        if (shift == 63 && octet > 1) {
          break;
        }
        return value;
      }
    }
    throw malformed("has a number of more than 64 bits");
  }

  /** A number of things that take at least one byte each. */
  int count() {
    long count = number();
    if (count < 0 || count > from.length() - position) {
      throw malformed("announces " + Long.toUnsignedString(count) + " where less is left");
    }
    return (int) count;
  }

  Bytes bytes() {
    int length = count();
    position += length;
    return from.slice(position - length, position);
  }

  <E extends Enum<E>> E constant(E[] constants) {
    int ordinal = octet();
    if (ordinal >= constants.length) {
      throw malformed("has " + ordinal + " for one of " + constants.length + " choices");
    }
    return constants[ordinal];
  }

  /** Flags, of which only the lowest {@code known} mean something. */
  int flags(int known) {
    int flags = octet();
    if (flags >>> known != 0) {
      throw malformed("has unknown flags " + Integer.toBinaryString(flags));
    }
    return flags;
  }

  void end() {
    if (position != from.length()) {
      throw malformed("goes on for " + (from.length() - position) + " bytes after its end");
    }
  }

  MalformedBytesException malformed(String what) {
    return new MalformedBytesException(
        "a command or answer of " + from.length() + " bytes " + what + ", at byte " + position);
  }
}
