package dev.balsa.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The identity of a data directory in two slots, of which one is always whole. For one thread. */
final class IdentityFile {
  /*
   * Rule D4. Each slot is a file with a generation and a checksum; the newer whole one counts, and
   * the other is the one that is written next, so a crash in the middle of a write leaves the one
   * that counted.
   *
   * Slot, big-endian: 0 "BALSAIDT", 8 checksum of all that follows, 12 version, 16 generation, 24
   * cluster, 32 member, 40 directory, 48 boot counter, 56 whether a log was made (1) or not (0).
   *
   * If the other slot is not whole, it may have held the newest boot counter. Then the counter
   * grows by two, so that no number is used twice.
   */
  private static final List<String> NAMES = List.of("identity.a", "identity.b");
  private static final int BYTES = 64;
  private static final long MAGIC = 0x42414c5341494454L;
  private static final int VERSION = 1;

  private record Slot(int place, long generation, Identity identity, boolean logMade) {}

  private final Disk disk;
  private Slot newest;

  private IdentityFile(Disk disk, Slot newest) {
    this.disk = disk;
    this.newest = newest;
  }

  /**
   * Reads the identity, or makes it in a directory without a log, and raises the boot counter
   * durably.
   *
   * @param directory only for messages
   * @param random gives the directory id of a new directory
   */
  static IdentityFile open(
      Disk disk, Path directory, long clusterId, long memberId, LongSupplier random)
      throws IOException {
    List<String> names = disk.list();
    @Nullable String segment = null;
    for (String name : names) {
      if (SegmentHeader.idOf(name) > 0) {
        segment = name;
      }
    }
    Slot a = read(disk, names, 0);
    Slot b = read(disk, names, 1);
    Slot newest = a == null || (b != null && b.generation() > a.generation()) ? b : a;
    if (newest == null) {
      refuseUnlessNew(directory, names, segment);
      Identity none = new Identity(clusterId, memberId, random.getAsLong(), 0);
      IdentityFile file = new IdentityFile(disk, new Slot(1, 0, none, false));
      file.start(false, false);
      file.write(file.newest.identity(), false, false);
      return file;
    }
    refuseUnlessOurs(directory, newest.identity(), clusterId, memberId);
    if (newest.logMade() && segment == null) {
      throw new DataDirectoryException(directory, new DataDirectoryException.Problem.LogMissing());
    }
    boolean otherWhole = a != null && b != null;
    IdentityFile file = new IdentityFile(disk, newest);
    file.start(otherWhole, segment != null);
    return file;
  }

  /** Who this is. */
  Identity identity() {
    return newest.identity();
  }

  /** From now on the log must be there. */
  void logMade() throws IOException {
    if (!newest.logMade()) {
      write(newest.identity(), true, true);
    }
  }

  private void start(boolean otherWhole, boolean logMade) throws IOException {
    Identity last = newest.identity();
    long step = otherWhole || last.bootCounter() == 0 ? 1 : 2;
    Identity next =
        new Identity(
            last.clusterId(), last.memberId(), last.directoryId(), last.bootCounter() + step);
    write(next, logMade || newest.logMade(), otherWhole);
  }

  private void write(Identity identity, boolean logMade, boolean inPlace) throws IOException {
    Slot slot = new Slot(1 - newest.place(), newest.generation() + 1, identity, logMade);
    String name = NAMES.get(slot.place());
    if (!inPlace && disk.list().contains(name)) {
      disk.delete(name);
    }
    try (Disk.File file = inPlace ? disk.openForWriting(name) : disk.create(name)) {
      file.write(0, encode(slot));
      file.sync();
    }
    if (!inPlace) {
      disk.sync();
    }
    newest = slot;
  }

  private static void refuseUnlessNew(Path directory, List<String> names, @Nullable String segment)
      throws DataDirectoryException {
    List<String> present = NAMES.stream().filter(names::contains).toList();
    if (segment != null && present.isEmpty()) {
      throw new DataDirectoryException(
          directory, new DataDirectoryException.Problem.IdentityMissing(segment));
    }
    if (segment != null || present.size() == NAMES.size()) {
      // A crash of the very first start can leave one slot in pieces, but never two, and never a
      // log.
      throw new DataDirectoryException(
          directory,
          new DataDirectoryException.Problem.Damaged(
              String.join(" and ", present), "cannot be read (wrong length, checksum or version)"));
    }
  }

  private static void refuseUnlessOurs(
      Path directory, Identity found, long clusterId, long memberId) throws DataDirectoryException {
    if (found.clusterId() != clusterId) {
      throw new DataDirectoryException(
          directory, new DataDirectoryException.Problem.WrongCluster(clusterId, found.clusterId()));
    }
    if (found.memberId() != memberId) {
      throw new DataDirectoryException(
          directory, new DataDirectoryException.Problem.WrongMember(memberId, found.memberId()));
    }
  }

  private static ByteBuffer encode(Slot slot) {
    Identity identity = slot.identity();
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(MAGIC).putInt(0).putInt(VERSION).putLong(slot.generation());
    bytes.putLong(identity.clusterId()).putLong(identity.memberId());
    bytes.putLong(identity.directoryId()).putLong(identity.bootCounter());
    bytes.putLong(slot.logMade() ? 1 : 0).flip();
    return bytes.putInt(8, new Checksum(0, 0).of(bytes, 12, BYTES));
  }

  private static @Nullable Slot read(Disk disk, List<String> names, int place) throws IOException {
    if (!names.contains(NAMES.get(place))) {
      return null;
    }
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    try (Disk.File file = disk.open(NAMES.get(place))) {
      if (file.sizeBytes() != BYTES || file.read(0, bytes) != BYTES) {
        return null;
      }
    }
    boolean whole =
        bytes.getLong(0) == MAGIC
            && bytes.getInt(8) == new Checksum(0, 0).of(bytes, 12, BYTES)
            && bytes.getInt(12) == VERSION;
    if (!whole) {
      return null;
    }
    Identity identity =
        new Identity(bytes.getLong(24), bytes.getLong(32), bytes.getLong(40), bytes.getLong(48));
    return new Slot(place, bytes.getLong(16), identity, bytes.getLong(56) != 0);
  }
}
