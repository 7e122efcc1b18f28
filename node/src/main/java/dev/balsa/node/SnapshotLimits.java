package dev.balsa.node;

/**
 * When snapshots are taken and how they travel (§7), checked once.
 *
 * @param everyBytes a snapshot is taken when entries of so many bytes were applied since the last
 *     one; 1 KiB to 1 TiB, standard 64 MiB
 * @param keptBytes so much of the log is kept when a snapshot is taken, for followers that are a
 *     little behind and need no snapshot then; 0 to 1 TiB, standard 16 MiB
 * @param chunkBytes the most that one message of a snapshot carries; 1 KiB to 16 MiB, standard 256
 *     KiB
 * @param chunksInFlight full messages of a snapshot, or as much in shorter ones, sent to one
 *     follower and not yet answered; 1 to 64, standard 4
 * @param resendMillis what was not acknowledged for so long is sent again; 1 to 60,000, standard
 *     500
 * @param stallMillis a transfer that has not moved for so long is given up, and begun again when
 *     the follower answers; {@code resendMillis} to 600,000, standard 5,000
 * @param freeBytesMin if less than this is free on the volume of the log, space is scarce: all of
 *     the log that a snapshot stands for is discarded, and {@code scarceBytes} holds instead of
 *     {@code everyBytes}; 0 for never, to 1 PiB, standard 512 MiB
 * @param scarceBytes what {@code everyBytes} is while space is scarce, if that is less; 1 KiB to 1
 *     TiB, standard 1 MiB
 * @param freeCheckMillis time between two looks at the free space; 1 to 600,000, standard 1,000
 * @param sendBytesPerSecond snapshots leave this member at most at this rate, to all followers
 *     together; at least eight chunks in {@code stallMillis}, to 1 TiB, standard 64 MiB
 * @param writeBytesPerSecond a snapshot of this member's own state is written at most at this rate,
 *     so that writes and reads go on as usual meanwhile; the log grows until it is written. 64 KiB
 *     to 1 TiB, standard 32 MiB
 */
public record SnapshotLimits(
    long everyBytes,
    long keptBytes,
    int chunkBytes,
    int chunksInFlight,
    int resendMillis,
    int stallMillis,
    long freeBytesMin,
    long scarceBytes,
    int freeCheckMillis,
    long sendBytesPerSecond,
    long writeBytesPerSecond) {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long TIB = 1L << 40;

  /** So many chunks can leave before a transfer counts as stalled. */
  private static final int CHUNKS_PER_STALL = 8;

  /** Fit for most programs. */
  public static final SnapshotLimits STANDARD =
      new SnapshotLimits(
          64 * MIB, 16 * MIB, 256 * KIB, 4, 500, 5_000, 512 * MIB, MIB, 1_000, 64 * MIB, 32 * MIB);

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
    NodeLimits.range("freeBytesMin", freeBytesMin, 0, KIB * TIB);
    NodeLimits.range("scarceBytes", scarceBytes, KIB, TIB);
    NodeLimits.range("freeCheckMillis", freeCheckMillis, 1, 600_000);
    NodeLimits.range(
        "sendBytesPerSecond",
        sendBytesPerSecond,
        1_000L * CHUNKS_PER_STALL * chunkBytes / stallMillis,
        TIB);
    NodeLimits.range("writeBytesPerSecond", writeBytesPerSecond, 64 * KIB, TIB);
  }

  /** Limits that know no scarcity of space and send and write as fast as may be. */
  public SnapshotLimits(
      long everyBytes,
      long keptBytes,
      int chunkBytes,
      int chunksInFlight,
      int resendMillis,
      int stallMillis) {
    this(
        everyBytes,
        keptBytes,
        chunkBytes,
        chunksInFlight,
        resendMillis,
        stallMillis,
        0,
        MIB,
        1_000,
        TIB,
        TIB);
  }

  /** The same limits with another rule for when snapshots are taken and how much log is kept. */
  public SnapshotLimits withLog(long newEveryBytes, long newKeptBytes) {
    return new SnapshotLimits(
        newEveryBytes,
        newKeptBytes,
        chunkBytes,
        chunksInFlight,
        resendMillis,
        stallMillis,
        freeBytesMin,
        scarceBytes,
        freeCheckMillis,
        sendBytesPerSecond,
        writeBytesPerSecond);
  }

  /** The same limits with another rule for when space is scarce, and what then holds. */
  public SnapshotLimits withFree(
      long newFreeBytesMin, long newScarceBytes, int newFreeCheckMillis) {
    return new SnapshotLimits(
        everyBytes,
        keptBytes,
        chunkBytes,
        chunksInFlight,
        resendMillis,
        stallMillis,
        newFreeBytesMin,
        newScarceBytes,
        newFreeCheckMillis,
        sendBytesPerSecond,
        writeBytesPerSecond);
  }

  /** The same limits with another bound on the rate of sending. */
  public SnapshotLimits withSendBytesPerSecond(long newSendBytesPerSecond) {
    return new SnapshotLimits(
        everyBytes,
        keptBytes,
        chunkBytes,
        chunksInFlight,
        resendMillis,
        stallMillis,
        freeBytesMin,
        scarceBytes,
        freeCheckMillis,
        newSendBytesPerSecond,
        writeBytesPerSecond);
  }

  /** The same limits with another bound on the rate of writing. */
  public SnapshotLimits withWriteBytesPerSecond(long newWriteBytesPerSecond) {
    return new SnapshotLimits(
        everyBytes,
        keptBytes,
        chunkBytes,
        chunksInFlight,
        resendMillis,
        stallMillis,
        freeBytesMin,
        scarceBytes,
        freeCheckMillis,
        sendBytesPerSecond,
        newWriteBytesPerSecond);
  }
}
