package dev.balsa.net;

import java.util.random.RandomGenerator;

/** How long to wait before a member is dialled again. */
final class Backoff {
  private final NetLimits limits;
  private final RandomGenerator random;
  private int failures;

  Backoff(NetLimits limits, RandomGenerator random) {
    this.limits = limits;
    this.random = random;
  }

  /** There is reason to believe that the next attempt will succeed. */
  void reset() {
    failures = 0;
  }

  /**
   * The wait after a failure: doubled each time up to a limit, of which up to the half is left out
   * at random, so that members that lost each other at one moment do not dial at one moment.
   *
   * @param refused whether the other side was reached and the handshake failed
   */
  long nextMillis(boolean refused) {
    long doubled = (long) limits.reconnectMillisMin() << Math.min(failures, 20);
    long wait =
        refused ? limits.refusedRetryMillis() : Math.min(limits.reconnectMillisMax(), doubled);
    failures++;
    return wait - random.nextLong(wait / 2 + 1);
  }
}
