package dev.balsa.log;

import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.Recovered;
import dev.balsa.core.SnapshotMeta;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The durable log of one server: its entries, its term and its vote (Figure 2, State: persistent
 * state on all servers).
 *
 * <p>One thread at a time may append and sync; any thread may read meanwhile. What was appended is
 * durable, and readable, once {@link #sync} returned. Appending and making durable are two steps so
 * that many appends share one sync.
 */
public final class SegmentedLog implements AutoCloseable {
  /*
   * Term, vote and entries are records of one stream. The stream only grows: an entry whose index
   * is not beyond the last one cuts the log there, so that cutting a tail and appending another is
   * one write, of which a crash leaves a prefix (rule 3 of the architecture; no state between the
   * two exists). The stream is laid out in segments, and in a segment as batches, one or a few for
   * each sync; see BatchFrame and LogRecord for the bytes, SegmentScan for how a torn end is told
   * from rot, Recovery for what happens at a start.
   *
   * A start is a record too: from it on the log begins later, because a snapshot stands for what
   * came before. Segments that hold nothing else any more are deleted after the start is durable,
   * lowest first and each durably, so that what is left is always the end of the stream.
   *
   * What a full disk refuses waits in memory and is tried again: nobody was told that it is durable,
   * and it goes to the same place with the same bytes. While there is still room in the open
   * segment, isFull() says in advance that there is none for the next one.
   */
  /** How many segments one sync deletes at most, so that no write waits long for it. */
  static final int DELETES_PER_SYNC = 8;

  private final Disk disk;
  private final LogSettings settings;
  private final Snapshots snapshots;
  private final Recovered recovered;
  private final Pending pending;
  private final SegmentWriter writer;
  private final Reserve reserve;
  private final ArrayList<Batch> written = new ArrayList<>();
  private final DurableEntries durable;
  private long firstSegmentId;
  private volatile @Nullable IOException failure;

  private SegmentedLog(Disk disk, LogSettings settings, Recovery.Outcome outcome) {
    Replay replay = outcome.replay();
    this.disk = disk;
    this.settings = settings;
    this.pending = outcome.pending();
    this.writer = outcome.writer();
    this.reserve = outcome.reserve();
    this.durable = new DurableEntries(replay, outcome.firstSegmentId());
    this.snapshots = new Snapshots(disk, settings, outcome.snapshot());
    this.recovered = recovered(replay, outcome.snapshot());
    this.firstSegmentId = outcome.firstSegmentId();
  }

  private static Recovered recovered(Replay replay, @Nullable SnapshotMeta snapshot) {
    if (snapshot == null || replay.terms().holds(snapshot.logStart())) {
      return new Recovered(
          replay.hardState(),
          snapshot,
          replay.start(),
          replay.terms().runs(),
          replay.terms().lastIndex(),
          replay.configurations(),
          replay.tail().all());
    }
    // Whoever has seen an entry of a term has seen the term; its vote in it is still free.
    HardState hardState =
        snapshot.term() > replay.hardState().term()
            ? new HardState(snapshot.term(), HardState.NOBODY)
            : replay.hardState();
    LogStart start = snapshot.logStart();
    return new Recovered(
        hardState, snapshot, start, List.of(), start.index(), List.of(), List.of());
  }

  /**
   * Opens the log of a disk, making an empty one if there is none; what a crash cut off at its end
   * is removed. The newest whole snapshot counts, and if the log does not hold its entry, because a
   * crash came between the two, the log begins after it. {@link DataDirectory#openLog} also notices
   * that a log is gone.
   *
   * @throws DamagedLogException if something durable is not what was written, or no snapshot stands
   *     for what comes before the start of the log; nothing is changed then
   * @throws DiskFullException if there is no room for a segment, and no reserve either; nothing is
   *     lost then. With a reserve, which an earlier start has made, the log opens on a full disk
   * @throws IOException if the disk fails
   */
  public static SegmentedLog open(Disk disk, LogSettings settings) throws IOException {
    Recovery.Outcome outcome = Recovery.run(disk, settings);
    HardState found = outcome.replay().hardState();
    LogStart foundStart = outcome.replay().start();
    SegmentedLog log = new SegmentedLog(disk, settings, outcome);
    boolean opened = false;
    try {
      log.follow(found, foundStart);
      log.snapshots.sweep();
      log.deleteUnneeded(Long.MAX_VALUE);
      log.makeRoom();
      opened = true;
      return log;
    } finally {
      if (!opened) {
        log.close();
      }
    }
  }

  /** Makes durable what a snapshot newer than the log adds to what was found. */
  private void follow(HardState found, LogStart foundStart) throws IOException {
    if (!recovered.start().equals(foundStart)) {
      HardState raised = recovered.hardState().equals(found) ? null : recovered.hardState();
      append(raised, recovered.start(), List.of());
      sync();
    }
  }

  /** The snapshots beside this log. */
  public Snapshots snapshots() {
    return snapshots;
  }

  /** Reads again what is durable, to find rot early. Close it before the log. */
  public Scrub scrub() {
    return new Scrub(disk, settings, durable, snapshots);
  }

  /** What the disk held when the log was opened. */
  public Recovered recovered() {
    return recovered;
  }

  /** As {@link #append(HardState, LogStart, List)}, leaving the start of the log where it is. */
  public void append(@Nullable HardState hardState, List<Entry> entries) throws IOException {
    append(hardState, null, entries);
  }

  /**
   * Appends term and vote, if given, then a start, if given, and then entries. They are kept in
   * memory until {@link #sync}.
   *
   * @param hardState term and vote if they changed; the term never falls, and a vote in a term is
   *     for good
   * @param start where the log begins from now on, if that changed; it only rises, and a durable
   *     snapshot of that entry or a later one must be there. If the log holds this entry, what
   *     comes after it stays; any other log is empty after it. Segments that are not needed any
   *     more are deleted when it is durable
   * @param entries contiguous; the first one may lie at or below the end of the log, which then
   *     ends before it
   * @throws IllegalArgumentException if they cannot come next, or a payload is longer than {@link
   *     LogSettings#recordBytesMax}; nothing is appended then
   * @throws FailedLogException if an earlier write failed
   */
  public void append(@Nullable HardState hardState, @Nullable LogStart start, List<Entry> entries)
      throws IOException {
    refuseIfFailed();
    pending.append(hardState, start, entries);
  }

  /**
   * Makes everything appended durable. Then deletes segments before the start of the log, at most
   * {@value #DELETES_PER_SYNC}; the others are left to later calls.
   *
   * @throws DiskFullException if there is no room for a new segment, or, where the file system does
   *     not keep what was allocated, for a write; what could not be written stays in memory, and
   *     this may be called again when there is room
   * @throws IOException if the disk fails: what is durable is unknown until the log is opened
   *     again, and every later call throws (rule D5)
   */
  public void sync() throws IOException {
    refuseIfFailed();
    for (Batch batch = pending.first(); batch != null; batch = pending.first()) {
      if (begins(batch)) {
        settle();
        prepare();
        roll(batch);
      }
      write(batch);
      pending.removeFirst();
    }
    settle();
    deleteUnneeded(DELETES_PER_SYNC);
  }

  /**
   * Whether the disk had no room for what the log keeps ready: the next segment, or the reserve for
   * a start. There is still room for {@link #roomBytes}. For the thread that appends.
   */
  public boolean isFull() {
    return writer.lacksNext() || !reserve.isWhole();
  }

  /**
   * How much can be appended before the next segment is needed, with everything around it, in
   * bytes. For the thread that appends.
   */
  public int roomBytes() {
    return pending.roomBytes();
  }

  /**
   * Tries to get what the disk had no room for.
   *
   * @return whether the log is not full any more
   * @throws IOException if the disk fails, as in {@link #sync}
   */
  public boolean makeRoom() throws IOException {
    refuseIfFailed();
    try {
      if (isFull()) {
        deleteUnneeded(Long.MAX_VALUE);
      }
      if (writer.lacksNext()) {
        writer.prepare();
      }
      reserve.make();
      return true;
    } catch (DiskFullException full) {
      return false;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** As {@link #read(long, long, int)}, up to the last one. */
  public List<Entry> read(long fromIndex, int bytesMax) throws IOException {
    return read(fromIndex, Long.MAX_VALUE, bytesMax);
  }

  /**
   * Durable entries from an index on, as they were when they were appended. Safe from any thread.
   *
   * @param fromIndex from 1
   * @param toIndex the last one that is wanted, at least {@code fromIndex}
   * @param bytesMax stop before exceeding this, as counted by {@link Entry#sizeBytes()}, but return
   *     at least one entry; or earlier, where it suits the files
   * @return nothing if the log has no durable entry at this index, or not any more
   * @throws DamagedLogException if the disk does not hold what was written
   * @throws FailedLogException if an earlier write failed
   * @throws IOException if the disk cannot be read
   */
  public List<Entry> read(long fromIndex, long toIndex, int bytesMax) throws IOException {
    if (fromIndex < 1) {
      throw new IllegalArgumentException("the first entry is 1, not " + fromIndex);
    }
    if (toIndex < fromIndex) {
      throw new IllegalArgumentException(
          "entry " + toIndex + " does not come after entry " + fromIndex);
    }
    refuseIfFailed();
    return durable.read(disk, settings.owner(), fromIndex, toIndex, bytesMax);
  }

  /**
   * How far the log can be discarded so that enough of it is left for followers that are a little
   * behind. Safe from any thread.
   *
   * @param upToIndex index of the snapshot that stands for what is discarded
   * @param bytesKept how much to leave before {@code upToIndex}, in bytes as they lie in the files;
   *     what is left may be more, by as much as one entry for each segment
   * @return an index up to {@code upToIndex}; where the log begins already, or {@code upToIndex} if
   *     that is less, if it holds no more than is to be kept
   */
  public long discardableIndex(long upToIndex, long bytesKept) {
    return durable.discardableIndex(upToIndex, bytesKept);
  }

  /**
   * Index of the last entry appended, durable or not; that of the start if there is none. For the
   * thread that appends.
   */
  public long lastIndex() {
    return pending.lastIndex();
  }

  /** Where the durable log begins. Safe from any thread. */
  public LogStart start() {
    return durable.start();
  }

  /** Index of the last durable entry, that of the start if there is none. Safe from any thread. */
  public long durableIndex() {
    return durable.lastIndex();
  }

  /**
   * Closes the files. What was not synced is lost.
   *
   * @throws IOException if the operating system complains
   */
  @Override
  public void close() throws IOException {
    if (failure == null) {
      failure = new IOException("the log was closed");
    }
    writer.close();
  }

  private void prepare() throws IOException {
    try {
      prepareWithWhatIsFree();
    } catch (DiskFullException full) {
      throw full;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void prepareWithWhatIsFree() throws IOException {
    try {
      writer.prepare();
    } catch (DiskFullException full) {
      if (firstSegmentId == durable.neededSegmentId()) {
        throw full;
      }
      deleteUnneeded(Long.MAX_VALUE);
      writer.prepare();
    }
  }

  private void deleteUnneeded(long most) throws IOException {
    try {
      for (long i = 0; i < most && firstSegmentId < durable.neededSegmentId(); i++) {
        disk.delete(SegmentHeader.fileName(firstSegmentId));
        disk.sync();
        firstSegmentId++;
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private boolean begins(Batch batch) {
    return batch.opens() != null && batch.segmentId() > writer.segmentId();
  }

  private void roll(Batch batch) throws IOException {
    try {
      writer.roll(Objects.requireNonNull(batch.opens()));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Nothing was said of a write that did not fit, so it may be written again. */
  private void write(Batch batch) throws IOException {
    try {
      writer.write(batch);
    } catch (DiskFullException full) {
      throw full;
    } catch (IOException e) {
      throw failed(e);
    }
    written.add(batch);
  }

  private void settle() throws IOException {
    if (written.isEmpty()) {
      return;
    }
    try {
      writer.sync();
    } catch (IOException e) {
      throw failed(e);
    }
    durable.publish(written);
    for (Batch batch : written) {
      pending.recycle(batch.buffer());
    }
    written.clear();
  }

  private IOException failed(IOException e) {
    failure = e;
    return e;
  }

  private void refuseIfFailed() throws FailedLogException {
    IOException first = failure;
    if (first != null) {
      throw new FailedLogException(first);
    }
  }
}
