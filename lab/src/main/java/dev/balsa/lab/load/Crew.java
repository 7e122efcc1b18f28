package dev.balsa.lab.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Threads that work until they are told to end. Safe for use by many threads. */
final class Crew {
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean stopping = new AtomicBoolean();

  /** One more, which asks {@link #isStopping} between two pieces of its work. */
  synchronized void start(String name, Runnable work) {
    threads.add(Thread.ofPlatform().name(name).daemon().start(work));
  }

  /** Whether no more work is to be begun. */
  boolean isStopping() {
    return stopping.get();
  }

  /** Lets everything that was begun end. Idempotent. */
  void finish() {
    stopping.set(true);
    List<Thread> all;
    synchronized (this) {
      all = List.copyOf(threads);
    }
    all.forEach(LockSupport::unpark);
    for (Thread thread : all) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
