package dev.balsa.log;

import dev.balsa.core.SnapshotMeta;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a snapshot file consists of, as another member sends it before the chunks: header, end and
 * table. For one thread.
 */
final class SnapshotOutline {
  /*
   * Each part says how long the next one is: "bytes" is all that is there and room for the rest of
   * the part under way. Nothing is believed before its checksum matches.
   */
  private final SnapshotMeta meta;
  private final long sizeBytes;
  private final int group;
  private final Checksum checksum;
  private ByteBuffer bytes = ByteBuffer.allocate(SnapshotHeader.BYTES_MIN);
  private @Nullable SnapshotHeader header;
  private int headerBytes;
  private @Nullable SnapshotEnd end;
  private @Nullable SnapshotLayout layout;

  /**
   * Nothing is there yet.
   *
   * @param meta what the snapshot must stand for
   * @param sizeBytes how long the file must be
   * @param group to which it must belong
   */
  SnapshotOutline(SnapshotMeta meta, long sizeBytes, int group) {
    this.meta = meta;
    this.sizeBytes = sizeBytes;
    this.group = group;
    this.checksum = new Checksum(meta.index(), meta.term());
  }

  /** Whether all of it is there. */
  boolean isWhole() {
    return layout != null;
  }

  /** How many bytes are there. */
  int length() {
    return bytes.position();
  }

  /** The layout of the file, once this is whole. */
  SnapshotLayout layout() {
    return Objects.requireNonNull(layout);
  }

  /** The header, once this is whole. */
  SnapshotHeader header() {
    return Objects.requireNonNull(header);
  }

  /** The last bytes of the file, from the table on, once this is whole. */
  ByteBuffer tail() {
    ByteBuffer tail = ByteBuffer.allocate(bytes.limit() - headerBytes);
    tail.put(part(headerBytes + SnapshotEnd.BYTES, bytes.limit()));
    return tail.put(part(headerBytes, headerBytes + SnapshotEnd.BYTES)).flip();
  }

  /**
   * Takes bytes until it is whole, and leaves the rest.
   *
   * @throws DamagedSnapshotException if they are not the outline of this snapshot
   */
  void take(ByteBuffer from) throws DamagedSnapshotException {
    while (layout == null && from.hasRemaining()) {
      int some = Math.min(from.remaining(), bytes.remaining());
      bytes.put(from.slice(from.position(), some));
      from.position(from.position() + some);
      if (!bytes.hasRemaining()) {
        partIsThere();
      }
    }
  }

  private void partIsThere() throws DamagedSnapshotException {
    if (header == null) {
      int length = SnapshotHeader.bytes(bytes);
      if (length > bytes.limit()) {
        grow(length);
        return;
      }
      header = readHeader();
      headerBytes = length;
      grow(length + SnapshotEnd.BYTES);
    } else if (end == null) {
      SnapshotEnd read = SnapshotEnd.decode(part(headerBytes, bytes.limit()), checksum);
      long whole =
          read == null ? Long.MAX_VALUE : bytes.limit() + ChunkTable.bytes(read.tableChunks());
      if (read == null || whole > sizeBytes) {
        throw damaged("its end is not what was written");
      }
      end = read;
      if (read.tableChunks() == 0) {
        readTable(read);
      } else {
        grow((int) whole);
      }
    } else {
      readTable(end);
    }
  }

  private SnapshotHeader readHeader() throws DamagedSnapshotException {
    String complaint = SnapshotHeader.complaint(bytes);
    if (complaint != null) {
      throw damaged(complaint);
    }
    SnapshotHeader read = SnapshotHeader.decode(bytes);
    if (!read.meta().equals(meta)) {
      throw damaged("it is of " + read.meta() + " and not of " + meta);
    }
    if (read.group() != group) {
      throw damaged("it belongs to group " + read.group() + ", not " + group);
    }
    return read;
  }

  private void readTable(SnapshotEnd read) throws DamagedSnapshotException {
    ByteBuffer part = part(headerBytes + SnapshotEnd.BYTES, bytes.limit());
    ChunkTable table = ChunkTable.decode(part, checksum);
    if (table == null) {
      throw damaged("the table of its chunks does not match its checksum");
    }
    layout = SnapshotLayout.of(headerBytes, header().chunkBytes(), read, table, sizeBytes);
    if (layout == null) {
      throw damaged("its parts do not make a file of " + sizeBytes + " bytes");
    }
  }

  private ByteBuffer part(int from, int to) {
    return bytes.slice(from, to - from);
  }

  private void grow(int length) {
    bytes = ByteBuffer.allocate(length).put(bytes.flip());
  }

  private DamagedSnapshotException damaged(String why) {
    return new DamagedSnapshotException(SnapshotHeader.fileName(meta), 0, why);
  }
}
