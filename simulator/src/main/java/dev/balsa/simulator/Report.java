package dev.balsa.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What many runs added up to, so far. Safe for use by many threads. */
public final class Report {
  /** So many failures are kept; the others are only counted. */
  static final int FAILURES_MAX = 1_000;

  private static final double NANOS_PER_HOUR = 3.6e12;

  private final List<Broken> failures = new ArrayList<>();
  private final MarkCounts marks = new MarkCounts();
  private long seeds;
  private long failed;
  private long events;
  private long operations;
  private double simulatedNanos;

  Report() {}

  /** Adds a run. */
  synchronized void add(Outcome outcome) {
    seeds++;
    events += outcome.events();
    operations += outcome.operations();
    simulatedNanos += outcome.simulatedNanos();
    marks.addAll(outcome.marks());
    if (outcome.broken() != null) {
      failed++;
      if (failures.size() < FAILURES_MAX) {
        failures.add(Broken.of(outcome.seed(), outcome.broken()));
      }
    }
  }

  /** How many runs there were. */
  public synchronized long seeds() {
    return seeds;
  }

  /** In how many of them something did not hold. */
  public synchronized long failed() {
    return failed;
  }

  /** What did not hold, in the order in which it was found; at most 1,000. */
  public synchronized List<Broken> failures() {
    return List.copyOf(failures);
  }

  /** How often rare events happened. */
  MarkCounts marks() {
    return marks;
  }

  /** How many things happened. */
  public synchronized long events() {
    return events;
  }

  /** How many client operations were answered and judged. */
  public synchronized long operations() {
    return operations;
  }

  /** How much time passed in all clusters together. */
  public synchronized double clusterHours() {
    return simulatedNanos / NANOS_PER_HOUR;
  }

  /**
   * One line of figures.
   *
   * @param seconds how long it took
   */
  public synchronized String line(double seconds) {
    return String.format(
        Locale.ROOT,
        "%,d %s, %,d failed; %.1f cluster-hours, %,d operations checked, %,d events;"
            + " %.1f s, %,.0f events/s, %,.0f x real time",
        seeds,
        seeds == 1 ? "seed" : "seeds",
        failed,
        clusterHours(),
        operations,
        events,
        seconds,
        events / seconds,
        clusterHours() * 3600 / seconds);
  }
}
