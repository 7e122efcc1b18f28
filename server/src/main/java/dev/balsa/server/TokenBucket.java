package dev.balsa.server;

import java.util.concurrent.TimeUnit;

/**
 * So much per second on the average, and so much at once. Not safe for use by many threads; the
 * caller says what time it is.
 */
final class TokenBucket {
  /*
   * Whoever asks needs a token, and what it takes in the end may be more: the level goes below zero
   * and has to rise again. So what cannot be known beforehand, the length of an answer, counts too,
   * and the average holds.
   */

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long perSecond;
  private final double burst;
  private double level;
  private long filledNanos;

  /**
   * Makes a full one.
   *
   * @param perSecond 0 for no limit
   */
  TokenBucket(long perSecond, long burst, long nowNanos) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.level = burst;
    this.filledNanos = nowNanos;
  }

  /** How long to wait for a token; 0 if there is one. */
  long waitNanos(long nowNanos) {
    fill(nowNanos);
    return perSecond == 0 || level >= 1
        ? 0
        : Math.max(1, (long) Math.ceil((1 - level) * NANOS_PER_SECOND / perSecond));
  }

  /** Takes tokens, also those that are not there yet. */
  void take(long tokens) {
    if (perSecond != 0) {
      level -= tokens;
    }
  }

  /** Whether it is as if nothing had ever been taken. */
  boolean isFull(long nowNanos) {
    fill(nowNanos);
    return level >= burst;
  }

  private void fill(long nowNanos) {
    level = Math.min(burst, level + (nowNanos - filledNanos) / NANOS_PER_SECOND * perSecond);
    filledNanos = nowNanos;
  }
}
