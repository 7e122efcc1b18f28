package dev.balsa.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable string of bytes that compares by content, in unsigned lexicographic order.
 *
 * <p>Arrays compare by identity and can change; commands, keys and values must do neither. An
 * instance may be a view of a part of a larger array, so that a payload travels from the wire to
 * the disk without a copy. Safe for use by many threads.
 */
public final class Bytes implements Comparable<Bytes> {
  /** The empty string of bytes. */
  public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

  private final byte[] array;
  private final int offset;
  private final int length;

  private Bytes(byte[] array, int offset, int length) {
    this.array = array;
    this.offset = offset;
    this.length = length;
  }

  /** Takes the array over without a copy; the caller must not change it afterwards. */
  public static Bytes wrap(byte[] array) {
    return array.length == 0 ? EMPTY : new Bytes(array, 0, array.length);
  }

  /**
   * Takes a part of an array over without a copy; the caller must not change that part afterwards.
   *
   * @throws IndexOutOfBoundsException if the part is not inside the array
   */
  public static Bytes wrap(byte[] array, int offset, int length) {
    if (offset < 0 || length < 0 || offset > array.length - length) {
      throw new IndexOutOfBoundsException(
          "offset " + offset + " and length " + length + " in an array of " + array.length);
    }
    return length == 0 ? EMPTY : new Bytes(array, offset, length);
  }

  /** A copy of the array. */
  public static Bytes copyOf(byte[] array) {
    return wrap(array.clone());
  }

  /** The UTF-8 encoding of a text. */
  public static Bytes utf8(String text) {
    return wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The number of bytes. */
  public int length() {
    return length;
  }

  /** Whether there is no byte. */
  public boolean isEmpty() {
    return length == 0;
  }

  /**
   * The byte at a position.
   *
   * @throws IndexOutOfBoundsException unless {@code 0 <= position < length()}
   */
  public byte at(int position) {
    if (position < 0 || position >= length) {
      throw new IndexOutOfBoundsException("position " + position + " in " + length + " bytes");
    }
    return array[offset + position];
  }

  /** The part from {@code from} (inclusive) to {@code to} (exclusive), sharing these bytes. */
  public Bytes slice(int from, int to) {
    if (from < 0 || to < from || to > length) {
      throw new IndexOutOfBoundsException(
          "from " + from + " to " + to + " in " + length + " bytes");
    }
    return wrap(array, offset + from, to - from);
  }

  /** A copy as an array. */
  public byte[] toArray() {
    return Arrays.copyOfRange(array, offset, offset + length);
  }

  /** The array behind these bytes, for writing them out without a copy; it must not be changed. */
  public byte[] sharedArray() {
    return array;
  }

  /** Where these bytes start in {@link #sharedArray()}. */
  public int sharedOffset() {
    return offset;
  }

  /** These bytes read as UTF-8; malformed parts become the replacement character. */
  public String utf8() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }

  @Override
  public int compareTo(Bytes other) {
    int common = Math.min(length, other.length);
    int at =
        Arrays.mismatch(
            array, offset, offset + common, other.array, other.offset, other.offset + common);
    return at < 0
        ? length - other.length
        : (array[offset + at] & 0xff) - (other.array[other.offset + at] & 0xff);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Bytes bytes
            && Arrays.equals(
                array,
                offset,
                offset + length,
                bytes.array,
                bytes.offset,
                bytes.offset + bytes.length));
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + array[i];
    }
    return hash;
  }

  /** Printable ASCII as it is, everything else as {@code \xx}; at most 40 bytes are shown. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    int shown = Math.min(length, 40);
    for (int i = 0; i < shown; i++) {
      int value = array[offset + i] & 0xff;
      if (value >= 0x20 && value < 0x7f && value != '\\') {
        text.append((char) value);
      } else {
        text.append('\\')
            .append(Character.forDigit(value >> 4, 16))
            .append(Character.forDigit(value & 15, 16));
      }
    }
    return shown < length
        ? text.append("…(").append(length).append(" bytes)").toString()
        : text.toString();
  }
}
