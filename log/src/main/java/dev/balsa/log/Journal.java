package dev.balsa.log;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream in which the logs of many groups are made durable, so that one sync does for all that
 * came in while the one before was under way. Safe for use by many threads.
 *
 * <p>The logs themselves stay what they are, each in files of its own, which are written at once
 * and synced later. After a crash the journal writes again what they may have lost.
 */
public final class Journal implements AutoCloseable {
  /*
   * A journal of what to redo, as file systems and databases have it. It is a SegmentedLog itself:
   * its entries are pieces of the groups' segments, so torn ends, rot, a full disk and old segments
   * are dealt with as in any log, and its snapshots are empty: the files themselves hold what came
   * before.
   *
   * Why it is right to write again: a sector of a segment that was synced is never written again
   * (BatchFrame), numbers of segments do not come back, and what a start finds whole in a segment
   * stays there. So what the journal says of a sector is what it has to hold for as long as the
   * segment exists, in any order and any number of times, if only it is whole: what one sync of a
   * segment covered is redone together or not at all.
   *
   * Segments are deleted lowest first, and the log itself knows whether it needs one that is not
   * there. If any other one is missing, or belongs to somebody else, its group is refused for good,
   * because the segment might be back later, without what was redone for the others.
   *
   * The files are synced one after the other, some with each commit, so that nobody waits for all
   * of them; when that is done, the journal forgets what is in them.
   */
  /** The number in the headers of its own files; no group has it. */
  static final int GROUP = Integer.MAX_VALUE;

  /** The largest entry, in bytes, unless segments are too short for it. */
  static final int RECORD_BYTES_MAX = 256 << 10;

  /** Commits between two looks whether a full disk has room again. */
  private static final int FULL_COMMITS = 64;

  /** The term of all entries. */
  static final long TERM = 1;

  /** The files of groups. */
  public interface Disks {
    /**
     * Those of one group.
     *
     * @return null if there are none
     * @throws IOException if that cannot be found out
     */
    @Nullable Disk of(int group) throws IOException;

    /**
     * The log of a group lacks what the journal does not keep any longer, so it must not be opened,
     * now or later. This has to be durable when it returns.
     *
     * @throws IOException if it may not be durable
     */
    void refuses(int group, DamagedLogException why) throws IOException;
  }

  private final SegmentedLog log;
  private final int redone;
  private final int recordBytesMax;
  private final Commits commits = new Commits(this::commit);
  private final Checkpoint checkpoint;
  private @Nullable IOException failure;
  private boolean stuck;
  private int fullCommits;

  private Journal(SegmentedLog log, LogSettings settings, Redo redo) {
    this.log = log;
    this.redone = redo.pieces();
    this.recordBytesMax = settings.recordBytesMax() - JournalRecord.HEAD_BYTES;
    this.checkpoint = new Checkpoint(log, settings.segmentBytes(), redo.bytes());
  }

  private static LogSettings own(LogSettings settings) {
    int segmentBytes = settings.segmentBytes();
    return settings
        .withGroup(GROUP)
        .withSizes(segmentBytes, Math.min(RECORD_BYTES_MAX, segmentBytes - LogSettings.ROOM_BYTES))
        .withMemory(settings.batchBytesMax(), 0);
  }

  /**
   * Opens the journal of a disk of its own, making an empty one if there is none, and brings the
   * files of all groups to where they were.
   *
   * @param settings those of the logs
   * @param disks the files of groups whose logs are not open yet
   * @throws DamagedLogException if the journal is damaged; nothing is redone then
   * @throws DiskFullException as {@link SegmentedLog#open}
   * @throws IOException if the disk fails
   */
  public static Journal open(Disk disk, LogSettings settings, Disks disks) throws IOException {
    LogSettings own = own(settings);
    SegmentedLog log = SegmentedLog.open(disk, own);
    boolean opened = false;
    try {
      Redo redo = new Redo(log, own.owner(), disks);
      redo.run();
      opened = true;
      return new Journal(log, own, redo);
    } finally {
      if (!opened) {
        log.close();
      }
    }
  }

  /**
   * Opens the log of a group, whose syncs go to this journal from then on.
   *
   * @param group 0 to 2,147,483,646
   * @throws DamagedLogException as {@link SegmentedLog#open}
   * @throws IOException as {@link SegmentedLog#open}
   */
  public SegmentedLog openLog(int group, Disk disk, LogSettings settings) throws IOException {
    JournaledDisk journaled = new JournaledDisk(disk, this, group);
    SegmentedLog opened = SegmentedLog.open(journaled, settings.withGroup(group));
    journaled.begin();
    return opened;
  }

  /** How many pieces of segments were written again when it was opened. */
  public int redone() {
    return redone;
  }

  /** The largest piece of a segment in one entry, in bytes. */
  int recordBytesMax() {
    return recordBytesMax;
  }

  /**
   * Makes writes to a segment durable.
   *
   * @throws DiskFullException if there is no room here; the segment's file can be synced instead
   * @throws IOException if the disk fails, now or before
   */
  void write(JournaledFile file, List<byte[]> records) throws IOException {
    commits.commit(new Commits.Ticket(file, records));
  }

  /** A segment was deleted. */
  void forget(int group, long segmentId) throws IOException {
    checkpoint.forget(group, segmentId);
  }

  /** Whether a file can be closed at once; if not, it is released later. */
  boolean mayClose(JournaledFile file) {
    return checkpoint.mayClose(file);
  }

  private void commit(List<Commits.Ticket> tickets) throws IOException {
    IOException earlier = failure;
    if (earlier != null) {
      throw new FailedLogException(earlier);
    }
    List<Entry> entries = new ArrayList<>();
    int bytes = 0;
    long worst = 0;
    for (Commits.Ticket ticket : tickets) {
      List<byte[]> records = ticket.records();
      for (int part = 0; part < records.size(); part++) {
        Bytes payload = JournalRecord.numbered(records.get(part), part, records.size());
        long index = log.lastIndex() + 1 + entries.size();
        entries.add(new Entry(index, TERM, EntryKind.COMMAND, payload));
        bytes += LogRecord.HEAD_BYTES + payload.length();
        // Each in a batch of its own.
        worst += BatchFrame.spaceBytes(LogRecord.HEAD_BYTES + payload.length());
      }
    }
    makeRoom(worst);
    log.append(log.lastIndex() == 0 ? new HardState(TERM, HardState.NOBODY) : null, entries);
    sync();
    for (Commits.Ticket ticket : tickets) {
      checkpoint.wrote(ticket.file());
    }
    shorten(BatchFrame.spaceBytes(bytes));
  }

  /** Rule D5: what a file holds after a failed sync is not known, so nothing is forgotten then. */
  private void shorten(long bytes) throws IOException {
    try {
      checkpoint.step(bytes);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** What needs more than is there is not even begun, because it would have to wait here. */
  private void makeRoom(long bytes) throws IOException {
    if (!stuck && !log.isFull()) {
      return;
    }
    if (fullCommits++ % FULL_COMMITS == 0) {
      sync();
      if (log.makeRoom()) {
        fullCommits = 0;
      }
    }
    if (stuck || (log.isFull() && bytes > log.roomBytes())) {
      throw new DiskFullException("No room for the journal of the groups; free some space");
    }
  }

  private void sync() throws IOException {
    stuck = true;
    log.sync();
    stuck = false;
  }

  /**
   * Closes its files, and those that the logs have left to it. Close the logs first.
   *
   * @throws IOException if the operating system complains
   */
  @Override
  public void close() throws IOException {
    try {
      commits.alone(checkpoint::close);
    } finally {
      log.close();
    }
  }
}
