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
 * @param priority how much this member should lead, 0 to {@value #PRIORITY_MAX}. A lower one waits
 *     longer before it campaigns, and hands leadership over to a higher one that keeps up; each may
 *     be elected when the others cannot
 * @param leaseDriftPermille by how many thousandths the rate of any member's clock may be off, 1 to
 *     {@value #LEASE_DRIFT_PERMILLE_MAX}, for leaders to give leases; 0 for none. Must be true: a
 *     clock that is off by more may make reads by lease stale
 */
public record Settings(
    int electionTimeoutMillis,
    int heartbeatMillis,
    int commandBytesMax,
    int appendBytesMax,
    long windowBytesMax,
    long uncommittedBytesMax,
    long recentBytesMax,
    int readsMax,
    int priority,
    int leaseDriftPermille) {
  /** The priority of a member unless told otherwise. */
  public static final int PRIORITY_MAX = 10;

  /** Beyond this a clock is broken. */
  public static final int LEASE_DRIFT_PERMILLE_MAX = 500;

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
    range("priority", priority, 0, PRIORITY_MAX);
    range("leaseDriftPermille", leaseDriftPermille, 0, LEASE_DRIFT_PERMILLE_MAX);
  }

  /** A member that should lead as much as any, and gives no leases. */
  public Settings(
      int electionTimeoutMillis,
      int heartbeatMillis,
      int commandBytesMax,
      int appendBytesMax,
      long windowBytesMax,
      long uncommittedBytesMax,
      long recentBytesMax,
      int readsMax) {
    this(
        electionTimeoutMillis,
        heartbeatMillis,
        commandBytesMax,
        appendBytesMax,
        windowBytesMax,
        uncommittedBytesMax,
        recentBytesMax,
        readsMax,
        PRIORITY_MAX,
        0);
  }

  /** Whether leaders give leases. */
  public boolean leases() {
    return leaseDriftPermille > 0;
  }

  /** The same settings with another priority. */
  public Settings withPriority(int newPriority) {
    return new Settings(
        electionTimeoutMillis,
        heartbeatMillis,
        commandBytesMax,
        appendBytesMax,
        windowBytesMax,
        uncommittedBytesMax,
        recentBytesMax,
        readsMax,
        newPriority,
        leaseDriftPermille);
  }

  /** The same settings with leases, or with 0 without. */
  public Settings withLeases(int driftPermille) {
    return new Settings(
        electionTimeoutMillis,
        heartbeatMillis,
        commandBytesMax,
        appendBytesMax,
        windowBytesMax,
        uncommittedBytesMax,
        recentBytesMax,
        readsMax,
        priority,
        driftPermille);
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
        readsMax,
        priority,
        leaseDriftPermille);
  }

  private static void range(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + " is " + value + "; it must be from " + least + " to " + most);
    }
  }
}
