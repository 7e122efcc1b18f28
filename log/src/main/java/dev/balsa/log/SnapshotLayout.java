package dev.balsa.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where everything is in a snapshot file, and in which order it travels. */
final class SnapshotLayout {
  /*
   * In the file: header, chunks, table of the first chunks, end. The chunks behind those of the
   * table have a fixed length, but for the last one; in a file of format version 2 all have.
   *
   * On the way: header, end, table, chunks, so that whoever receives it knows first what it
   * consists of. "Place" is a position in this order, "position" one in the file.
   */
  private final int headerBytes;
  private final int chunkBytes;
  private final long sizeBytes;
  private final ChunkTable table;
  private final long tailBytes;
  private final long[] starts;

  private SnapshotLayout(int headerBytes, int chunkBytes, long sizeBytes, ChunkTable table) {
    this.headerBytes = headerBytes;
    this.chunkBytes = chunkBytes;
    this.sizeBytes = sizeBytes;
    this.table = table;
    this.tailBytes = ChunkTable.bytes(table.size()) + SnapshotEnd.BYTES;
    this.starts = new long[table.size() + 1];
    starts[0] = headerBytes;
    for (int i = 0; i < table.size(); i++) {
      starts[i + 1] = starts[i] + SnapshotScan.CHUNK_HEAD_BYTES + table.contentBytes(i);
    }
  }

  /** The layout of a file with these parts, or null if they do not belong together. */
  static @Nullable SnapshotLayout of(
      int headerBytes, int chunkBytes, SnapshotEnd end, ChunkTable table, long sizeBytes) {
    for (int i = 0; i < table.size(); i++) {
      int contentBytes = table.contentBytes(i);
      if (contentBytes < 1 || contentBytes > chunkBytes - SnapshotScan.CHUNK_HEAD_BYTES) {
        return null;
      }
    }
    SnapshotLayout layout = new SnapshotLayout(headerBytes, chunkBytes, sizeBytes, table);
    boolean fits =
        layout.starts[table.size()] <= layout.chunksEnd()
            && end.tableChunks() == table.size()
            && end.chunks() == layout.chunks()
            && end.contentBytes() == layout.contentBytes();
    return fits ? layout : null;
  }

  /** Lengths and fingerprints of the first chunks. */
  ChunkTable table() {
    return table;
  }

  /** How long the file is. */
  long sizeBytes() {
    return sizeBytes;
  }

  /** How many chunks there are. */
  long chunks() {
    return table.size() + (chunksEnd() - starts[table.size()] + chunkBytes - 1) / chunkBytes;
  }

  /** Where a chunk begins, or, of the number after the last one, where they end. */
  long startOf(long number) {
    int cut = table.size();
    return number <= cut
        ? starts[(int) number]
        : Math.min(starts[cut] + (number - cut) * chunkBytes, chunksEnd());
  }

  /** The number of the chunk in which a position of the file is. */
  long numberAt(long position) {
    int cut = table.size();
    if (position >= starts[cut]) {
      return cut + (position - starts[cut]) / chunkBytes;
    }
    int found = Arrays.binarySearch(starts, position);
    return found >= 0 ? found : -found - 2;
  }

  /** How much travels before the first chunk. */
  long outlineBytes() {
    return headerBytes + tailBytes;
  }

  /** Where in the file that is which travels at a place among the chunks. */
  long positionOf(long place) {
    return place - tailBytes;
  }

  /** At which place a position of the file among the chunks travels. */
  long placeOf(long position) {
    return position + tailBytes;
  }

  /** Where the chunks end and the table begins. */
  long chunksEnd() {
    return sizeBytes - tailBytes;
  }

  private long contentBytes() {
    return chunksEnd() - headerBytes - chunks() * SnapshotScan.CHUNK_HEAD_BYTES;
  }
}
