package dev.balsa.core;

/**
 * The lengths of time a server waits (§5.2, §9.6 of the dissertation).
 *
 * <p>Chance comes from the seed alone, through SplitMix64 written out here: the library's
 * generators differ between the JVM and the browser.
 */
final class Timeouts {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** So many steps of priority make an election timeout. */
  private static final int RELUCTANCE = 5;

  private final long electionNanos;
  private final long heartbeatNanos;
  private final long reluctanceNanos;
  private long seed;

  Timeouts(Settings settings, long seed) {
    this.electionNanos = settings.electionTimeoutMillis() * NANOS_PER_MILLI;
    this.heartbeatNanos = settings.heartbeatMillis() * NANOS_PER_MILLI;
    this.reluctanceNanos =
        electionNanos * (Settings.PRIORITY_MAX - settings.priority()) / RELUCTANCE;
    this.seed = seed;
  }

  /** The minimum election timeout. */
  long electionNanos() {
    return electionNanos;
  }

  long heartbeatNanos() {
    return heartbeatNanos;
  }

  /**
   * A fresh wait, from once the minimum election timeout to just below twice that (§5.2), and
   * longer for a member of low priority.
   */
  long randomElectionNanos() {
    return electionNanos + reluctanceNanos + (random() >>> 1) % electionNanos;
  }

  private long random() {
    seed += 0x9e3779b97f4a7c15L;
    long mixed = seed;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
