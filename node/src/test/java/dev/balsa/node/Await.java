package dev.balsa.node;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits in tests, with a bound that only a hanging test reaches. */
final class Await {
  private static final long SECONDS_MAX = 60;

  private Await() {}

  /** Waits until something holds. */
  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_MAX);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + SECONDS_MAX + " s: " + what);
      }
      LockSupport.parkNanos(500_000);
    }
  }

  /** The answer of a future. */
  static <T> T answer(CompletableFuture<T> future) throws ExecutionException {
    try {
      return future.get(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (TimeoutException | InterruptedException e) {
      throw new AssertionError("a future did not end within " + SECONDS_MAX + " s", e);
    }
  }

  /** What a future fails with. */
  static Throwable failure(CompletableFuture<?> future) {
    try {
      Object answer = answer(future);
      throw new AssertionError("expected a failure, got " + answer);
    } catch (ExecutionException e) {
      return e.getCause();
    }
  }
}
