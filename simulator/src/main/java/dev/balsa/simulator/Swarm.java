package dev.balsa.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Runs many seeds on a few threads. For one use. */
final class Swarm {
  private final int threads;
  private final LongFunction<Plan> plans;
  private final Report report = new Report();
  private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
  private volatile boolean over;

  /**
   * A swarm.
   *
   * @param threads how many seeds run at once
   * @param plans what a seed decides
   */
  Swarm(int threads, LongFunction<Plan> plans) {
    this.threads = threads;
    this.plans = plans;
  }

  /** A swarm of the usual plans. */
  static Swarm usual(int threads) {
    return new Swarm(threads, Plan::of);
  }

  /** What the runs that have ended add up to. */
  Report report() {
    return report;
  }

  /** Begins no further run. For any thread. */
  void stop() {
    over = true;
  }

  /**
   * Runs seeds one after the other until all have run, or it is stopped.
   *
   * @param ended told of each run, by one thread at a time
   * @throws IllegalStateException if a run ended with an error of the JVM, so that nothing is known
   */
  Report run(LongStream seeds, Consumer<Outcome> ended) throws InterruptedException {
    PrimitiveIterator.OfLong left = seeds.iterator();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(
          Thread.ofPlatform().name("balsa-simulator-" + i).daemon().start(() -> work(left, ended)));
    }
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } finally {
      stop();
    }
    Throwable cause = thrown.get();
    if (cause != null) {
      throw new IllegalStateException("a run did not end as runs do: " + cause, cause);
    }
    return report;
  }

  private void work(PrimitiveIterator.OfLong left, Consumer<Outcome> ended) {
    try {
      for (Long seed = next(left); seed != null; seed = next(left)) {
        Outcome outcome = new World(plans.apply(seed), null).run();
        synchronized (left) {
          if (over) {
            return;
          }
          report.add(outcome);
          ended.accept(outcome);
        }
      }
    } catch (Throwable unexpected) {
      thrown.compareAndSet(null, unexpected);
      stop();
    }
  }

  private @Nullable Long next(PrimitiveIterator.OfLong left) {
    synchronized (left) {
      return !over && left.hasNext() ? left.next() : null;
    }
  }
}
