package dev.balsa.server;

import java.util.concurrent.atomic.AtomicLong;

/** A number of bytes that many share. Safe for use by many threads. */
final class Budget {
  private final long bytesMax;
  private final AtomicLong taken = new AtomicLong();

  Budget(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Takes bytes if so many are left; who is refused has taken none, not even for a moment. */
  boolean take(long bytes) {
    long before = taken.get();
    while (before + bytes <= bytesMax) {
      if (taken.compareAndSet(before, before + bytes)) {
        return true;
      }
      before = taken.get();
    }
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }

  long taken() {
    return taken.get();
  }
}
