package dev.balsa.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads a snapshot file and believes nothing in it that it has not checked. For one thread. */
final class SnapshotScan {
  /*
   * After the header come chunks of header.chunkBytes(), the last one shorter, and then an end.
   *
   * Chunk, big-endian: 0 checksum of all that follows in it, 4 length of the content, 8 number of
   * the chunk from 0, 16 content. End: 0 checksum of all that follows in it, 4 magic, 8 length of
   * the whole content, 16 number of chunks, 24 CRC32C of the whole content, 28 zeros. The checksums
   * are begun with index and term, so a chunk of another snapshot, or one in the wrong place, does
   * not match; they do not depend on the owner, so a snapshot is sent as it is.
   */
  static final int CHUNK_HEAD_BYTES = 16;
  static final int END_BYTES = 32;

  private static final int END_MAGIC = 0x454e4421;

  private final String name;
  private final Disk.File file;
  private final SnapshotHeader header;
  private final long sizeBytes;
  private final Checksum checksum;
  private final ByteBuffer first;
  private final ByteBuffer end = ByteBuffer.allocate(END_BYTES);
  private final ByteBuffer chunk;
  private long chunkNumber = -1;

  private SnapshotScan(
      String name, Disk.File file, long sizeBytes, ByteBuffer first, SnapshotHeader header) {
    this.name = name;
    this.file = file;
    this.sizeBytes = sizeBytes;
    this.first = first;
    this.header = header;
    this.checksum = new Checksum(header.meta().index(), header.meta().term());
    this.chunk = ByteBuffer.allocate((int) Math.min(header.chunkBytes(), Math.max(0, bodyBytes())));
  }

  /**
   * Reads header and end of a file.
   *
   * @param settings whose snapshot it must be, or null if any owner and group will do
   * @throws DamagedSnapshotException if they are not whole or not of this owner and group
   */
  static SnapshotScan of(String name, Disk.File file, @Nullable LogSettings settings)
      throws IOException {
    ByteBuffer first = ByteBuffer.allocate(SnapshotHeader.BYTES_MIN);
    file.read(0, first);
    first.flip();
    int headerBytes = SnapshotHeader.bytes(first);
    if (headerBytes > SnapshotHeader.BYTES_MIN) {
      first = ByteBuffer.allocate(headerBytes);
      file.read(0, first);
      first.flip();
    }
    String complaint = SnapshotHeader.complaint(first);
    if (complaint != null) {
      throw new DamagedSnapshotException(name, 0, complaint);
    }
    SnapshotHeader header = SnapshotHeader.decode(first);
    if (settings != null && header.owner() != settings.owner()) {
      complaint =
          String.format(
              "it was written by data directory %016x, and this is %016x",
              header.owner(), settings.owner());
    } else if (settings != null && header.group() != settings.group()) {
      complaint = "it belongs to group " + header.group() + ", not " + settings.group();
    }
    if (complaint != null) {
      throw new DamagedSnapshotException(name, 0, complaint);
    }
    SnapshotScan scan = new SnapshotScan(name, file, file.sizeBytes(), first, header);
    scan.readEnd();
    return scan;
  }

  /** The header. */
  SnapshotHeader header() {
    return header;
  }

  /** Length of the file. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** How many chunks there are. */
  long chunks() {
    return (bodyBytes() + header.chunkBytes() - 1) / header.chunkBytes();
  }

  /**
   * Checks the whole file.
   *
   * @throws DamagedSnapshotException at the first place that is not what was written
   */
  void checkAll() throws IOException {
    CRC32C whole = new CRC32C();
    for (long number = 0; number < chunks(); number++) {
      whole.update(content(number));
    }
    checkWhole(whole);
  }

  /**
   * Checks a checksum over the whole content.
   *
   * @throws DamagedSnapshotException if it is not the one in the end
   */
  void checkWhole(CRC32C whole) throws DamagedSnapshotException {
    if ((int) whole.getValue() != end.getInt(24)) {
      throw damaged(sizeBytes - END_BYTES, "the content does not match its checksum");
    }
  }

  /**
   * The content of a chunk; good until the next call.
   *
   * @throws DamagedSnapshotException if it is not what was written
   */
  ByteBuffer content(long number) throws IOException {
    ByteBuffer whole = chunk(number).duplicate();
    return whole.position(CHUNK_HEAD_BYTES);
  }

  /**
   * The checked bytes of the file from a position on, as many as lie in one part of it; good until
   * the next call. The position lies inside the file.
   *
   * @throws DamagedSnapshotException if they are not what was written
   */
  ByteBuffer rawFrom(long position) throws IOException {
    if (position < first.limit()) {
      return first.duplicate().position((int) position);
    }
    if (position >= sizeBytes - END_BYTES) {
      return end.duplicate().position((int) (position - (sizeBytes - END_BYTES)));
    }
    long number = (position - first.limit()) / header.chunkBytes();
    return chunk(number).duplicate().position((int) (position - startOf(number)));
  }

  /** Encodes the head of a chunk whose content is in the buffer behind it, up to the limit. */
  static void encodeChunkHead(ByteBuffer chunk, long number, Checksum checksum) {
    chunk.putInt(4, chunk.limit() - CHUNK_HEAD_BYTES).putLong(8, number);
    chunk.putInt(0, checksum.of(chunk, Integer.BYTES, chunk.limit()));
  }

  /** The end of a file. */
  static ByteBuffer encodedEnd(long contentBytes, long chunks, CRC32C whole, Checksum checksum) {
    ByteBuffer end = ByteBuffer.allocate(END_BYTES);
    end.putInt(4, END_MAGIC).putLong(8, contentBytes).putLong(16, chunks);
    end.putInt(24, (int) whole.getValue());
    return end.putInt(0, checksum.of(end, Integer.BYTES, END_BYTES));
  }

  private ByteBuffer chunk(long number) throws IOException {
    if (number != chunkNumber) {
      chunkNumber = -1;
      int length = (int) Math.min(header.chunkBytes(), sizeBytes - END_BYTES - startOf(number));
      chunk.clear().limit(length);
      file.read(startOf(number), chunk);
      boolean whole =
          !chunk.hasRemaining()
              && length > CHUNK_HEAD_BYTES
              && chunk.getInt(4) == length - CHUNK_HEAD_BYTES
              && chunk.getLong(8) == number
              && chunk.getInt(0) == checksum.of(chunk, Integer.BYTES, length);
      if (!whole) {
        throw damaged(startOf(number), "chunk " + number + " does not match its checksum");
      }
      chunk.flip();
      chunkNumber = number;
    }
    return chunk;
  }

  private void readEnd() throws IOException {
    long contentBytes = bodyBytes() - chunks() * CHUNK_HEAD_BYTES;
    boolean fits = bodyBytes() >= 0 && contentBytes >= 0;
    if (fits) {
      file.read(sizeBytes - END_BYTES, end);
      end.flip();
      fits =
          end.limit() == END_BYTES
              && end.getInt(0) == checksum.of(end, Integer.BYTES, END_BYTES)
              && end.getInt(4) == END_MAGIC
              && end.getLong(8) == contentBytes
              && end.getLong(16) == chunks();
    }
    if (!fits) {
      throw damaged(Math.max(0, sizeBytes - END_BYTES), "the end of the file is not there");
    }
  }

  private long bodyBytes() {
    return sizeBytes - first.limit() - END_BYTES;
  }

  private long startOf(long number) {
    return first.limit() + number * header.chunkBytes();
  }

  private DamagedSnapshotException damaged(long offset, String why) {
    return new DamagedSnapshotException(name, offset, why);
  }
}
