package dev.balsa.log;

import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.Recovered;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
   * Bytes that were synced are never written again, so readers need no lock while they read a file:
   * only the table of positions and the newest entries are shared, and guarded by "lock".
   */
  private final Disk disk;
  private final LogSettings settings;
  private final Recovered recovered;
  private final Pending pending;
  private final SegmentWriter writer;
  private final ArrayList<Batch> written = new ArrayList<>();
  private final Object lock = new Object();
  private final EntryIndex index;
  private final Tail tail;
  private volatile @Nullable IOException failure;

  private SegmentedLog(Disk disk, LogSettings settings, Recovery.Outcome outcome) {
    Replay replay = outcome.replay();
    this.disk = disk;
    this.settings = settings;
    this.pending = outcome.pending();
    this.writer = outcome.writer();
    this.index = replay.index();
    this.tail = replay.tail();
    this.recovered =
        new Recovered(replay.hardState(), replay.terms().runs(), index.lastIndex(), tail.all());
  }

  /**
   * Opens the log of a disk, making an empty one if there is none; what a crash cut off at its end
   * is removed. {@link DataDirectory#openLog} also notices that a log is gone.
   *
   * @throws DamagedLogException if something durable is not what was written; nothing is changed
   *     then
   * @throws DiskFullException if there is no room for a segment; nothing is lost then
   * @throws IOException if the disk fails
   */
  public static SegmentedLog open(Disk disk, LogSettings settings) throws IOException {
    return new SegmentedLog(disk, settings, Recovery.run(disk, settings));
  }

  /** What the disk held when the log was opened. */
  public Recovered recovered() {
    return recovered;
  }

  /**
   * Appends term and vote, if given, and then entries. They are kept in memory until {@link #sync}.
   *
   * @param hardState term and vote if they changed; the term never falls, and a vote in a term is
   *     for good
   * @param entries contiguous; the first one may lie at or below the end of the log, which then
   *     ends before it
   * @throws IllegalArgumentException if they cannot come next, or a payload is longer than {@link
   *     LogSettings#recordBytesMax}; nothing is appended then
   * @throws FailedLogException if an earlier write failed
   */
  public void append(@Nullable HardState hardState, List<Entry> entries) throws IOException {
    refuseIfFailed();
    pending.append(hardState, entries);
  }

  /**
   * Makes everything appended durable. Without anything appended it does nothing.
   *
   * @throws DiskFullException if there is no room for a new segment; what could not be written
   *     stays in memory, and this may be called again when there is room
   * @throws IOException if the disk fails: what is durable is unknown until the log is opened
   *     again, and every later call throws (rule D5)
   */
  public void sync() throws IOException {
    refuseIfFailed();
    for (Batch batch = pending.first(); batch != null; batch = pending.first()) {
      if (batch.opens() != null) {
        settle();
        prepare();
      }
      write(batch);
      pending.removeFirst();
    }
    settle();
  }

  /**
   * Durable entries from an index on, as they were when they were appended. Safe from any thread.
   *
   * @param fromIndex from 1
   * @param bytesMax stop before exceeding this, as counted by {@link Entry#sizeBytes()}, but return
   *     at least one entry; or earlier, where it suits the files
   * @return nothing if the log has no durable entry at this index
   * @throws DamagedLogException if the disk does not hold what was written
   * @throws FailedLogException if an earlier write failed
   * @throws IOException if the disk cannot be read
   */
  public List<Entry> read(long fromIndex, int bytesMax) throws IOException {
    if (fromIndex < 1) {
      throw new IllegalArgumentException("the first entry is 1, not " + fromIndex);
    }
    refuseIfFailed();
    EntryReader reader;
    synchronized (lock) {
      if (fromIndex > index.lastIndex()) {
        return List.of();
      }
      if (tail.holds(fromIndex)) {
        return tail.from(fromIndex, bytesMax);
      }
      reader = EntryReader.of(index.partOf(fromIndex), fromIndex, bytesMax, settings.owner());
    }
    return reader.read(disk);
  }

  /**
   * Index of the last entry appended, durable or not; 0 if there is none. For the thread that
   * appends.
   */
  public long lastIndex() {
    return pending.lastIndex();
  }

  /** Index of the last durable entry, 0 if there is none. Safe from any thread. */
  public long durableIndex() {
    synchronized (lock) {
      return index.lastIndex();
    }
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
      writer.prepare();
    } catch (DiskFullException full) {
      throw full;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void write(Batch batch) throws IOException {
    try {
      if (batch.opens() != null) {
        writer.roll(batch.opens());
      }
      writer.write(batch);
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
    synchronized (lock) {
      for (Batch batch : written) {
        publish(batch);
      }
    }
    for (Batch batch : written) {
      pending.recycle(batch.buffer());
    }
    written.clear();
  }

  private void publish(Batch batch) {
    if (batch.opens() != null) {
      index.begin(batch.segmentId());
    }
    List<Entry> entries = batch.entries();
    for (int i = 0; i < entries.size(); i++) {
      index.add(entries.get(i).index(), batch.offsetOf(i));
      tail.add(entries.get(i));
    }
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
