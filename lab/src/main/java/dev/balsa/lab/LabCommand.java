package dev.balsa.lab;

import dev.balsa.lab.guide.GuidedRun;
import dev.balsa.lab.process.Cluster;
import dev.balsa.lab.screen.Terminal;
import dev.balsa.lab.screen.Watch;
import dev.balsa.lab.script.AutoRun;
import dev.balsa.lab.script.Failover;
import dev.balsa.lab.script.Plan;
import dev.balsa.lab.script.Repair;
import dev.balsa.lab.script.Report;
import dev.balsa.lab.script.Rounds;
import dev.balsa.lab.script.Stage;
import dev.balsa.lab.script.Torture;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The {@code lab} command: a cluster that one can kill, with or without a person. Not safe for use
 * by many threads.
 */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = {
      "Three real nodes, an election, a value, the leader's death and its return.",
      "On a terminal it explains every step and waits for you; otherwise, or with --auto, it "
          + "checks everything by itself."
    },
    subcommands = {
      FolderCommands.Init.class,
      FolderCommands.Reset.class,
      FolderCommands.Ps.class,
      FolderCommands.Stop.class,
      FolderCommands.Explain.class,
      TmuxCommand.class
    })
public final class LabCommand implements Callable<Integer> {
  private static final double PAUSE_AUTO = 1;
  private static final double PAUSE_PERSON = 5;
  private static final int SIZE = 3;
  private static final int STEP_SECONDS_MAX = 2;
  private static final String TRANSCRIPT = "transcript.txt";

  @Mixin private LabOptions options = new LabOptions();

  @Option(names = "--auto", description = "Do every step without a person and check it.")
  private boolean auto;

  @Option(
      names = "--thorough",
      description = "With --auto: watch as long as the lab contract says, which takes minutes.")
  private boolean thorough;

  /** Something to run that may be stopped by what is in its way. */
  private interface Act {
    boolean run(Plan plan, Report report)
        throws IOException, InterruptedException, Cluster.BusyException;
  }

  @Override
  public Integer call() {
    if (auto || thorough || !Terminal.present()) {
      return act(
          options.plan(PAUSE_AUTO, thorough),
          AutoRun.SIZE_MAX,
          true,
          (plan, report) -> new AutoRun(plan, report).run());
    }
    return act(options.plan(PAUSE_PERSON, false), SIZE, false, GuidedRun::run);
  }

  @Command(
      name = "watch",
      description = "Shows all nodes in this terminal; keys start, stop and break them.",
      mixinStandardHelpOptions = true)
  int watch(
      @Mixin LabOptions watchOptions,
      @Option(names = "--size", description = "Number of nodes (default: 3).", defaultValue = "3")
          int size) {
    if (!Terminal.present()) {
      System.err.println("'lab watch' needs a terminal; 'lab --auto' needs none.");
      return LabNode.EXIT_USAGE;
    }
    return act(
        watchOptions.plan(PAUSE_PERSON, false),
        size,
        false,
        (plan, report) -> {
          try (Stage stage = Stage.set(plan, plan.layout("", size), List.of())) {
            Watch.run(stage);
          }
          return true;
        });
  }

  @Command(
      name = "rounds",
      description = "Lets the leader crash and return, round after round.",
      mixinStandardHelpOptions = true)
  int rounds(
      @Mixin LabOptions roundsOptions,
      @Option(names = "--count", description = "Rounds (default: 20).", defaultValue = "20")
          int count) {
    atLeastOne("--count", count);
    return act(
        roundsOptions.plan(PAUSE_AUTO, false),
        SIZE,
        true,
        (plan, report) -> Rounds.run(plan, report, count));
  }

  @Command(
      name = "failover",
      description = "Measures how long nobody can write after kill -9 of the leader.",
      mixinStandardHelpOptions = true)
  int failover(
      @Mixin LabOptions failoverOptions,
      @Option(names = "--rounds", description = "Rounds (default: 20).", defaultValue = "20")
          int count,
      @Option(names = "--size", description = "Number of nodes (default: 3).", defaultValue = "3")
          int size) {
    atLeastOne("--rounds", count);
    return act(
        failoverOptions.plan(PAUSE_AUTO, false),
        size,
        true,
        (plan, report) -> Failover.run(plan, report, count, size));
  }

  @Command(
      name = "torture",
      description =
          "Kills nodes at random under a writing client; nothing acknowledged may be lost.",
      mixinStandardHelpOptions = true)
  int torture(
      @Mixin LabOptions tortureOptions,
      @Option(
              names = "--kills",
              description = "How many kill -9 (default: 200).",
              defaultValue = "200")
          int kills,
      @Option(
              names = "--seed",
              description = "Decides on victims and moments (default: 1).",
              defaultValue = "1")
          long seed,
      @Option(names = "--nodes", description = "Number of nodes (default: 3).", defaultValue = "3")
          int nodes,
      @Option(
              names = "--writers",
              description = "Writing threads (default: 4).",
              defaultValue = "4")
          int writers,
      @Option(
              names = "--rate",
              description = "Writes per second (default: 200).",
              defaultValue = "200")
          int rate,
      @Option(
              names = "--changes",
              description =
                  "Meanwhile members lose their votes and get them back, by joint consensus.")
          boolean changes) {
    Torture.Measure measure = new Torture.Measure(kills, seed, nodes, writers, rate, changes);
    return act(
        tortureOptions.plan(PAUSE_AUTO, false),
        nodes,
        true,
        (plan, report) -> Torture.run(plan, report, measure));
  }

  @Command(
      name = "rebuild",
      description =
          "Shows how a log that ends in what nobody committed is rebuilt, and when a snapshot is "
              + "sent.",
      mixinStandardHelpOptions = true)
  int rebuild(
      @Mixin LabOptions rebuildOptions,
      @Option(
              names = "--step",
              paramLabel = "SECONDS",
              description = "How long the leader rests at each step back (default: 1).",
              defaultValue = "1")
          double stepSeconds) {
    if (!(stepSeconds >= 0 && stepSeconds <= STEP_SECONDS_MAX)) {
      throw new IllegalArgumentException(
          "--step is " + stepSeconds + "; it must be from 0 to " + STEP_SECONDS_MAX + " seconds");
    }
    return act(
        rebuildOptions.plan(PAUSE_AUTO, false),
        SIZE,
        true,
        (plan, report) -> Repair.run(plan, report, stepSeconds));
  }

  private static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1");
    }
  }

  /** Runs something with a report, and says what stood in its way if it could not. */
  private static int act(Plan plan, int size, boolean printing, Act act) {
    PrintStream out =
        printing
            ? System.out
            : new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    try {
      Cluster.checkFree(plan.layout("", size));
      return reported(plan, out, act);
    } catch (Cluster.BusyException busy) {
      System.err.println(busy.getMessage());
      return busy.portBusy() ? LabNode.EXIT_PORT_BUSY : LabNode.EXIT_RUNNING;
    } catch (IOException | UncheckedIOException failed) {
      System.err.println("The lab cannot go on: " + failed.getMessage());
      return LabNode.EXIT_FAILED;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return LabNode.EXIT_INTERRUPTED;
    }
  }

  private static int reported(Plan plan, PrintStream out, Act act)
      throws IOException, InterruptedException, Cluster.BusyException {
    Path folder = plan.folder().toAbsolutePath().normalize();
    try (Report report = new Report(out, folder.resolve(TRANSCRIPT))) {
      report.say("Balsa lab, working folder " + folder);
      boolean good = act.run(plan, report);
      System.out.println("Files and transcript: " + folder);
      return good ? LabNode.EXIT_DONE : LabNode.EXIT_FAILED;
    }
  }
}
