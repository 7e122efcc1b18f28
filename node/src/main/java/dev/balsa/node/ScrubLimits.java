package dev.balsa.node;

/**
 * How a member reads again what its disk holds, so that rot is found before the bytes are needed.
 *
 * @param bytesPerSecond so much is read at most; 4 KiB to 1 TiB, or 0 for never; standard 1 MiB
 * @param roundMillis from the begin of one round through everything to that of the next at least,
 *     and from a start to the first one, because a start reads everything; 100 to 2,000,000,000,
 *     standard an hour
 */
public record ScrubLimits(long bytesPerSecond, int roundMillis) {
  private static final int KIB = 1 << 10;

  /** Fit for most programs. */
  public static final ScrubLimits STANDARD = new ScrubLimits(KIB * KIB, 3_600_000);

  /** Nothing is read again. */
  public static final ScrubLimits NEVER = new ScrubLimits(0, 3_600_000);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public ScrubLimits {
    if (bytesPerSecond != 0) {
      NodeLimits.range("bytesPerSecond", bytesPerSecond, 4 * KIB, 1L << 40);
    }
    NodeLimits.range("roundMillis", roundMillis, 100, 2_000_000_000);
  }
}
