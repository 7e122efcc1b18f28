package dev.balsa.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What many runs added up to. For one thread at a time. */
final class Report {
  private final List<Outcome> failures = new ArrayList<>();
  private final MarkCounts marks = new MarkCounts();
  private long seeds;
  private long events;
  private long operations;
  private double clusterHours;

  /** Adds a run. */
  synchronized void add(Outcome outcome) {
    seeds++;
    events += outcome.events();
    operations += outcome.operations();
    clusterHours += outcome.simulatedNanos() / 3.6e12;
    marks.addAll(outcome.marks());
    if (outcome.failed()) {
      failures.add(outcome);
    }
  }

  /** How many runs there were. */
  synchronized long seeds() {
    return seeds;
  }

  /** The runs in which something did not hold. */
  synchronized List<Outcome> failures() {
    return List.copyOf(failures);
  }

  /** How often rare events happened. */
  MarkCounts marks() {
    return marks;
  }

  /** How many client operations were answered. */
  synchronized long operations() {
    return operations;
  }

  /** How much time passed in all clusters together. */
  synchronized double clusterHours() {
    return clusterHours;
  }

  /** One line of figures. */
  synchronized String line(double seconds) {
    return String.format(
        Locale.ROOT,
        "%,d seeds, %d failed; %.1f cluster-hours, %,d operations, %,d events;"
            + " %.1f s, %,.0f events/s, %,.0f x real time",
        seeds,
        failures.size(),
        clusterHours,
        operations,
        events,
        seconds,
        events / seconds,
        clusterHours * 3600 / seconds);
  }

  /** The line that says how to see a failure again. */
  static String line(Outcome failure) {
    return "seed "
        + failure.seed()
        + ": "
        + (failure.broken() == null ? "holds" : failure.broken().getMessage());
  }
}
