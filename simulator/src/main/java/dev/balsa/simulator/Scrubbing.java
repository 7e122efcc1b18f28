package dev.balsa.simulator;

import dev.balsa.node.ScrubLimits;

/** How often the members of a run read again what their disks hold. */
final class Scrubbing {
  private static final int KIB = 1 << 10;
  private static final int ROUND_TIMEOUTS_MIN = 10;
  private static final int ROUND_TIMEOUTS_MAX = 100;

  private Scrubbing() {}

  /** What the seed of a plan decides. */
  static ScrubLimits limits(Plan plan) {
    Chance chance = new Chance(plan.seed()).fork("scrub");
    long bytesPerSecond = chance.spread(64L * KIB, 4096L * KIB);
    int timeouts = chance.between(ROUND_TIMEOUTS_MIN, ROUND_TIMEOUTS_MAX);
    return new ScrubLimits(bytesPerSecond, timeouts * plan.consensus().electionTimeoutMillis());
  }
}
