package dev.balsa.log;

import dev.balsa.core.LogStart;
import dev.balsa.core.SnapshotMeta;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of one server, in files beside its log. Safe for use by many threads, each with
 * writers, receivers and readers of its own.
 */
public final class Snapshots {
  /*
   * Only the newest one counts. It takes the place of the one before when its bytes are durable,
   * were read back, and its name is durable; then the older file is deleted, or, while somebody
   * reads it, when the last reader is done. Nothing is ever written into a file that counts.
   *
   * "committing" is held while the disk works, "lock" never.
   */
  private final Disk disk;
  private final LogSettings settings;

  /** No snapshot is shorter, in bytes. */
  public static final long SIZE_BYTES_MIN = SnapshotHeader.BYTES_MIN + SnapshotEnd.BYTES;

  private final Object committing = new Object();
  private final Object lock = new Object();
  private final Map<SnapshotMeta, Integer> readers = new HashMap<>();
  private final Set<SnapshotMeta> replaced = new HashSet<>();
  private @Nullable SnapshotMeta newest;
  private long drafts;

  Snapshots(Disk disk, LogSettings settings, @Nullable SnapshotMeta newest) {
    this.disk = disk;
    this.settings = settings;
    this.newest = newest;
  }

  /** The newest durable snapshot, null if there is none. */
  public @Nullable SnapshotMeta newest() {
    synchronized (lock) {
      return newest;
    }
  }

  /**
   * How much room there is for them and for the log, as {@link Disk#freeBytes}.
   *
   * @throws IOException if that cannot be found out
   */
  public long freeBytes() throws IOException {
    return disk.freeBytes();
  }

  /**
   * Begins to write a snapshot of this member's own state.
   *
   * @param meta what it stands for: a committed entry
   * @throws DiskFullException if there is no room
   * @throws IOException if the disk fails
   */
  public SnapshotWriter create(SnapshotMeta meta) throws IOException {
    SnapshotHeader header =
        new SnapshotHeader(settings.owner(), settings.group(), settings.snapshotChunkBytes(), meta);
    return new SnapshotWriter(draft(meta), header, settings.snapshotFingerprintsMax());
  }

  /**
   * Begins to take in a snapshot that another member sends.
   *
   * @param sizeBytes how long the file is there, as {@link SnapshotReader#sizeBytes} says
   * @throws IllegalArgumentException if no snapshot is that short
   * @throws DiskFullException if there is no room
   * @throws IOException if the disk fails
   */
  public SnapshotReceiver receive(SnapshotMeta meta, long sizeBytes) throws IOException {
    return receive(meta, sizeBytes, true, null);
  }

  /**
   * The same, with a choice.
   *
   * @param reuses whether chunks that the newest snapshot here has as well are taken from there
   * @param before one that does not become whole any more; its chunks are taken as well, and it is
   *     closed when that is done, or with the new one
   */
  public SnapshotReceiver receive(
      SnapshotMeta meta, long sizeBytes, boolean reuses, @Nullable SnapshotReceiver before)
      throws IOException {
    if (sizeBytes < SIZE_BYTES_MIN) {
      throw new IllegalArgumentException("no snapshot has " + sizeBytes + " bytes");
    }
    return new SnapshotReceiver(
        draft(meta), meta, sizeBytes, settings, reuses ? this : null, before);
  }

  /**
   * Opens a snapshot for reading; close the reader soon, so that the file can be removed when a
   * newer one is there.
   *
   * @param meta as {@link #newest} has given it
   * @throws NoSuchFileException if a newer one has taken its place by now
   * @throws DamagedSnapshotException if its first or last bytes are not what was written
   * @throws IOException if the disk does not give them
   */
  public SnapshotReader open(SnapshotMeta meta) throws IOException {
    String name = SnapshotHeader.fileName(meta);
    synchronized (lock) {
      if (!meta.equals(newest) && !replaced.contains(meta)) {
        throw new NoSuchFileException(name);
      }
      readers.merge(meta, 1, Integer::sum);
    }
    Disk.File file = null;
    SnapshotReader reader = null;
    try {
      file = disk.open(name);
      reader = new SnapshotReader(this, SnapshotScan.of(name, file, settings), file);
      return reader;
    } finally {
      if (reader == null) {
        if (file != null) {
          file.close();
        }
        release(meta);
      }
    }
  }

  /**
   * Opens the newest snapshot, as {@link #open} does.
   *
   * @throws NoSuchFileException if there is none
   */
  public SnapshotReader openNewest() throws IOException {
    while (true) {
      SnapshotMeta meta = newest();
      if (meta == null) {
        throw new NoSuchFileException("a snapshot");
      }
      try {
        return open(meta);
      } catch (NoSuchFileException replacedMeanwhile) {
        if (meta.equals(newest())) {
          throw replacedMeanwhile;
        }
      }
    }
  }

  /** Lets a checked and durable file count under its name, unless a newer one does. */
  void install(String draftName, SnapshotMeta meta) throws IOException {
    synchronized (committing) {
      SnapshotMeta before = newest();
      if (before != null && before.index() > meta.index()) {
        disk.delete(draftName);
        return;
      }
      disk.rename(draftName, SnapshotHeader.fileName(meta));
      disk.sync();
      if (replace(meta)) {
        disk.delete(SnapshotHeader.fileName(Objects.requireNonNull(before)));
      }
    }
  }

  /** Somebody has read a snapshot. */
  void release(SnapshotMeta meta) throws IOException {
    synchronized (lock) {
      if (readers.merge(meta, -1, Integer::sum) > 0) {
        return;
      }
      readers.remove(meta);
      if (!replaced.remove(meta)) {
        return;
      }
    }
    disk.delete(SnapshotHeader.fileName(meta));
  }

  /** Removes every file that is no snapshot yet or none that counts; when nobody uses any. */
  void sweep() throws IOException {
    SnapshotMeta kept = newest();
    for (String name : new ArrayList<>(disk.list())) {
      boolean counts = kept != null && name.equals(SnapshotHeader.fileName(kept));
      if (SnapshotHeader.isNew(name) || (SnapshotHeader.isSnapshot(name) && !counts)) {
        disk.delete(name);
      }
    }
  }

  /** Whether the one before can be deleted at once. */
  private boolean replace(SnapshotMeta meta) {
    synchronized (lock) {
      SnapshotMeta before = newest;
      newest = meta;
      if (before == null || SnapshotHeader.fileName(before).equals(SnapshotHeader.fileName(meta))) {
        return false;
      }
      if (readers.containsKey(before)) {
        replaced.add(before);
        return false;
      }
      return true;
    }
  }

  private SnapshotDraft draft(SnapshotMeta meta) throws IOException {
    long ordinal;
    synchronized (lock) {
      ordinal = ++drafts;
    }
    String name = SnapshotHeader.newFileName(meta, ordinal);
    return new SnapshotDraft(this, disk, settings, name, meta);
  }

  /**
   * What the files of a disk hold.
   *
   * @param newest the newest one that is whole, null if there is none
   * @param sizeBytes length of its file
   * @param unusable those newer than it that are not whole
   */
  record Found(
      @Nullable SnapshotMeta newest, long sizeBytes, List<DamagedSnapshotException> unusable) {
    /** The name of one of them, null if there is none. */
    @Nullable String anyName() {
      if (newest != null) {
        return SnapshotHeader.fileName(newest);
      }
      return unusable.isEmpty() ? null : unusable.getFirst().file();
    }

    /**
     * Why a log with this start cannot be used with these snapshots, or null if it can: what lies
     * before the start must be in a snapshot.
     */
    @Nullable DamagedLogException complaint(LogStart start) {
      boolean covered =
          start.index() == 0
              || (newest != null
                  && newest.index() >= start.index()
                  && newest.term() >= start.term()
                  && (newest.index() > start.index() || newest.term() == start.term()));
      if (covered) {
        return null;
      }
      String needs =
          "the log begins after entry "
              + start.index()
              + " of term "
              + start.term()
              + ", so a snapshot of that entry or a later one is needed, and ";
      return unusable.isEmpty()
          ? new DamagedLogException(
              SnapshotHeader.fileName(start.index(), start.term()), 0, 1, needs + "there is none")
          : new DamagedLogException(
              unusable.getFirst().file(),
              unusable.getFirst().offset(),
              1,
              needs + "this one is damaged: " + unusable.getFirst().why());
    }
  }

  /**
   * Finds the newest whole snapshot among some files, reading it from start to end. Changes
   * nothing.
   *
   * @param settings whose snapshots they must be, or null if any owner and group will do
   */
  static Found find(Disk disk, List<String> names, @Nullable LogSettings settings)
      throws IOException {
    List<DamagedSnapshotException> unusable = new ArrayList<>();
    List<String> snapshots = names.stream().filter(SnapshotHeader::isSnapshot).sorted().toList();
    for (String name : snapshots.reversed()) {
      try (Disk.File file = disk.open(name)) {
        SnapshotScan scan = SnapshotScan.of(name, file, settings);
        SnapshotMeta meta = scan.header().meta();
        if (!SnapshotHeader.fileName(meta).equals(name)) {
          throw new DamagedSnapshotException(name, 0, "the file holds " + meta);
        }
        scan.checkAll();
        return new Found(meta, scan.sizeBytes(), unusable);
      } catch (DamagedSnapshotException e) {
        unusable.add(e);
      }
    }
    return new Found(null, 0, unusable);
  }
}
