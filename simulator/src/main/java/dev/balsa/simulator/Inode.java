package dev.balsa.simulator;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One file of a {@link SimDisk}: what a process sees of it, and what would survive a power cut. */
final class Inode {
  /*
   * After a power cut, what is seen is what is durable, and most files are only read from then on;
   * so both are the same array until one of them changes.
   */
  /** A write that reached the operating system, but maybe not the disk. */
  private static final class Unsynced {
    final int position;
    final byte[] bytes;

    Unsynced(int position, byte[] bytes) {
      this.position = position;
      this.bytes = bytes;
    }
  }

  private byte[] seen = new byte[0];
  private int seenBytes;
  private byte[] durable = new byte[0];
  private int durableBytes;
  private boolean same;
  private final List<Unsynced> unsynced = new ArrayList<>();

  int sizeBytes() {
    return seenBytes;
  }

  /** A copy of what a process sees in a part of the file. */
  byte[] seen(int from, int to) {
    return Arrays.copyOfRange(seen, from, to);
  }

  /** Copies what a process sees in a part of the file. */
  void read(int from, ByteBuffer into, int length) {
    into.put(seen, from, length);
  }

  /** A process wrote. */
  void write(int position, byte[] bytes) {
    part();
    seenBytes = Math.max(seenBytes, position + bytes.length);
    seen = grown(seen, seenBytes);
    System.arraycopy(bytes, 0, seen, position, bytes.length);
  }

  /** A process never wrote: puts back what it saw before. */
  void takeBack(int position, byte[] before, int sizeBefore) {
    part();
    Arrays.fill(seen, sizeBefore, seenBytes, (byte) 0);
    System.arraycopy(before, 0, seen, position, before.length);
    seenBytes = sizeBefore;
  }

  /** The operating system holds a write. */
  void hold(int position, byte[] bytes) {
    unsynced.add(new Unsynced(position, bytes));
  }

  /** Everything held reaches the disk, which remembers it if it is to rot. */
  void sync(@Nullable Rot rot) {
    int most = durableBytes;
    for (Unsynced write : unsynced) {
      most = Math.max(most, write.position + write.bytes.length);
    }
    part();
    durable = grown(durable, most);
    for (Unsynced write : unsynced) {
      if (rot != null) {
        int end = Math.min(durableBytes, write.position + write.bytes.length);
        byte[] before = write.position < end ? durable(write.position, end) : new byte[0];
        rot.synced(this, write.position, before, write.bytes.length);
      }
      writeDurable(write.position, write.bytes, 0, write.bytes.length);
    }
    unsynced.clear();
  }

  /**
   * Of what is held, some sectors reach the disk and the others never will, while a process goes on
   * seeing all of it: what is left by a failed sync, and before a power cut.
   *
   * @return whether a write was torn: some of its sectors are there and some are not
   */
  boolean tear(Chance chance, Survival survival) {
    int count = unsynced.size();
    int prefix = chance.below(count + 1);
    return tear((write, sector) ->
        switch (survival) {
          case NOTHING -> false;
          case ALL -> true;
          case SECTORS -> chance.below(2) == 0;
          case PREFIX -> write < prefix || (write == prefix && chance.below(3) > 0);
          case LAST -> write == count - 1 && chance.below(4) > 0;
        });
  }

  /** The same, decided for each sector. */
  boolean tear(Survivors survivors) {
    boolean torn = false;
    for (int i = 0; i < unsynced.size(); i++) {
      Unsynced write = unsynced.get(i);
      int kept = 0;
      int sectors = 0;
      int end = write.position + write.bytes.length;
      for (int at = write.position; at < end; ) {
        int next = Math.min(end, (at / SimDisk.SECTOR_BYTES + 1) * SimDisk.SECTOR_BYTES);
        if (survivors.include(i, sectors)) {
          kept++;
          writeDurable(at, write.bytes, at - write.position, next - at);
        }
        sectors++;
        at = next;
      }
      torn |= kept > 0 && kept < sectors;
    }
    unsynced.clear();
    return torn;
  }

  /** How many sectors each write has that reached the operating system, but maybe not the disk. */
  int[] unsyncedSectors() {
    int[] sectors = new int[unsynced.size()];
    for (int i = 0; i < sectors.length; i++) {
      Unsynced write = unsynced.get(i);
      if (write.bytes.length > 0) {
        int last = (write.position + write.bytes.length - 1) / SimDisk.SECTOR_BYTES;
        sectors[i] = last - write.position / SimDisk.SECTOR_BYTES + 1;
      }
    }
    return sectors;
  }

  /** Another file that holds what the disk holds of this one. */
  Inode durableCopy() {
    Inode copy = copy();
    copy.forgetUnsynced();
    return copy;
  }

  /** Another file in the same state. */
  Inode copy() {
    Inode copy = new Inode();
    copy.seen = Arrays.copyOf(seen, seenBytes);
    copy.seenBytes = seenBytes;
    copy.durable = Arrays.copyOf(durable, durableBytes);
    copy.durableBytes = durableBytes;
    copy.unsynced.addAll(unsynced);
    return copy;
  }

  /** The machine lost power: what the disk holds is all there is. */
  void forgetUnsynced() {
    unsynced.clear();
    seen = durable;
    seenBytes = durableBytes;
    same = true;
  }

  private void part() {
    if (same) {
      seen = Arrays.copyOf(durable, durableBytes);
      same = false;
    }
  }

  /** A copy of what the disk holds in a part of the file. */
  byte[] durable(int from, int to) {
    return Arrays.copyOfRange(durable, from, to);
  }

  /** Whether the disk may still get a write to this part of the file. */
  boolean isUncertain(int from, int to) {
    for (Unsynced write : unsynced) {
      if (write.position < to && from < write.position + write.bytes.length) {
        return true;
      }
    }
    return false;
  }

  /** Changes what the disk holds, and so what is seen, behind everybody's back. */
  void replaceDurable(int position, byte[] bytes) {
    System.arraycopy(bytes, 0, durable, position, bytes.length);
    System.arraycopy(bytes, 0, seen, position, bytes.length);
  }

  /** How much of it the disk holds, in bytes. */
  int durableBytes() {
    return durableBytes;
  }

  private void writeDurable(int position, byte[] from, int offset, int length) {
    part();
    durableBytes = Math.max(durableBytes, position + length);
    durable = grown(durable, durableBytes);
    System.arraycopy(from, offset, durable, position, length);
  }

  private static byte[] grown(byte[] bytes, int size) {
    return size <= bytes.length ? bytes : Arrays.copyOf(bytes, Math.max(size, 2 * bytes.length));
  }

  /** Which sectors of which writes that no sync covered survive. */
  interface Survivors {
    /** Whether a sector of a write does; both are counted from 0. */
    boolean include(int write, int sector);
  }

  /** Which of the writes that no sync covered survive. */
  enum Survival {
    /** None. */
    NOTHING,
    /** Every one. */
    ALL,
    /** Each sector by chance: writes are torn and reordered. */
    SECTORS,
    /** Those up to some write, which is torn. */
    PREFIX,
    /** Only the last one, in part: the strangest order. */
    LAST
  }
}
