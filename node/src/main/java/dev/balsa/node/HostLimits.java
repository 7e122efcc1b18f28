package dev.balsa.node;

/**
 * Every bound and time of a {@link RaftHost}, checked once.
 *
 * @param groupsMax how many nodes may run at once; 1 to 100,000, standard 10,000
 * @param logThreads threads that write logs: so many groups at once share a sync, if their logs
 *     have a common {@link dev.balsa.log.Journal}; 1 to 64, standard 4
 * @param applierThreads threads that apply what is committed; a state machine that takes its time
 *     holds up those that share its thread; 1 to 64, standard 1
 * @param quietMillis a group in which nothing but heartbeats has passed for so long goes to sleep
 *     on all its members; 0 for never, to 3,600,000, standard 5,000. Longer than ten election
 *     timeouts is good, because then whoever has a higher priority leads by that time. A group with
 *     leases never sleeps
 * @param sleepMillisMax so long a group sleeps at most; then its leader sends one heartbeat; 100 to
 *     3,600,000, standard 60,000
 * @param gridMillis deadlines are rounded up to multiples of this, so that what many groups send
 *     leaves together; 1 to 50, standard 10
 */
public record HostLimits(
    int groupsMax,
    int logThreads,
    int applierThreads,
    int quietMillis,
    int sleepMillisMax,
    int gridMillis) {
  /** Fit for most programs. */
  public static final HostLimits STANDARD = new HostLimits(10_000, 4, 1, 5_000, 60_000, 10);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the limit, its value and its range
   */
  public HostLimits {
    NodeLimits.range("groupsMax", groupsMax, 1, 100_000);
    NodeLimits.range("logThreads", logThreads, 1, 64);
    NodeLimits.range("applierThreads", applierThreads, 1, 64);
    NodeLimits.range("quietMillis", quietMillis, 0, 3_600_000);
    NodeLimits.range("sleepMillisMax", sleepMillisMax, 100, 3_600_000);
    NodeLimits.range("gridMillis", gridMillis, 1, 50);
  }

  /** The same limits with another number of groups. */
  public HostLimits withGroupsMax(int newGroupsMax) {
    return new HostLimits(
        newGroupsMax, logThreads, applierThreads, quietMillis, sleepMillisMax, gridMillis);
  }

  /** The same limits with other numbers of threads. */
  public HostLimits withThreads(int newLogThreads, int newApplierThreads) {
    return new HostLimits(
        groupsMax, newLogThreads, newApplierThreads, quietMillis, sleepMillisMax, gridMillis);
  }

  /** The same limits with other times for idle groups, in milliseconds. */
  public HostLimits withSleep(int newQuietMillis, int newSleepMillisMax) {
    return new HostLimits(
        groupsMax, logThreads, applierThreads, newQuietMillis, newSleepMillisMax, gridMillis);
  }

  /** The same limits with another grid for deadlines, in milliseconds. */
  public HostLimits withGridMillis(int newGridMillis) {
    return new HostLimits(
        groupsMax, logThreads, applierThreads, quietMillis, sleepMillisMax, newGridMillis);
  }
}
