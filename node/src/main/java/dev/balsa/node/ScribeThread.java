package dev.balsa.node;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Writes one snapshot after the other, on a daemon thread that is there only while there is
 * something to write. Safe for use by many threads.
 */
final class ScribeThread implements Scribe {
  private static final int KEPT_MILLIS = 1_000;

  private final ThreadPoolExecutor executor;

  /** None is started yet. */
  ScribeThread(String name) {
    this.executor =
        new ThreadPoolExecutor(
            1,
            1,
            KEPT_MILLIS,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name(name).daemon().factory());
    executor.allowCoreThreadTimeOut(true);
  }

  @Override
  public void write(SnapshotWriting writing) {
    executor.execute(writing::writeSlowly);
  }
}
