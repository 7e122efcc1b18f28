package dev.balsa.node;

import java.util.concurrent.atomic.AtomicLong;

/** A bounded amount of something that requests take and give back. Safe for use by many threads. */
final class Allowance {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  Allowance(long most) {
    this.most = most;
  }

  /** Takes an amount if it is still there. */
  boolean take(long amount) {
    long sum = taken.addAndGet(amount);
    if (sum > most) {
      taken.addAndGet(-amount);
      return false;
    }
    return true;
  }

  /** Gives back what was taken. */
  void give(long amount) {
    taken.addAndGet(-amount);
  }

  /** How much is taken now. */
  long taken() {
    return taken.get();
  }

  /** How much there is in all. */
  long most() {
    return most;
  }
}
