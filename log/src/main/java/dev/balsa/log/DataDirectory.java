package dev.balsa.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds everything one member must not forget. Whoever has it open is the only
 * one who has. For one thread, except {@link #disk} and {@link #identity}.
 */
public final class DataDirectory implements AutoCloseable {
  /** Where the folders of groups are. */
  static final String GROUPS = "groups";

  /** Where the journal of all groups is. */
  static final String JOURNAL = "journal";

  private static final String MADE = ".made";
  private static final String REFUSED = ".refused";

  private final Path directory;
  private final SharedVolume volume;
  private final DirectoryLock lock;
  private final FileDisk disk;
  private final IdentityFile identityFile;
  private final Map<Integer, DamagedLogException> refusals = new HashMap<>();
  private @Nullable Journal journal;

  private DataDirectory(
      Path directory, DirectoryLock lock, FileDisk disk, IdentityFile identityFile) {
    this.directory = directory;
    this.volume = new SharedVolume(disk::freeBytes);
    this.lock = lock;
    this.disk = disk;
    this.identityFile = identityFile;
  }

  /**
   * Opens the data directory of a member, making it, readable only by this user, if it does not
   * exist.
   *
   * @param memberId the number of the member; {@link #identity} may have the id of a successor
   * @throws DataDirectoryException if a running process holds it, it belongs to another cluster or
   *     member, what it held is gone or damaged, or it cannot be written; {@link
   *     DataDirectoryException#problem} says which
   */
  public static DataDirectory open(Path directory, long clusterId, long memberId)
      throws DataDirectoryException {
    return open(directory, clusterId, memberId, new SecureRandom()::nextLong);
  }

  /**
   * As {@link #open(Path, long, long)}, with a source of the random number that a new directory
   * gets.
   */
  static DataDirectory open(Path directory, long clusterId, long memberId, LongSupplier random)
      throws DataDirectoryException {
    try {
      make(directory.toAbsolutePath());
      DirectoryLock lock = DirectoryLock.acquire(directory);
      boolean opened = false;
      try {
        Path real = directory.toRealPath();
        FileDisk disk = FileDisk.at(real);
        long id =
            disk.list().contains(LostPast.MARK) ? MemberId.successor(memberId, random) : memberId;
        IdentityFile identity = IdentityFile.open(disk, directory, clusterId, id, random);
        opened = true;
        return new DataDirectory(real, lock, disk, identity);
      } finally {
        if (!opened) {
          lock.close();
        }
      }
    } catch (DataDirectoryException e) {
      throw e;
    } catch (IOException e) {
      throw new DataDirectoryException(directory, e);
    }
  }

  /**
   * Puts everything in a data directory aside, into a folder {@code lost-1}, {@code lost-2} and so
   * on inside it. Whoever opens it from then on is a successor, see {@link MemberId}. If this
   * breaks off, the directory cannot be opened, and it can be done again.
   *
   * @return the folder
   * @throws DataDirectoryException if a running process holds it
   * @throws IOException if the disk fails
   */
  public static Path setAside(Path directory) throws IOException {
    return LostPast.setAside(directory);
  }

  /** Who this directory belongs to, and the how-manieth start this is. */
  public Identity identity() {
    return identityFile.identity();
  }

  /** Whom this member has met. */
  public List<Acquaintance> acquaintances() {
    return identityFile.acquaintances();
  }

  /**
   * Remembers another member as it is now, durably. By any thread.
   *
   * @throws IOException if the disk fails; the former memory stays
   */
  public void remember(Acquaintance met) throws IOException {
    identityFile.remember(met);
  }

  /**
   * From now on this directory cannot be opened any more. By any thread.
   *
   * @throws IOException if the disk fails
   */
  public void retire(Retirement retirement) throws IOException {
    identityFile.retire(retirement);
  }

  /**
   * From now on this directory belongs to another cluster, of which nobody has been met yet. By any
   * thread.
   *
   * @throws IOException if the disk fails; then it belongs to one or the other
   */
  public void moveTo(long clusterId) throws IOException {
    identityFile.moveTo(clusterId);
  }

  /** The files in it. */
  public Disk disk() {
    return disk;
  }

  /**
   * Opens the log in this directory and remembers that it exists: if it is gone at a later start,
   * that start is refused.
   *
   * @param settings the owner in it is replaced by this directory's id
   * @throws DamagedLogException as {@link SegmentedLog#open}
   * @throws IOException as {@link SegmentedLog#open}
   */
  public SegmentedLog openLog(LogSettings settings) throws IOException {
    SegmentedLog log = SegmentedLog.open(disk, settings.withOwner(identity().directoryId()));
    boolean remembered = false;
    try {
      identityFile.logMade();
      remembered = true;
      return log;
    } finally {
      if (!remembered) {
        log.close();
      }
    }
  }

  /**
   * Opens the log of one of many groups, in a folder of its own in this directory, and remembers
   * that it exists: if it is gone at a later start, that start is refused. The groups share a
   * {@link Journal}, which the first one opens: what all of them write is one sync. For groups one
   * after the other.
   *
   * @param settings the group and the owner in it are replaced
   * @throws DataDirectoryException if the log of this group, or the journal, was here and is gone
   * @throws IllegalArgumentException if the group is negative
   * @throws DamagedLogException as {@link SegmentedLog#open}, and as {@link Journal#open}
   * @throws IOException as {@link SegmentedLog#open}
   */
  public SegmentedLog openLog(int group, LogSettings settings) throws IOException {
    LogSettings own = settings.withOwner(identity().directoryId()).withGroup(group);
    Path folder = directory.resolve(GROUPS).resolve(Integer.toString(group));
    String memory = memory(group, MADE);
    Journal shared = journal();
    FileDisk files = folder(folder, memory);
    refuseIfTorn(group);
    SegmentedLog log = shared.openLog(group, files, own);
    boolean remembered = false;
    try {
      remember(memory);
      remembered = true;
      return log;
    } finally {
      if (!remembered) {
        log.close();
      }
    }
  }

  private void refuseIfTorn(int group) throws DamagedLogException {
    DamagedLogException why = refusals.get(group);
    if (why != null) {
      throw why;
    }
    if (Files.exists(directory.resolve(memory(group, REFUSED)))) {
      throw new DamagedLogException(
          GROUPS + "/" + group,
          0,
          1,
          "at an earlier start a segment was not there of which the journal of the groups held a"
              + " part, which is lost");
    }
  }

  private Journal journal() throws IOException {
    Journal opened = journal;
    if (opened == null) {
      FileDisk files = folder(directory.resolve(JOURNAL), JOURNAL + MADE);
      LogSettings settings = LogSettings.STANDARD.withOwner(identity().directoryId());
      opened = Journal.open(files, settings, new GroupDisks());
      journal = opened;
      remember(JOURNAL + MADE);
    }
    return opened;
  }

  /** The folders of groups, as the journal sees them. */
  private final class GroupDisks implements Journal.Disks {
    @Override
    public @Nullable Disk of(int group) {
      Path folder = directory.resolve(GROUPS).resolve(Integer.toString(group));
      return Files.isDirectory(folder) ? FileDisk.at(folder, volume) : null;
    }

    @Override
    public void refuses(int group, DamagedLogException why) throws IOException {
      refusals.put(group, why);
      remember(memory(group, REFUSED));
    }
  }

  private static String memory(int group, String what) {
    return "group-" + group + what;
  }

  /** A folder with a log, which must be there if that is remembered. */
  private FileDisk folder(Path folder, String memory) throws IOException {
    make(folder);
    FileDisk files = FileDisk.at(folder, volume);
    boolean made = Files.exists(directory.resolve(memory));
    if (made && files.list().stream().noneMatch(name -> SegmentHeader.idOf(name) > 0)) {
      throw new DataDirectoryException(folder, new DataDirectoryException.Problem.LogMissing());
    }
    return files;
  }

  private void remember(String memory) throws IOException {
    if (!Files.exists(directory.resolve(memory))) {
      disk.createEmpty(memory);
      disk.sync();
    }
  }

  /**
   * Lets others in. Close the logs first.
   *
   * @throws IOException if the operating system complains
   */
  @Override
  public void close() throws IOException {
    Journal shared = journal;
    try {
      if (shared != null) {
        shared.close();
      }
    } finally {
      lock.close();
    }
  }

  private static void make(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.getParent();
    Path existing = parent;
    while (existing != null && !Files.isDirectory(existing)) {
      existing = existing.getParent();
    }
    if (parent == null || existing == null) {
      throw new IOException("there is no directory to make it in");
    }
    Files.createDirectories(parent);
    if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createDirectory(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(directory);
    }
    for (Path path = parent; path != null; path = path.equals(existing) ? null : path.getParent()) {
      FileDisk.at(path).sync();
    }
  }
}
