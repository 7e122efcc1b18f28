package dev.balsa.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Runs many seeds on a few threads. */
final class Swarm {
  private final int threads;
  private final LongFunction<Plan> plans;

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

  /**
   * Runs seeds one after the other until all have run, or one fails and it is not to go on.
   *
   * @param seeds which ones
   * @param goesOn whether to run the others when one has failed
   * @param ended told of each run, by one thread at a time
   */
  Report run(List<Long> seeds, boolean goesOn, Consumer<Outcome> ended)
      throws InterruptedException {
    Report report = new Report();
    AtomicLong next = new AtomicLong();
    AtomicBoolean over = new AtomicBoolean();
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(
          Thread.ofPlatform()
              .name("balsa-simulator-" + i)
              .start(() -> work(seeds, goesOn, ended, report, next, over)));
    }
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } finally {
      over.set(true);
    }
    return report;
  }

  private void work(
      List<Long> seeds,
      boolean goesOn,
      Consumer<Outcome> ended,
      Report report,
      AtomicLong next,
      AtomicBoolean over) {
    for (long at = next.getAndIncrement();
        at < seeds.size() && !over.get();
        at = next.getAndIncrement()) {
      Outcome outcome = new World(plans.apply(seeds.get((int) at)), null).run();
      synchronized (report) {
        report.add(outcome);
        ended.accept(outcome);
      }
      if (outcome.failed() && !goesOn) {
        over.set(true);
      }
    }
  }
}
