package dev.balsa.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The identity of a data directory in two slots, of which one is always whole. By any thread. */
final class IdentityFile {
  /*
   * Rule D4. Each slot is a file with a generation and a checksum; the newer whole one counts, and
   * the other is the one that is written next, so a crash in the middle of a write leaves the one
   * that counted.
   *
   * Slot, big-endian: 0 "BALSAIDT", 8 checksum of all that follows, 12 version, 16 generation, 24
   * cluster, 32 member, 40 directory, 48 boot counter, 56 whether a log was made (1) or not (0), 64
   * cause of the retirement or 0, 72 who said so, 80 lives, the newest first, 336 how many
   * acquaintances, 344 each as member, directory, boot counter, life; zeros to the end. Version 1
   * had the first 64 bytes and no more.
   *
   * If the other slot is not whole, it may have held the newest boot counter. Then the counter
   * grows by two, so that no number is used twice, and the life between is unknown. A retirement
   * stands in both slots.
   */
  private static final List<String> NAMES = List.of("identity.a", "identity.b");
  private static final int BYTES = 1024;
  private static final int BYTES_OF_VERSION_1 = 64;
  private static final int LIVES_AT = 80;
  private static final int ACQUAINTANCES_AT = LIVES_AT + Identity.LIVES_MAX * Long.BYTES;
  private static final long MAGIC = 0x42414c5341494454L;
  private static final int VERSION = 2;

  private record Slot(
      int place,
      long generation,
      Identity identity,
      boolean logMade,
      @Nullable Retirement retirement,
      List<Acquaintance> acquaintances) {
    Slot next(Identity newIdentity, boolean newLogMade) {
      return new Slot(
          1 - place, generation + 1, newIdentity, newLogMade, retirement, acquaintances);
    }
  }

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
      IdentityFile file = new IdentityFile(disk, new Slot(1, 0, none, false, null, List.of()));
      file.start(false, false, random);
      file.write(file.newest.next(file.newest.identity(), false), false);
      return file;
    }
    refuseUnlessOurs(directory, newest.identity(), clusterId, memberId);
    Retirement retirement = newest.retirement();
    if (retirement != null) {
      throw new DataDirectoryException(
          directory, new DataDirectoryException.Problem.Retired(retirement));
    }
    if (newest.logMade() && segment == null) {
      throw new DataDirectoryException(directory, new DataDirectoryException.Problem.LogMissing());
    }
    boolean otherWhole = a != null && b != null;
    IdentityFile file = new IdentityFile(disk, newest);
    file.start(otherWhole, segment != null, random);
    return file;
  }

  /** Whether a file is one of the two slots. */
  static boolean isSlot(String name) {
    return NAMES.contains(name);
  }

  /** Who this is. */
  synchronized Identity identity() {
    return newest.identity();
  }

  /** Whom this member has met, the earliest first. */
  synchronized List<Acquaintance> acquaintances() {
    return newest.acquaintances();
  }

  /** From now on the log must be there. */
  synchronized void logMade() throws IOException {
    if (!newest.logMade()) {
      write(newest.next(newest.identity(), true), true);
    }
  }

  /** Remembers another member as it is now. */
  synchronized void remember(Acquaintance met) throws IOException {
    if (newest.acquaintances().contains(met)) {
      return;
    }
    List<Acquaintance> all = new ArrayList<>(newest.acquaintances());
    all.removeIf(known -> known.memberId() == met.memberId());
    if (all.size() == Acquaintance.MAX) {
      all.removeFirst();
    }
    all.add(met);
    Slot next = newest.next(newest.identity(), newest.logMade());
    write(
        new Slot(
            next.place(),
            next.generation(),
            next.identity(),
            next.logMade(),
            next.retirement(),
            List.copyOf(all)),
        true);
  }

  /** From now on nothing may be started on this directory. */
  synchronized void retire(Retirement retirement) throws IOException {
    for (int slot = 0; slot < NAMES.size(); slot++) {
      Slot next = newest.next(newest.identity(), newest.logMade());
      write(
          new Slot(
              next.place(),
              next.generation(),
              next.identity(),
              next.logMade(),
              retirement,
              next.acquaintances()),
          true);
    }
  }

  /** From now on this is a member of another cluster. */
  synchronized void moveTo(long clusterId) throws IOException {
    for (int slot = 0; slot < NAMES.size(); slot++) {
      Identity last = newest.identity();
      Identity moved =
          new Identity(
              clusterId, last.memberId(), last.directoryId(), last.bootCounter(), last.lives());
      Slot next = newest.next(moved, newest.logMade());
      write(
          new Slot(
              next.place(),
              next.generation(),
              next.identity(),
              next.logMade(),
              next.retirement(),
              List.of()),
          true);
    }
  }

  private void start(boolean otherWhole, boolean logMade, LongSupplier random) throws IOException {
    Identity last = newest.identity();
    long step = otherWhole || last.bootCounter() == 0 ? 1 : 2;
    List<Long> lives = new ArrayList<>(last.lives());
    if (step == 2) {
      lives.addFirst(0L);
    }
    // Zero means unknown.
    lives.addFirst(random.getAsLong() | 1);
    Identity next =
        new Identity(
            last.clusterId(),
            last.memberId(),
            last.directoryId(),
            last.bootCounter() + step,
            lives.subList(0, Math.min(lives.size(), Identity.LIVES_MAX)));
    write(newest.next(next, logMade || newest.logMade()), otherWhole);
  }

  private void write(Slot slot, boolean inPlace) throws IOException {
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
    if (!MemberId.isSameNumber(found.memberId(), memberId)) {
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
    bytes.putLong(slot.logMade() ? 1 : 0);
    Retirement retirement = slot.retirement();
    bytes.putLong(retirement == null ? 0 : retirement.cause().number());
    bytes.putLong(retirement == null ? 0 : retirement.by());
    identity.lives().forEach(bytes::putLong);
    bytes.position(ACQUAINTANCES_AT).putLong(slot.acquaintances().size());
    for (Acquaintance met : slot.acquaintances()) {
      bytes.putLong(met.memberId()).putLong(met.directoryId());
      bytes.putLong(met.bootCounter()).putLong(met.life());
    }
    bytes.clear();
    return bytes.putInt(8, new Checksum(0, 0).of(bytes, 12, BYTES));
  }

  private static @Nullable Slot read(Disk disk, List<String> names, int place) throws IOException {
    if (!names.contains(NAMES.get(place))) {
      return null;
    }
    ByteBuffer bytes;
    int size;
    try (Disk.File file = disk.open(NAMES.get(place))) {
      size = (int) Math.min(file.sizeBytes(), Integer.MAX_VALUE);
      if (size != BYTES && size != BYTES_OF_VERSION_1) {
        return null;
      }
      bytes = ByteBuffer.allocate(size);
      if (file.read(0, bytes) != size) {
        return null;
      }
    }
    boolean whole =
        bytes.getLong(0) == MAGIC
            && bytes.getInt(8) == new Checksum(0, 0).of(bytes, 12, size)
            && bytes.getInt(12) == (size == BYTES ? VERSION : 1);
    if (!whole) {
      return null;
    }
    List<Long> lives = new ArrayList<>();
    List<Acquaintance> acquaintances = new ArrayList<>();
    Retirement retirement = null;
    if (size == BYTES) {
      long starts = Math.min(Identity.LIVES_MAX, bytes.getLong(48));
      for (int i = 0; i < starts; i++) {
        lives.add(bytes.getLong(LIVES_AT + i * Long.BYTES));
      }
      long cause = bytes.getLong(64);
      if (cause != 0) {
        retirement = new Retirement(Retirement.Cause.of(cause), bytes.getLong(72));
      }
      bytes.position(ACQUAINTANCES_AT);
      for (long left = bytes.getLong(); left > 0; left--) {
        acquaintances.add(
            new Acquaintance(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong()));
      }
    }
    Identity identity =
        new Identity(
            bytes.getLong(24), bytes.getLong(32), bytes.getLong(40), bytes.getLong(48), lives);
    return new Slot(
        place,
        bytes.getLong(16),
        identity,
        bytes.getLong(56) != 0,
        retirement,
        List.copyOf(acquaintances));
  }
}
