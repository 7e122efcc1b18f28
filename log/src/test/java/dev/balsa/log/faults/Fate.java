package dev.balsa.log.faults;

import java.util.Random;

/** What a power cut does to what was not synced. */
public interface Fate {
  /**
   * Whether a sector of an unsynced write reached the disk.
   *
   * @param write number of the write among the unsynced ones of its file
   * @param sector number of the sector within the write
   * @param sectors how many sectors the write has
   */
  boolean keeps(int write, int sector, int sectors);

  /** How many of the unsynced changes of names reached the disk; they do so in order. */
  int namesKept(int changes);

  /** Nothing that was not synced is left. */
  Fate ALL_LOST = of((write, sector, sectors) -> false, false);

  /** Everything is left, by luck. */
  Fate ALL_KEPT = of((write, sector, sectors) -> true, true);

  /** Bytes are left, names are not. */
  Fate NAMES_LOST = of((write, sector, sectors) -> true, false);

  /** Names are left, bytes are not. */
  Fate BYTES_LOST = of((write, sector, sectors) -> false, true);

  /** Of each write the first sector is lost. */
  Fate HEAD_LOST = of((write, sector, sectors) -> sector > 0, true);

  /** Of each write the last sector is lost. */
  Fate END_LOST = of((write, sector, sectors) -> sector < sectors - 1, true);

  /** Of each write every second sector is lost. */
  Fate STRIPES = of((write, sector, sectors) -> (sector & 1) == 0, true);

  /** As a seed has it. */
  static Fate random(long seed) {
    Random random = new Random(seed);
    int kept = random.nextInt(101);
    return new Fate() {
      @Override
      public boolean keeps(int write, int sector, int sectors) {
        return random.nextInt(100) < kept;
      }

      @Override
      public int namesKept(int changes) {
        return random.nextInt(changes + 1);
      }
    };
  }

  /** Decides for one sector. */
  interface Sectors {
    /** As {@link Fate#keeps}. */
    boolean keeps(int write, int sector, int sectors);
  }

  private static Fate of(Sectors bytes, boolean names) {
    return new Fate() {
      @Override
      public boolean keeps(int write, int sector, int sectors) {
        return bytes.keeps(write, sector, sectors);
      }

      @Override
      public int namesKept(int changes) {
        return names ? changes : 0;
      }
    };
  }
}
