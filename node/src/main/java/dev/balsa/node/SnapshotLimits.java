package dev.balsa.node;

/**
 * When snapshots are taken and how they travel (§7), checked once.
 *
 * @param everyBytes a snapshot is taken when entries of so many bytes were applied since the last
 *     one; 1 KiB to 1 TiB, standard 64 MiB
 * @param keptBytes so much of the log is kept when a snapshot is taken, for followers that are a
 *     little behind and need no snapshot then; 0 to 1 TiB, standard 16 MiB
 * @param chunkBytes what one message of a snapshot carries; 1 KiB to 16 MiB, standard 256 KiB
 * @param chunksInFlight messages of a snapshot sent to one follower and not yet acknowledged; 1 to
 *     64, standard 4
 * @param resendMillis what was not acknowledged for so long is sent again; 1 to 60,000, standard
 *     500
 * @param stallMillis a transfer that has not moved for so long is given up, and begun again when
 *     the follower answers; {@code resendMillis} to 600,000, standard 5,000
 */
public record SnapshotLimits(
    long everyBytes,
    long keptBytes,
    int chunkBytes,
    int chunksInFlight,
    int resendMillis,
    int stallMillis) {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long TIB = 1L << 40;

  /** Fit for most programs. */
  public static final SnapshotLimits STANDARD =
      new SnapshotLimits(64 * MIB, 16 * MIB, 256 * KIB, 4, 500, 5_000);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public SnapshotLimits {
    NodeLimits.range("everyBytes", everyBytes, KIB, TIB);
    NodeLimits.range("keptBytes", keptBytes, 0, TIB);
    NodeLimits.range("chunkBytes", chunkBytes, KIB, 16 * MIB);
    NodeLimits.range("chunksInFlight", chunksInFlight, 1, 64);
    NodeLimits.range("resendMillis", resendMillis, 1, 60_000);
    NodeLimits.range("stallMillis", stallMillis, resendMillis, 600_000);
  }

  /** The same limits with another rule for when snapshots are taken and how much log is kept. */
  public SnapshotLimits withLog(long newEveryBytes, long newKeptBytes) {
    return new SnapshotLimits(
        newEveryBytes, newKeptBytes, chunkBytes, chunksInFlight, resendMillis, stallMillis);
  }
}
