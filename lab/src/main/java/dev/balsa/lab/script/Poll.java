package dev.balsa.lab.script;

import dev.balsa.lab.check.Criterion;
import dev.balsa.lab.check.Outcome;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Looks again and again until something holds or its time is over. */
public final class Poll {
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(15);

  private Poll() {}

  /** Something to look at; what cannot be seen yet is an {@link IOException}. */
  public interface Look<T> {
    /** Looks once. */
    T now() throws IOException, InterruptedException;
  }

  /**
   * Waits until a check holds.
   *
   * @return what it showed at last, whether it holds or not
   */
  public static Outcome until(long timeoutMillis, Look<? extends Criterion> look)
      throws InterruptedException {
    long begun = System.nanoTime();
    long end = begun + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    while (true) {
      Outcome outcome;
      try {
        outcome = look.now().judge();
      } catch (IOException | IllegalArgumentException notYet) {
        outcome = Outcome.fail("an answer", notYet);
      }
      if (outcome.passed()) {
        return outcome;
      }
      if (System.nanoTime() >= end) {
        return outcome.with(" after " + timeoutMillis + " ms");
      }
      pause(STEP_NANOS);
    }
  }

  /**
   * Waits until a condition holds.
   *
   * @return the milliseconds it took
   * @throws IOException naming the condition if it did not hold in time
   */
  public static long millisUntil(String what, long timeoutMillis, Look<Boolean> condition)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long end = begun + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    IOException cause = null;
    while (true) {
      try {
        if (condition.now()) {
          return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        }
      } catch (IOException notYet) {
        cause = notYet;
      }
      if (System.nanoTime() >= end) {
        throw new IOException(what + " did not happen within " + timeoutMillis + " ms", cause);
      }
      pause(STEP_NANOS);
    }
  }

  /** Lets time pass while something must not change; the caller compares before and after. */
  public static void watch(long millis) throws InterruptedException {
    pause(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static void pause(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
