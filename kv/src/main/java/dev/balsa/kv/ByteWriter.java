package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.util.Arrays;

/**
 * Writes numbers and strings of bytes one after the other, in the form {@link ByteReader} reads.
 */
final class ByteWriter {
  private byte[] array;
  private int length;

  ByteWriter(int sizeHint) {
    array = new byte[Math.max(sizeHint, 16)];
  }

  void octet(int value) {
    reserve(1);
    array[length++] = (byte) value;
  }

  /** Seven bits to a byte, lowest first; a negative number takes ten bytes. */
  void number(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      array[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[length++] = (byte) rest;
  }

  void bytes(Bytes value) {
    number(value.length());
    reserve(value.length());
    System.arraycopy(value.sharedArray(), value.sharedOffset(), array, length, value.length());
    length += value.length();
  }

  /** The order of the constants of every type written so is declared to be part of the format. */
  @SuppressWarnings("EnumOrdinal")
  void constant(Enum<?> value) {
    octet(value.ordinal());
  }

  int length() {
    return length;
  }

  /** Shares the array, so it must be done with before {@link #clear}. */
  Bytes written() {
    return Bytes.wrap(array, 0, length);
  }

  /** Starts again at the beginning of the same array. */
  void clear() {
    length = 0;
  }

  private void reserve(int more) {
    if (more > array.length - length) {
      int doubled = Math.min(array.length, Integer.MAX_VALUE / 2) * 2;
      array = Arrays.copyOf(array, Math.max(doubled, Math.addExact(length, more)));
    }
  }
}
