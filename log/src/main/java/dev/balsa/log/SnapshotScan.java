package dev.balsa.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads a snapshot file and believes nothing in it that it has not checked. For one thread. */
final class SnapshotScan {
  /*
   * After the header come the chunks, a table of lengths and fingerprints of the first of them
   * (ChunkTable) and an end (SnapshotEnd). Those in the table are cut by what they hold (Cutter); the
   * ones behind them are of header.chunkBytes(), the last one shorter.
   *
   * Chunk, big-endian: 0 checksum of all that follows in it, 4 length of the content, 8 number of
   * the chunk from 0, 16 content. The checksums are begun with index and term, so a chunk of another
   * snapshot, or one in the wrong place, does not match; they do not depend on the owner, so a
   * snapshot is sent as it is.
   */
  static final int CHUNK_HEAD_BYTES = 16;

  private final String name;
  private final Disk.File file;
  private final SnapshotHeader header;
  private final SnapshotLayout layout;
  private final Checksum checksum;
  private final ByteBuffer first;
  private final ByteBuffer table;
  private final ByteBuffer end;
  private final int wholeChecksum;
  private final ByteBuffer chunk;
  private long chunkNumber = -1;

  /** Reads table and end. */
  private SnapshotScan(String name, Disk.File file, ByteBuffer first, SnapshotHeader header)
      throws IOException {
    this.name = name;
    this.file = file;
    this.first = first;
    this.header = header;
    this.checksum = new Checksum(header.meta().index(), header.meta().term());
    long sizeBytes = file.sizeBytes();
    long endAt = Math.max(0, sizeBytes - SnapshotEnd.BYTES);
    this.end = read(file, endAt, SnapshotEnd.BYTES);
    SnapshotEnd parsed = SnapshotEnd.decode(end, checksum);
    long tableAt = parsed == null ? -1 : endAt - ChunkTable.bytes(parsed.tableChunks());
    if (parsed == null || tableAt < first.limit()) {
      throw damaged(endAt, "the end of the file is not there");
    }
    this.table = read(file, tableAt, (int) (endAt - tableAt));
    ChunkTable chunks = ChunkTable.decode(table, checksum);
    if (chunks == null) {
      throw damaged(tableAt, "the table of the chunks does not match its checksum");
    }
    SnapshotLayout fitting =
        SnapshotLayout.of(first.limit(), header.chunkBytes(), parsed, chunks, sizeBytes);
    if (fitting == null) {
      throw damaged(endAt, "the end of the file is not there");
    }
    this.layout = fitting;
    this.wholeChecksum = parsed.wholeChecksum();
    this.chunk =
        ByteBuffer.allocate(
            (int) Math.min(header.chunkBytes(), layout.chunksEnd() - first.limit()));
  }

  /**
   * Reads everything of a file but its chunks.
   *
   * @param settings whose snapshot it must be, or null if any owner and group will do
   * @throws DamagedSnapshotException if they are not whole or not of this owner and group
   */
  static SnapshotScan of(String name, Disk.File file, @Nullable LogSettings settings)
      throws IOException {
    ByteBuffer first = read(file, 0, SnapshotHeader.BYTES_MIN);
    int headerBytes = SnapshotHeader.bytes(first);
    if (headerBytes > SnapshotHeader.BYTES_MIN) {
      first = read(file, 0, headerBytes);
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
    return new SnapshotScan(name, file, first, header);
  }

  /** The header. */
  SnapshotHeader header() {
    return header;
  }

  /** Where everything is. */
  SnapshotLayout layout() {
    return layout;
  }

  /** Length of the file. */
  long sizeBytes() {
    return layout.sizeBytes();
  }

  /** How many chunks there are. */
  long chunks() {
    return layout.chunks();
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
    if ((int) whole.getValue() != wholeChecksum) {
      throw damaged(sizeBytes() - SnapshotEnd.BYTES, "the content does not match its checksum");
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
   * The checked bytes of the file from a place on, as many as lie in one part of it; good until the
   * next call. The place is in the order in which they travel (see SnapshotLayout), before the
   * last.
   *
   * @throws DamagedSnapshotException if they are not what was written
   */
  ByteBuffer rawFrom(long place) throws IOException {
    if (place >= layout.outlineBytes()) {
      long position = layout.positionOf(place);
      long number = layout.numberAt(position);
      return chunk(number).duplicate().position((int) (position - layout.startOf(number)));
    }
    int at = (int) place;
    for (ByteBuffer part : List.of(first, end)) {
      if (at < part.limit()) {
        return part.duplicate().position(at);
      }
      at -= part.limit();
    }
    return table.duplicate().position(at);
  }

  /** Encodes the head of a chunk whose content is in the buffer behind it, up to the limit. */
  static void encodeChunkHead(ByteBuffer chunk, long number, Checksum checksum) {
    chunk.putInt(4, chunk.limit() - CHUNK_HEAD_BYTES).putLong(8, number);
    chunk.putInt(0, checksum.of(chunk, Integer.BYTES, chunk.limit()));
  }

  private ByteBuffer chunk(long number) throws IOException {
    if (number != chunkNumber) {
      chunkNumber = -1;
      long start = layout.startOf(number);
      int length = (int) (layout.startOf(number + 1) - start);
      chunk.clear().limit(length);
      file.read(start, chunk);
      boolean whole =
          !chunk.hasRemaining()
              && length > CHUNK_HEAD_BYTES
              && chunk.getInt(4) == length - CHUNK_HEAD_BYTES
              && chunk.getLong(8) == number
              && chunk.getInt(0) == checksum.of(chunk, Integer.BYTES, length);
      if (!whole) {
        throw damaged(start, "chunk " + number + " does not match its checksum");
      }
      chunk.flip();
      chunkNumber = number;
    }
    return chunk;
  }

  private static ByteBuffer read(Disk.File file, long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    file.read(position, bytes);
    return bytes.flip();
  }

  private DamagedSnapshotException damaged(long offset, String why) {
    return new DamagedSnapshotException(name, offset, why);
  }
}
