package dev.balsa.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what was synced last on one disk, and damages it. */
final class Rot {
  /*
   * A lost or misdirected write is played afterwards: when it is certain that something follows it,
   * the place it was for becomes what it was before, and for a misdirected one some other place,
   * not written since, becomes what was written. For whoever reads later there is no difference.
   *
   * What is left out, exactly as reliability rule D2 and the fault table state it. A lost or
   * misdirected write at the very tail is invisible on this disk: so a later sync must have
   * covered a write behind it in the same file, whose sync mark tells that it was there. Writes of
   * one sync are one tail, because a power cut may keep any of them. And a synced last sector that
   * turns into the preallocation pattern looks torn: nothing here makes that pattern, except a lost
   * write that is followed. Hence also one damage for each disk: a second one could hit the write
   * that tells of the first.
   */
  private static final int REMEMBERED_MAX = 64;

  /** A write goes astray only among so many others, or there is hardly a wrong place for it. */
  private static final int STRAY_AMONG = 16;

  private static final int PAGE_BYTES = 4096;
  private static final int BITS_MAX = 8;

  /** A write that a sync covered. */
  private static final class Synced {
    final Inode file;
    final int position;
    final byte[] before;
    final int length;
    final long sync;

    Synced(Inode file, int position, byte[] before, int length, long sync) {
      this.file = file;
      this.position = position;
      this.before = before;
      this.length = length;
      this.sync = sync;
    }

    boolean overlaps(Inode other, int from, int to) {
      return file == other && position < to && from < position + length;
    }
  }

  private final Chance chance;
  private final ArrayDeque<Synced> last = new ArrayDeque<>();
  private long syncs;
  private @Nullable Damage done;

  Rot(Chance chance) {
    this.chance = chance;
  }

  /** What was done to this disk, if anything. */
  @Nullable Damage done() {
    return done;
  }

  /** The writes that follow are covered by another sync. */
  void syncing() {
    syncs++;
  }

  /** A write reached the disk for certain. */
  void synced(Inode file, int position, byte[] before, int length) {
    if (length == 0) {
      return;
    }
    last.add(new Synced(file, position, before, length, syncs));
    if (last.size() > REMEMBERED_MAX) {
      last.remove();
    }
  }

  /**
   * Damages something that is on the disk for certain.
   *
   * @param files those that have a name for certain
   * @return whether there was something of the wanted kind
   */
  boolean strike(Damage kind, Collection<Inode> files) {
    List<Inode> live = new ArrayList<>();
    for (Inode file : files) {
      if (file.durableBytes() > 0) {
        live.add(file);
      }
    }
    if (live.isEmpty() || done != null) {
      return false;
    }
    boolean struck =
        switch (kind) {
          case FLIPPED_BITS -> flip(live);
          case ZEROED_PAGE -> zero(live);
          case PHANTOM_WRITE -> lose(live);
          case MISDIRECTED_WRITE -> misdirect(live);
        };
    if (struck) {
      done = kind;
    }
    return struck;
  }

  private boolean flip(List<Inode> live) {
    Place place = place(live);
    int from = roundDown(place.position, SimDisk.SECTOR_BYTES);
    int to = Math.min(from + SimDisk.SECTOR_BYTES, place.file.durableBytes());
    if (place.file.isUncertain(from, to)) {
      return false;
    }
    byte[] bytes = place.file.durable(from, to);
    bytes[place.position - from] ^= (byte) (1 << chance.below(Byte.SIZE));
    for (int more = chance.below(BITS_MAX); more > 0; more--) {
      // Never the first byte again, so that the bits cannot turn back.
      int other = chance.below(bytes.length);
      if (other != place.position - from) {
        bytes[other] ^= (byte) (1 << chance.below(Byte.SIZE));
      }
    }
    place.file.replaceDurable(from, bytes);
    return true;
  }

  private boolean zero(List<Inode> live) {
    Place place = place(live);
    int unit = chance.below(2) == 0 ? SimDisk.SECTOR_BYTES : PAGE_BYTES;
    int from = roundDown(place.position, unit);
    int to = Math.min(from + unit, place.file.durableBytes());
    if (place.file.isUncertain(from, to)) {
      return false;
    }
    place.file.replaceDurable(from, new byte[to - from]);
    return true;
  }

  private boolean lose(List<Inode> live) {
    Synced write = followed(live);
    if (write == null) {
      return false;
    }
    undo(write, chance.below(2) == 0);
    return true;
  }

  private boolean misdirect(List<Inode> live) {
    Synced write = last.size() < STRAY_AMONG ? null : followed(live);
    if (write == null) {
      return false;
    }
    Place wrong = wrongPlace(write, live);
    Inode victim = wrong.file;
    int from = roundDown(wrong.position, SimDisk.SECTOR_BYTES);
    int to = Math.min(from + write.length, victim.durableBytes());
    if (victim.isUncertain(from, to)
        || write.overlaps(victim, from, to)
        || writtenSince(write, victim, from, to)) {
      return false;
    }
    byte[] bytes = write.file.durable(write.position, write.position + to - from);
    undo(write, true);
    victim.replaceDurable(from, bytes);
    return true;
  }

  /** Anywhere, more often where another write of the same file was for: some blocks off. */
  private Place wrongPlace(Synced write, List<Inode> live) {
    List<Synced> near = new ArrayList<>();
    for (Synced other : last) {
      if (other.file == write.file && other.position != write.position) {
        near.add(other);
      }
    }
    if (!near.isEmpty() && chance.below(4) > 0) {
      return new Place(write.file, chance.pick(near).position);
    }
    Inode file = chance.pick(live);
    return new Place(file, chance.below(file.durableBytes()));
  }

  private void undo(Synced write, boolean whole) {
    int from = write.position;
    int to = Math.min(from + write.length, from + write.before.length);
    if (!whole) {
      int sectors = (to - from + SimDisk.SECTOR_BYTES - 1) / SimDisk.SECTOR_BYTES;
      from += chance.below(sectors) * SimDisk.SECTOR_BYTES;
      to = Math.min(from + SimDisk.SECTOR_BYTES, to);
    }
    byte[] old = new byte[to - from];
    System.arraycopy(write.before, from - write.position, old, 0, old.length);
    write.file.replaceDurable(from, old);
  }

  /** A write that is still there and that something follows, or null. */
  private @Nullable Synced followed(List<Inode> live) {
    List<Synced> some = new ArrayList<>();
    for (Synced write : last) {
      int end = write.position + write.length;
      boolean there =
          live.contains(write.file)
              && write.before.length > 0
              && !write.file.isUncertain(write.position, end)
              && !writtenSince(write, write.file, write.position, end);
      if (there && isFollowed(write)) {
        some.add(write);
      }
    }
    return some.isEmpty() ? null : chance.pick(some);
  }

  private boolean isFollowed(Synced write) {
    for (Synced other : last) {
      if (other.file == write.file
          && other.sync > write.sync
          && other.position >= write.position + write.length) {
        return true;
      }
    }
    return false;
  }

  private boolean writtenSince(Synced write, Inode file, int from, int to) {
    boolean since = false;
    for (Synced other : last) {
      if (since && other.overlaps(file, from, to)) {
        return true;
      }
      since |= other == write;
    }
    return false;
  }

  private record Place(Inode file, int position) {}

  /** Somewhere, more often where something was written lately. */
  private Place place(List<Inode> live) {
    List<Synced> some = new ArrayList<>();
    for (Synced write : last) {
      if (live.contains(write.file)) {
        some.add(write);
      }
    }
    if (!some.isEmpty() && chance.below(4) > 0) {
      Synced write = chance.pick(some);
      return new Place(write.file, write.position + chance.below(write.length));
    }
    Inode file = chance.pick(live);
    return new Place(file, chance.below(file.durableBytes()));
  }

  private static int roundDown(int position, int unit) {
    return position / unit * unit;
  }
}
