package dev.balsa.core;

/**
 * Every timeout and bound of the core, checked once.
 *
 * @param electionTimeoutMillis least time without a leader before an election; each wait is drawn
 *     between this and twice this (§5.2); 10 to 60,000
 * @param heartbeatMillis time between heartbeats of a leader; 1 to a third of the election timeout
 * @param commandBytesMax largest command a client may propose; 1 to 64 MiB
 * @param appendBytesMax entries in one AppendEntries stop before this, except that one entry always
 *     fits; 1 KiB to 64 MiB
 * @param windowBytesMax entries sent to one follower and not yet acknowledged; {@code
 *     appendBytesMax} to 1 GiB
 * @param uncommittedBytesMax entries a leader holds uncommitted before it refuses proposals; {@code
 *     commandBytesMax} to 4 GiB
 * @param recentBytesMax recent entries kept in memory for followers; {@code appendBytesMax} to 4
 *     GiB
 * @param readsMax reads waiting for confirmation; 1 to 1,000,000
 */
public record Settings(
    int electionTimeoutMillis,
    int heartbeatMillis,
    int commandBytesMax,
    int appendBytesMax,
    long windowBytesMax,
    long uncommittedBytesMax,
    long recentBytesMax,
    int readsMax) {
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  /** Fit for machines in one building. */
  public static final Settings STANDARD =
      new Settings(400, 80, 1536 * KIB, MIB, 8 * MIB, 64 * MIB, 64 * MIB, 100_000);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the setting, its value and its range
   */
  public Settings {
    range("electionTimeoutMillis", electionTimeoutMillis, 10, 60_000);
    range("heartbeatMillis", heartbeatMillis, 1, electionTimeoutMillis / 3);
    range("commandBytesMax", commandBytesMax, 1, 64 * MIB);
    range("appendBytesMax", appendBytesMax, KIB, 64 * MIB);
    range("windowBytesMax", windowBytesMax, appendBytesMax, GIB);
    range("uncommittedBytesMax", uncommittedBytesMax, commandBytesMax, 4 * GIB);
    range("recentBytesMax", recentBytesMax, appendBytesMax, 4 * GIB);
    range("readsMax", readsMax, 1, 1_000_000);
  }

  /** The same settings with other times. */
  public Settings withTimes(int newElectionTimeoutMillis, int newHeartbeatMillis) {
    return new Settings(
        newElectionTimeoutMillis,
        newHeartbeatMillis,
        commandBytesMax,
        appendBytesMax,
        windowBytesMax,
        uncommittedBytesMax,
        recentBytesMax,
        readsMax);
  }

  private static void range(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be from " + least + " to " + most);
    }
  }
}
