package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads what {@link SnapshotOutput} wrote, a buffer at a time. A length that is announced costs no
 * memory before as many bytes have come.
 */
final class SnapshotInput {
  private final InputStream from;
  private final CRC32C checksum = new CRC32C();
  private final byte[] buffer = new byte[SnapshotOutput.BUFFER_BYTES];
  private int position;
  private int limit;
  private int summed;
  private long bytesBefore;

  SnapshotInput(InputStream from) {
    this.from = from;
  }

  int octet() throws IOException {
    if (position == limit && !more()) {
      throw malformed("ends in the middle");
    }
    return buffer[position++] & 0xff;
  }

  long number() throws IOException {
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

  long number(String name, long least, long most) throws IOException {
    long value = number();
    if (value < least || value > most) {
      throw malformed("has " + value + " for " + name + ", which is not " + least + " to " + most);
    }
    return value;
  }

  /** Bytes with an array of their own. */
  Bytes bytes(String name) throws IOException {
    int length = (int) number("the length of " + name, 0, Snapshot.BYTES_MAX);
    byte[] array = new byte[Math.min(length, buffer.length)];
    int read = 0;
    while (read < length) {
      if (position == limit && !more()) {
        throw malformed("ends in the middle of " + name + ", " + (length - read) + " bytes short");
      }
      if (read == array.length) {
        array = Arrays.copyOf(array, (int) Math.min(length, 2L * read));
      }
      int part = Math.min(limit - position, array.length - read);
      System.arraycopy(buffer, position, array, read, part);
      position += part;
      read += part;
    }
    return Bytes.wrap(array);
  }

  /** Reads the checksum of everything before it, and finds nothing after it. */
  void end() throws IOException {
    sum();
    long computed = checksum.getValue();
    long written = number();
    if (computed != written) {
      throw malformed(
          "has the checksum %08x, but its bytes make %08x".formatted(written, computed));
    }
    if (position < limit || more()) {
      throw malformed("goes on after its end");
    }
  }

  IOException malformed(String what) {
    return new IOException(
        "the snapshot of the key-value store "
            + what
            + ", at byte "
            + (bytesBefore + position)
            + "; it is damaged or incomplete and nothing of it was taken over: use another copy");
  }

  private boolean more() throws IOException {
    sum();
    bytesBefore += limit;
    summed = 0;
    position = 0;
    limit = Math.max(from.read(buffer), 0);
    return limit > 0;
  }

  private void sum() {
    checksum.update(buffer, summed, position - summed);
    summed = position;
  }
}
