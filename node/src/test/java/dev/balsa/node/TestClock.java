package dev.balsa.node;

import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until the test moves it. */
final class TestClock implements NanoClock {
  private final AtomicLong now = new AtomicLong(1_000_000_000);

  @Override
  public long nanos() {
    return now.get();
  }

  /** Moves it on. */
  void advanceMillis(long millis) {
    now.addAndGet(millis * 1_000_000);
  }
}
