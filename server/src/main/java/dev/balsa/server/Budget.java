package dev.balsa.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * An amount, of bytes or of places, that clients share so that none of them takes it all. Safe for
 * use by many threads.
 */
final class Budget {
  /*
   * Each may hold as much as is free, the way switches share their memory between queues. One
   * client alone comes to a half, two come to a third each, and there is always something left for
   * one that comes anew. As it fills, who holds the most is the first to be over; nobody has to be
   * looked for, and nothing has to be taken back.
   */

  /** What became of a wish. */
  enum Answer {
    /** It was taken. */
    TAKEN,
    /** Too little is left for anybody. */
    FULL,
    /** The one who asks holds more than is free. */
    OVER_SHARE
  }

  /** What one client holds of one budget. */
  static final class Share {
    private final AtomicLong held = new AtomicLong();

    long held() {
      return held.get();
    }
  }

  private final long most;
  private final long alwaysEach;
  private long taken;

  /**
   * Makes an untouched one.
   *
   * @param alwaysEach what each may hold, while there is so much, whatever the others hold
   */
  Budget(long most, long alwaysEach) {
    this.most = most;
    this.alwaysEach = alwaysEach;
  }

  /** Takes an amount if it may; who is refused has taken nothing, not even for a moment. */
  synchronized Answer take(Share share, long amount) {
    long free = most - taken;
    if (amount > free) {
      return Answer.FULL;
    }
    if (share.held() + amount > Math.max(alwaysEach, free)) {
      return Answer.OVER_SHARE;
    }
    taken += amount;
    share.held.addAndGet(amount);
    return Answer.TAKEN;
  }

  synchronized void giveBack(Share share, long amount) {
    taken -= amount;
    share.held.addAndGet(-amount);
  }

  synchronized long taken() {
    return taken;
  }
}
