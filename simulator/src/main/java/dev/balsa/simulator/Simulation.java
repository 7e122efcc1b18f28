package dev.balsa.simulator;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/** Runs simulated clusters and says what did not hold. Not safe for use by many threads. */
public final class Simulation {
  /** Ends normally: everything held. */
  public static final int HOLDS = 0;

  /** Ends normally: something did not hold. */
  public static final int BROKEN = 1;

  /**
   * What to run.
   *
   * @param seeds how many seeds, at least 1
   * @param from the first seed; the others follow
   * @param threads how many run at once, at least 1
   * @param progress whether to print a line that shows how far it is
   */
  public record Options(long seeds, long from, int threads, boolean progress) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the number and its range
     */
    public Options {
      if (seeds < 1 || seeds > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "seeds is " + seeds + "; it must be from 1 to " + Integer.MAX_VALUE);
      }
      if (threads < 1 || threads > 1024) {
        throw new IllegalArgumentException("threads is " + threads + "; it must be from 1 to 1024");
      }
    }
  }

  private Simulation() {}

  /**
   * Runs many seeds.
   *
   * @return {@link #HOLDS} or {@link #BROKEN}
   * @throws InterruptedException if this thread was interrupted; runs that were under way end by
   *     themselves
   */
  public static int run(Options options, PrintStream out) throws InterruptedException {
    out.println(
        "seeds "
            + options.from()
            + " to "
            + (options.from() + options.seeds() - 1)
            + " on "
            + options.threads()
            + " threads");
    List<Long> seeds =
        LongStream.range(options.from(), options.from() + options.seeds()).boxed().toList();
    Progress progress = new Progress(options, out);
    Report report = Swarm.usual(options.threads()).run(seeds, true, progress::ended);
    progress.over();
    out.println(report.line(progress.seconds()));
    return report.failures().isEmpty() ? HOLDS : BROKEN;
  }

  /**
   * Runs one seed and prints every turn of every member.
   *
   * @return {@link #HOLDS} or {@link #BROKEN}
   */
  public static int replay(long seed, PrintStream out) {
    return replay(Plan.of(seed), out);
  }

  private static int replay(Plan plan, PrintStream out) {
    out.println(plan);
    Outcome outcome = new World(plan, out).run();
    out.println(Report.line(outcome) + String.format(Locale.ROOT, " (%016x)", outcome.digest()));
    return outcome.failed() ? BROKEN : HOLDS;
  }

  /**
   * Looks for the mildest faults and the shortest run with which a seed still breaks the same
   * property, and prints every turn of that run.
   *
   * @return {@link #HOLDS} if the seed breaks nothing, else {@link #BROKEN}
   */
  public static int shrink(long seed, PrintStream out) {
    return replay(Shrinker.shrink(Plan.of(seed), out), out);
  }

  /** How far it is. */
  private static final class Progress {
    private static final long PRINT_PAUSE_NANOS = 500_000_000;

    private final Options options;
    private final PrintStream out;
    private final long startNanos = System.nanoTime();
    private long printedNanos = startNanos;
    private long ended;
    private double clusterHours;

    Progress(Options options, PrintStream out) {
      this.options = options;
      this.out = out;
    }

    double seconds() {
      return (System.nanoTime() - startNanos) / 1e9;
    }

    void ended(Outcome outcome) {
      ended++;
      clusterHours += outcome.simulatedNanos() / 3.6e12;
      if (outcome.failed()) {
        out.println((options.progress() ? "\r" : "") + Report.line(outcome));
      }
      long now = System.nanoTime();
      if (options.progress() && now - printedNanos > PRINT_PAUSE_NANOS) {
        printedNanos = now;
        out.printf(
            Locale.ROOT,
            "\r%3d %%  %,d of %,d seeds, %.1f cluster-hours, %.1f seeds/s ",
            100 * ended / options.seeds(),
            ended,
            options.seeds(),
            clusterHours,
            ended / seconds());
        out.flush();
      }
    }

    void over() {
      if (options.progress()) {
        out.println();
      }
    }
  }
}
