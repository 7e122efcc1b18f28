package dev.balsa.log;

import dev.balsa.core.SnapshotMeta;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a snapshot that another member sends, as {@link SnapshotReader#read} gave it there, but
 * for those chunks which the newest snapshot here has as well, or what has come of another one
 * before. It counts once {@link #commit} has returned; closing it before removes what was written.
 * As long as this process runs, a sender that was interrupted may go on with what is {@link
 * #wanted}. For one thread.
 */
public final class SnapshotReceiver implements Closeable {
  /*
   * First the outline comes, in memory. Then all chunks that can be taken from here are, each
   * checked against its fingerprint; only then it is known what is missing, and that is taken in
   * order. So what was promised to be here never turns out to be missing later, and nobody has to
   * ask for what the sender has no longer. In the end the whole file is read back and checked, as
   * if all of it had been sent.
   */

  /** Looking for a chunk that is not there counts as much as copying so many bytes. */
  private static final int LOOK_BYTES = 32;

  private final SnapshotDraft draft;
  private final SnapshotMeta meta;
  private final long sizeBytes;
  private final LogSettings settings;
  private final @Nullable Snapshots reused;
  private @Nullable SnapshotReceiver before;
  private final SnapshotOutline outline;
  private final BitSet taken = new BitSet();
  private final List<OwnChunks> own = new ArrayList<>();
  private ByteBuffer chunk = ByteBuffer.allocate(0);
  private int looked;
  private long position;
  private long reusedBytes;
  private long receivedBytes;

  /**
   * Begins.
   *
   * @param reused whose newest snapshot chunks are taken from, or null to take none
   * @param before another snapshot that did not become whole and gives way to this one; what has
   *     come of it is taken as well
   */
  SnapshotReceiver(
      SnapshotDraft draft,
      SnapshotMeta meta,
      long sizeBytes,
      LogSettings settings,
      @Nullable Snapshots reused,
      @Nullable SnapshotReceiver before) {
    this.draft = draft;
    this.meta = meta;
    this.sizeBytes = sizeBytes;
    this.settings = settings;
    this.reused = reused;
    this.before = before;
    this.outline = new SnapshotOutline(meta, sizeBytes, settings.group());
  }

  /** What it will stand for. */
  public SnapshotMeta meta() {
    return meta;
  }

  /** How long the file will be. */
  public long sizeBytes() {
    return sizeBytes;
  }

  /** Where the next bytes belong, in the order in which they travel. */
  public long position() {
    return position;
  }

  /** How many bytes are there, sent or taken from here. */
  public long presentBytes() {
    return receivedBytes + reusedBytes;
  }

  /** How many bytes were taken from what is here. */
  public long reusedBytes() {
    return reusedBytes;
  }

  /** Whether {@link #takeOwn} has more to do; nothing else is taken until then. */
  public boolean isTaking() {
    return !own.isEmpty();
  }

  /** Whether everything is there. */
  public boolean isComplete() {
    return position == sizeBytes && !isTaking();
  }

  /**
   * What is missing, in order; nothing while it is not known.
   *
   * @param most of so many pieces the rest is not named, from 1
   */
  public List<ByteRange> wanted(int most) {
    List<ByteRange> wanted = new ArrayList<>();
    long from = position;
    while (!isTaking() && from < sizeBytes && wanted.size() < most) {
      ByteRange range = new ByteRange(from, endOfGap(from));
      wanted.add(range);
      from = afterTaken(range.to());
    }
    return wanted;
  }

  /**
   * Takes as much of a buffer as belongs there and is still missing.
   *
   * @param at where the buffer starts, in the order in which the file travels; must be {@link
   *     #position}
   * @throws IllegalArgumentException if it is not, or the bytes go beyond the end of the file
   * @throws IllegalStateException if {@link #isTaking}
   * @throws DamagedSnapshotException if they begin another snapshot than this one
   * @throws DiskFullException if there is no room; the snapshot is given up then and what was
   *     written is removed, and nothing else has changed
   * @throws IOException if the disk fails, or the receiver was closed
   */
  public void write(long at, ByteBuffer bytes) throws IOException {
    draft.refuseIfClosed();
    if (at != position || bytes.remaining() > sizeBytes - position) {
      throw new IllegalArgumentException(
          bytes.remaining()
              + " bytes at "
              + at
              + " do not follow "
              + position
              + " of "
              + sizeBytes
              + " bytes of a snapshot");
    }
    if (isTaking()) {
      throw new IllegalStateException("what is missing of the snapshot is not known yet");
    }
    if (!outline.isWhole()) {
      takeOutline(bytes);
    }
    int length = (int) Math.min(bytes.remaining(), endOfGap(position) - position);
    if (length > 0 && !isTaking()) {
      ByteBuffer part = bytes.slice(bytes.position(), length);
      bytes.position(bytes.position() + length);
      draft.write(outline.layout().positionOf(position), part);
      receivedBytes += length;
      position = afterTaken(position + length);
    }
  }

  private void takeOutline(ByteBuffer bytes) throws IOException {
    int before = outline.length();
    try {
      outline.take(bytes);
    } catch (DamagedSnapshotException damaged) {
      draft.close();
      throw damaged;
    }
    receivedBytes += outline.length() - before;
    position += outline.length() - before;
    if (outline.isWhole()) {
      SnapshotHeader header = outline.header().withOwner(settings.owner());
      draft.write(0, header.encode());
      draft.write(outline.layout().chunksEnd(), outline.tail());
      chunk = ByteBuffer.allocate(header.chunkBytes());
      openOwn();
    }
  }

  private void openOwn() throws IOException {
    boolean names = outline.layout().table().size() > 0;
    OwnChunks newest = reused != null && names ? OwnChunks.of(reused) : null;
    if (newest != null) {
      own.add(newest);
    }
    SnapshotReceiver partial = before;
    before = null;
    if (partial != null) {
      OwnChunks chunks = partial.outline.isWhole() ? OwnChunks.of(partial.draft, partial) : null;
      if (chunks != null && names) {
        own.add(chunks);
      } else {
        partial.close();
      }
    }
  }

  private void closeOwn() throws IOException {
    for (OwnChunks each : own) {
      each.close();
    }
    own.clear();
  }

  /**
   * Goes on to take chunks from what is here.
   *
   * @param bytesMax after so many bytes it pauses
   * @throws DiskFullException as {@link #write}
   * @throws IOException if the disk does not take them; one that cannot be read here is not taken
   */
  public void takeOwn(int bytesMax) throws IOException {
    draft.refuseIfClosed();
    ChunkTable table = outline.layout().table();
    int left = bytesMax;
    while (isTaking() && left > 0) {
      ByteBuffer content = find(table);
      left -= LOOK_BYTES;
      if (content != null) {
        left -= content.remaining();
        take(content);
      }
      looked++;
      if (looked == table.size()) {
        closeOwn();
        position = afterTaken(position);
      }
    }
  }

  private @Nullable ByteBuffer find(ChunkTable table) {
    for (OwnChunks each : own) {
      ByteBuffer content = each.content(table, looked);
      if (content != null) {
        return content;
      }
    }
    return null;
  }

  private void take(ByteBuffer content) throws IOException {
    chunk.clear().position(SnapshotScan.CHUNK_HEAD_BYTES);
    chunk.put(content).flip();
    SnapshotScan.encodeChunkHead(chunk, looked, new Checksum(meta.index(), meta.term()));
    int length = chunk.limit();
    draft.write(outline.layout().startOf(looked), chunk);
    taken.set(looked);
    reusedBytes += length;
  }

  /** Where the missing bytes end that begin at a place. */
  private long endOfGap(long place) {
    if (!outline.isWhole()) {
      return sizeBytes;
    }
    SnapshotLayout layout = outline.layout();
    long number = layout.numberAt(layout.positionOf(place));
    int next = number < layout.table().size() ? taken.nextSetBit((int) number) : -1;
    return next < 0 ? sizeBytes : layout.placeOf(layout.startOf(next));
  }

  /** The first place from this one on where something is missing. */
  private long afterTaken(long place) {
    if (!outline.isWhole() || place == sizeBytes) {
      return place;
    }
    SnapshotLayout layout = outline.layout();
    long number = layout.numberAt(layout.positionOf(place));
    boolean has = number < layout.table().size() && taken.get((int) number);
    return has ? layout.placeOf(layout.startOf(taken.nextClearBit((int) number))) : place;
  }

  /**
   * Checks all of it, makes it durable and lets it take the place of older ones. If a newer one is
   * there by now, this one is removed instead.
   *
   * @throws IllegalStateException if bytes are missing
   * @throws DamagedSnapshotException if it is not whole; it does not count then, and has to be sent
   *     from the start
   * @throws IOException if the disk fails; the snapshot may count or not after the next start
   */
  public void commit() throws IOException {
    draft.refuseIfClosed();
    if (!isComplete()) {
      throw new IllegalStateException(
          "only " + presentBytes() + " of " + sizeBytes + " bytes of the snapshot are there");
    }
    draft.commit();
  }

  /** Removes what was written, unless it was committed; closing again does nothing. */
  @Override
  public void close() throws IOException {
    closeOwn();
    if (before != null) {
      before.close();
      before = null;
    }
    draft.close();
  }
}
