package dev.balsa.simulator;

import dev.balsa.core.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs simulated clusters and says what did not hold. Each method may be used by many threads at
 * once.
 */
public final class Simulation {
  /** As many clusters run at once at most. */
  public static final int THREADS_MAX = 1024;

  /** The size whose speed is measured. */
  private static final int SPEED_MEMBERS = 5;

  /**
   * Which seeds to play.
   *
   * @param seeds how many, at least 1
   * @param from the first one; the others follow
   * @param threads how many run at once, 1 to {@link #THREADS_MAX}
   */
  public record Options(long seeds, long from, int threads) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the number and its range
     */
    public Options {
      if (seeds < 1) {
        throw new IllegalArgumentException("seeds is " + seeds + "; it must be at least 1");
      }
      if (from > Long.MAX_VALUE - seeds) {
        throw new IllegalArgumentException(
            "from is "
                + from
                + "; with "
                + seeds
                + " seeds it must be at most "
                + (Long.MAX_VALUE - seeds));
      }
      if (threads < 1 || threads > THREADS_MAX) {
        throw new IllegalArgumentException(
            "threads is " + threads + "; it must be from 1 to " + THREADS_MAX);
      }
    }
  }

  /** Is told how far a campaign is; by one thread at a time. */
  public interface Watcher {
    /**
     * A run ended.
     *
     * @param soFar all that have ended
     * @param failure what did not hold in this one, or null
     */
    void ended(Report soFar, @Nullable Broken failure);
  }

  /** A campaign of many seeds. For one use. */
  public static final class Campaign {
    private final Options options;
    private final Swarm swarm;

    /** A campaign that has not begun. */
    public Campaign(Options options) {
      this.options = options;
      this.swarm = Swarm.usual(options.threads());
    }

    /**
     * Plays the seeds. Memory does not grow with their number.
     *
     * @throws InterruptedException if this thread was interrupted; runs that were under way end by
     *     themselves
     * @throws IllegalStateException if a run ended with an error of the JVM
     */
    public Report run(Watcher watcher) throws InterruptedException {
      return swarm.run(
          LongStream.range(options.from(), options.from() + options.seeds()),
          outcome ->
              watcher.ended(
                  swarm.report(),
                  outcome.broken() == null ? null : Broken.of(outcome.seed(), outcome.broken())));
    }

    /** Begins no further run; those under way do not count any more. For any thread. */
    public void stop() {
      swarm.stop();
    }

    /** What the runs that have ended add up to. For any thread. */
    public Report report() {
      return swarm.report();
    }
  }

  /**
   * How fast runs are.
   *
   * @param report what was run
   * @param cpuSeconds what all of it cost, the JVM's own work included
   */
  public record Speed(Report report, double cpuSeconds) {
    /** Simulated time in real time, on one core. */
    public double timesRealTime() {
      return report.clusterHours() * 3600 / cpuSeconds;
    }

    /** Events in a second of one core. */
    public double eventsPerSecond() {
      return report.events() / cpuSeconds;
    }
  }

  /**
   * How fast the same runs are again and again. Whatever else the machine does can only make them
   * slower, so the fastest round says what the code costs, and the others what the machine is like.
   *
   * @param rounds each round, at least one, from the slowest to the fastest
   */
  public record Speeds(List<Speed> rounds) {
    /** Copies the list. */
    public Speeds {
      rounds = rounds.stream().sorted(Comparator.comparingDouble(Speed::timesRealTime)).toList();
    }

    /** The fastest round. */
    public Speed fastest() {
      return rounds.getLast();
    }

    /** As many rounds are slower as are faster. */
    public Speed median() {
      return rounds.get(rounds.size() / 2);
    }
  }

  private Simulation() {}

  /**
   * Runs one seed.
   *
   * @param line is given every turn of every member in the trace language, or null
   * @return what did not hold, if anything
   */
  public static Optional<Broken> replay(long seed, @Nullable Consumer<String> line) {
    return replay(Plan.of(seed), line);
  }

  private static Optional<Broken> replay(Plan plan, @Nullable Consumer<String> line) {
    if (line != null) {
      line.accept(plan.toString());
    }
    Outcome outcome = new World(plan, line).run();
    if (line != null) {
      line.accept(
          String.format(
              Locale.ROOT,
              "seed %d ends at %,d us after %,d events, digest %016x",
              plan.seed(),
              outcome.simulatedNanos() / 1_000,
              outcome.events(),
              outcome.digest()));
    }
    return Optional.ofNullable(outcome.broken()).map(broken -> Broken.of(plan.seed(), broken));
  }

  /**
   * Looks for the mildest faults and the shortest run with which a seed still breaks the same
   * property.
   *
   * @param step is told what could be left out
   * @param line is given every turn of the run that is left, or null
   * @return what does not hold, if anything
   */
  public static Optional<Broken> shrink(
      long seed, Consumer<String> step, @Nullable Consumer<String> line) {
    Optional<Plan> mildest = Shrinker.shrink(Plan.of(seed), step);
    return mildest.isPresent() ? replay(mildest.get(), line) : Optional.empty();
  }

  /**
   * Measures how fast runs of five members are on one core, faults and all checks included: those
   * seeds that draw this size, one after the other in this thread, in rounds of the same ones.
   *
   * @param seeds how many to a round, the first ones from seed 1, at least 1
   * @param shippedTimeouts whether the members use {@link Settings#STANDARD}'s timeouts instead of
   *     those the seeds draw, most of which are shorter
   * @param warmUpSeconds CPU time for whole rounds that do not count yet
   * @param seconds CPU time to measure for; the round that is going on then still counts
   */
  public static Speeds speed(
      int seeds, boolean shippedTimeouts, double warmUpSeconds, double seconds) {
    List<Plan> plans = new ArrayList<>();
    for (long seed = 1; plans.size() < seeds; seed++) {
      Plan plan = Plan.of(seed);
      if (plan.machines() == SPEED_MEMBERS && !plan.moves().any()) {
        plans.add(shippedTimeouts ? plan.withShippedTimeouts() : plan);
      }
    }
    for (double spent = 0; spent < warmUpSeconds; ) {
      spent += round(plans).cpuSeconds();
    }
    List<Speed> rounds = new ArrayList<>();
    for (double spent = 0; rounds.isEmpty() || spent < seconds; ) {
      Speed round = round(plans);
      rounds.add(round);
      spent += round.cpuSeconds();
    }
    return new Speeds(rounds);
  }

  private static Speed round(List<Plan> plans) {
    Report report = new Report();
    double start = cpuSeconds();
    plans.forEach(plan -> report.add(new World(plan, null).run()));
    return new Speed(report, cpuSeconds() - start);
  }

  /** What this process has cost so far, or the time where the system does not tell. */
  private static double cpuSeconds() {
    return ProcessHandle.current()
            .info()
            .totalCpuDuration()
            .orElseGet(() -> Duration.ofNanos(System.nanoTime()))
            .toNanos()
        / 1e9;
  }
}
