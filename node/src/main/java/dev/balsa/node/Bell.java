package dev.balsa.node;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the thread that turns an agent, once per sleep. Until a thread says that it is about to
 * sleep, ringing costs one read; a simulator never says so.
 */
final class Bell {
  /*
   * A wake-up cannot be lost: the sleeper announces itself, then looks for mail once more, then
   * parks; a producer puts its mail first and rings afterwards. Both sides write before they read,
   * so at least one of them sees the other. The first of many producers takes the sleeper's name
   * off, hence one unpark for a whole batch.
   */
  private final AtomicReference<@Nullable Thread> sleeper = new AtomicReference<>();

  /** Set once, before the bell is used by more than one thread. */
  private @Nullable Runnable answer;

  /**
   * From now on ringing calls this, on the thread that rings, instead of waking a thread: for an
   * agent that shares its thread with others. Called before anybody rings.
   */
  void answeredBy(Runnable newAnswer) {
    answer = newAnswer;
  }

  /** The calling thread is about to sleep and will look for mail once more before it does. */
  void announce() {
    sleeper.set(Thread.currentThread());
  }

  /** The calling thread does not sleep (any longer). */
  void revoke() {
    sleeper.set(null);
  }

  /** Sleeps until the bell rings or the time has passed; may return early. */
  void sleep(long nanos) {
    LockSupport.parkNanos(this, nanos);
  }

  /**
   * There is something that can wait until the next deadline. An agent that shares its thread may
   * be taken for idle and have none: it is turned now.
   */
  void mention() {
    Runnable call = answer;
    if (call != null) {
      call.run();
    }
  }

  /** Wakes the sleeper if there is one. */
  void ring() {
    Runnable call = answer;
    if (call != null) {
      call.run();
      return;
    }
    Thread thread = sleeper.get();
    if (thread != null && sleeper.compareAndSet(thread, null)) {
      LockSupport.unpark(thread);
    }
  }
}
