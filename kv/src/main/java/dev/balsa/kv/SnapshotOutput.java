package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/** Writes to a stream a buffer at a time, with a checksum over everything. */
final class SnapshotOutput {
  /** How much is gathered before it is written, in bytes. */
  static final int BUFFER_BYTES = 64 << 10;

  /** Most states of tests, and many others, are small. */
  private static final int FIRST_BYTES = 1 << 10;

  private final OutputStream to;
  private final CRC32C checksum = new CRC32C();
  private final ByteWriter buffer = new ByteWriter(FIRST_BYTES);

  SnapshotOutput(OutputStream to) {
    this.to = to;
  }

  /** For what is to be written next. {@link #flow} must be called from time to time. */
  ByteWriter buffer() {
    return buffer;
  }

  /** Writes the buffer out if it is full. */
  void flow() throws IOException {
    if (buffer.length() >= BUFFER_BYTES) {
      drain();
    }
  }

  /** Ends with the checksum of everything before. */
  void end() throws IOException {
    drain();
    buffer.number(checksum.getValue());
    drain();
  }

  private void drain() throws IOException {
    Bytes written = buffer.written();
    checksum.update(written.sharedArray(), written.sharedOffset(), written.length());
    to.write(written.sharedArray(), written.sharedOffset(), written.length());
    buffer.clear();
  }
}
