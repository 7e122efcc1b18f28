package dev.balsa.cli;

import dev.balsa.simulator.Broken;
import dev.balsa.simulator.Report;
import dev.balsa.simulator.Simulation;
import dev.balsa.simulator.Simulation.Campaign;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays simulated clusters. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Plays whole clusters under faults, each from one number, and checks what must hold.",
      "The code is that of a node; disks, network and clocks are simulated, so a seed is the same run every time."
    },
    footer = {
      "",
      "Examples:",
      "  balsa simulate                            100 seeds nobody has played yet",
      "  balsa simulate --seeds 60000 --threads 2",
      "  balsa simulate --seeds 500 --from 1       seeds 1 to 500",
      "  balsa simulate --seed 42                  this one, every turn of every member printed",
      "  balsa simulate --shrink 42                the fewest faults and steps that still break it",
      "  balsa simulate --speed                    how fast it is on this machine",
      "",
      "Ends with 0 if everything held and with 1 if something did not; then a line names the seed, what did",
      "not hold and the command that replays it. Ctrl-C prints what was done so far."
    })
final class SimulateCommand implements Callable<Integer> {
  /** So long the compiler still makes the code markedly faster. */
  private static final double WARM_UP_SECONDS = 80;

  /** What it has learned of other timeouts it learns anew, but most is the same. */
  private static final double SECOND_WARM_UP_SECONDS = 15;

  private static final double MEASURED_SECONDS = 60;

  /** About seven seconds' work. */
  private static final int SPEED_SEEDS = 60;

  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "0..1")
  private What what = new What();

  @Option(
      names = "--from",
      paramLabel = "S",
      description = "With --seeds: the first seed (default: one that was hardly played before).")
  private @Nullable Long from;

  @Option(
      names = "--threads",
      paramLabel = "T",
      description = "With --seeds: how many clusters run at once (default: the processors).")
  private @Nullable Integer threads;

  @Option(names = "--json", description = "One JSON object with the result; nothing else.")
  private boolean json;

  /** One of them. */
  private static final class What {
    @Option(
        names = "--seeds",
        paramLabel = "N",
        description = "Plays N seeds, one after the other (default: 100).")
    private long seeds = 100;

    @Option(names = "--seed", paramLabel = "S", description = "Replays one seed and prints it.")
    private @Nullable Long seed;

    @Option(
        names = "--shrink",
        paramLabel = "S",
        description = "Looks for the mildest run with which a seed still breaks the same.")
    private @Nullable Long shrink;

    @Option(
        names = "--speed",
        description = "Measures five members on one core, checks included, in CPU time.")
    private boolean speed;
  }

  @Override
  public Integer call() throws InterruptedException {
    boolean many = what.seed == null && what.shrink == null && !what.speed;
    if (!many && (from != null || threads != null)) {
      throw new IllegalArgumentException("--from and --threads go with --seeds only");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (what.seed != null) {
      return one(what.seed, Simulation.replay(what.seed, json ? null : out::println));
    }
    if (what.shrink != null) {
      PrintWriter err = spec.commandLine().getErr();
      Consumer<String> step = json ? line -> {} : err::println;
      return one(what.shrink, Simulation.shrink(what.shrink, step, json ? null : out::println));
    }
    return what.speed ? speed() : campaign();
  }

  private int one(long seed, Optional<Broken> broken) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(SimulateJson.one(seed, broken.orElse(null)));
    } else if (broken.isEmpty()) {
      out.println("seed " + seed + " holds.");
    }
    out.flush();
    broken.ifPresent(failure -> {
      throw failed(failure.toString() + ".");
    });
    return ExitCode.DONE.number();
  }

  private int speed() {
    Simulation.Speeds shipped =
        measured("the usual timeouts", true, WARM_UP_SECONDS, MEASURED_SECONDS);
    Simulation.Speeds drawn =
        measured("drawn timeouts", false, SECOND_WARM_UP_SECONDS, MEASURED_SECONDS);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(SimulateJson.speed(shipped, drawn));
    } else {
      out.printf(
          Locale.ROOT,
          "5 members, one core, faults and every check on, in CPU time; rounds of the same %d seeds:%n",
          SPEED_SEEDS);
      print("with the timeouts members have unless told otherwise", shipped, out);
      print("with those the seeds draw, most of them shorter", drawn, out);
    }
    out.flush();
    int code = finished(shipped.fastest().report());
    return code == 0 ? finished(drawn.fastest().report()) : code;
  }

  private Simulation.Speeds measured(
      String what, boolean shippedTimeouts, double warmUpSeconds, double seconds) {
    if (!json) {
      PrintWriter err = spec.commandLine().getErr();
      err.printf(
          Locale.ROOT,
          "With %s: %.0f s of CPU time to warm up, then %.0f s that count%n",
          what,
          warmUpSeconds,
          seconds);
      err.flush();
    }
    return Simulation.speed(SPEED_SEEDS, shippedTimeouts, warmUpSeconds, seconds);
  }

  private static void print(String how, Simulation.Speeds speeds, PrintWriter out) {
    Simulation.Speed fastest = speeds.fastest();
    out.printf(
        Locale.ROOT,
        "  %,6.0f x real time, %,d events/s in the fastest of %d rounds, %,.0f x in the middle one,"
            + " %s (%.2f cluster-hours a round)%n",
        fastest.timesRealTime(),
        Math.round(fastest.eventsPerSecond()),
        speeds.rounds().size(),
        speeds.median().timesRealTime(),
        how,
        fastest.report().clusterHours());
  }

  private int campaign() throws InterruptedException {
    int chosenThreads = threads != null ? threads : Runtime.getRuntime().availableProcessors();
    long first = from != null ? from : ThreadLocalRandom.current().nextLong(1L << 40);
    Campaign campaign = new Campaign(new Simulation.Options(what.seeds, first, chosenThreads));
    SimulateProgress progress =
        new SimulateProgress(
            what.seeds, first, spec.commandLine().getOut(), spec.commandLine().getErr(), json);
    Thread farewell =
        new Thread(
            () -> {
              campaign.stop();
              progress.over(campaign.report(), true);
            },
            "farewell");
    Runtime.getRuntime().addShutdownHook(farewell);
    progress.begin(chosenThreads);
    Report report = campaign.run(progress);
    if (removed(farewell)) {
      progress.over(report, false);
    }
    return finished(report);
  }

  /** Whether it is still this thread that has the last word. */
  private static boolean removed(Thread farewell) {
    try {
      return Runtime.getRuntime().removeShutdownHook(farewell);
    } catch (IllegalStateException endsAlready) {
      return false;
    }
  }

  private static int finished(Report report) {
    if (report.failed() == 0) {
      return ExitCode.DONE.number();
    }
    throw failed(
        report.failed()
            + " of "
            + report.seeds()
            + " seeds broke something, first "
            + report.failures().getFirst()
            + ".");
  }

  private static Failure failed(String message) {
    return new Failure(ExitCode.FAILED, Faq.SEED_FAILED, message, null);
  }
}
