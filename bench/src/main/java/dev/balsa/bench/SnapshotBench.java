package dev.balsa.bench;

import dev.balsa.node.SnapshotLimits;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what snapshots of many keys cost writers, and how soon a member with them serves. */
@Command(
    name = "snapshot",
    mixinStandardHelpOptions = true,
    description = {
      "Measures writes while no snapshot is taken and while one follows the other, and the restart of a member.",
      "All members and the writer share this machine and this process: with few processors the figures are those",
      "of a machine that is busy with all of them at once. ./balsa gives it 6 GB of memory, so that no garbage is",
      "collected in the measured time: this is about snapshots.",
      "Ends with 1 if the p99 of writes more than doubles or the restart takes more than 5 s."
    })
public final class SnapshotBench implements Callable<Integer> {
  private static final double RATIO_MAX = 2;
  private static final double RESTART_SECONDS_MAX = 5;
  private static final long NEVER_BYTES = 1L << 40;

  @Spec private CommandSpec spec;

  @Option(
      names = "--members",
      defaultValue = "3",
      description = "Members, 1 to 9 (default: ${DEFAULT-VALUE}).")
  private int members;

  @Option(
      names = "--keys",
      defaultValue = "1000000",
      description = "Keys in the store, 1000 to 5000000 (default: ${DEFAULT-VALUE}).")
  private int keys;

  @Option(
      names = "--bytes",
      defaultValue = "64",
      description = "Bytes a value, 8 to 1024 (default: ${DEFAULT-VALUE}).")
  private int bytes;

  @Option(
      names = "--rate",
      defaultValue = "1000",
      description = "Writes a second, 1 to 100000 (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--every",
      defaultValue = "65536",
      description = "Bytes of commands from one snapshot to the next (default: ${DEFAULT-VALUE}).")
  private long everyBytes;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Measured seconds of each kind (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "5",
      description = "Seconds before each that do not count (default: ${DEFAULT-VALUE}).")
  private double warmUpSeconds;

  @Option(
      names = "--dir",
      description = "Folder for the data (default: a new temporary one); removed afterwards.")
  private @Nullable Path folder;

  @Option(names = "--json", description = "One JSON object instead of a table.")
  private boolean json;

  /** What was measured. */
  private record Figures(
      Histogram without, Histogram during, long snapshots, double restartSeconds) {
    double ratio() {
      return during.getValueAtPercentile(99) / (double) without.getValueAtPercentile(99);
    }

    boolean good() {
      return ratio() <= RATIO_MAX && restartSeconds <= RESTART_SECONDS_MAX;
    }
  }

  @Override
  public Integer call() throws Exception {
    Range.check(spec, "--members", members, 1, 9);
    Range.check(spec, "--keys", keys, 1_000, 5_000_000);
    Range.check(spec, "--bytes", bytes, 8, 1024);
    Range.check(spec, "--rate", rate, 1, 100_000);
    Path given = folder;
    Path parent =
        given != null ? Files.createDirectories(given) : Files.createTempDirectory("balsa-bench-");
    Path data = parent.resolve("snapshot");
    Figures figures;
    try {
      figures = measure(data);
    } finally {
      Folders.delete(data);
    }
    if (given == null) {
      Files.delete(parent);
    }
    print(spec.commandLine().getOut(), figures);
    return figures.good() ? 0 : 1;
  }

  private Figures measure(Path data) throws Exception {
    PacedWrites writes = new PacedWrites(keys, bytes);
    SnapshotLimits never = SnapshotLimits.STANDARD.withLog(NEVER_BYTES, 0);
    try (SnapshotCluster cluster = new SnapshotCluster(data, members)) {
      cluster.start(SnapshotLimits.STANDARD);
      writes.fill(cluster.leaderNode(), at -> say(at + " of " + keys + " keys are there"));
      say("writing without snapshots");
      cluster.start(never);
      Histogram without = writes.run(cluster.leaderNode(), rate, warmUpSeconds, seconds);
      say("writing while snapshots are taken");
      cluster.start(SnapshotLimits.STANDARD.withLog(everyBytes, 0));
      long before = cluster.snapshots();
      Histogram during = writes.run(cluster.leaderNode(), rate, warmUpSeconds, seconds);
      long snapshots = cluster.snapshots() - before;
      if (writes.failed() > 0) {
        throw new IllegalStateException(
            writes.failed() + " writes failed; the figures do not count");
      }
      say("starting a member again");
      double restart = cluster.restartSeconds(SnapshotLimits.STANDARD, keys);
      return new Figures(without, during, snapshots, restart);
    }
  }

  private void say(String progress) {
    if (!json) {
      spec.commandLine().getErr().println(progress);
    }
  }

  private void print(PrintWriter out, Figures figures) {
    if (json) {
      out.printf(
          Locale.ROOT,
          "{\"keys\": %d, \"writesPerSecond\": %d, \"p99MicrosWithout\": %.0f, "
              + "\"p99MicrosDuring\": %.0f, \"p99Ratio\": %.2f, \"snapshots\": %d, "
              + "\"restartSeconds\": %.2f, \"good\": %b}%n",
          keys,
          rate,
          micros(figures.without(), 99),
          micros(figures.during(), 99),
          figures.ratio(),
          figures.snapshots(),
          figures.restartSeconds(),
          figures.good());
    } else {
      out.printf("%-28s %9s %9s %9s%n", "", "p50 µs", "p99 µs", "p99.9 µs");
      row(out, "no snapshots", figures.without());
      row(out, figures.snapshots() + " snapshots", figures.during());
      out.printf(
          Locale.ROOT, "p99 while snapshots are taken: %.2f times (at most 2)%n", figures.ratio());
      out.printf(
          Locale.ROOT,
          "a member with %d keys serves %.2f s after its start (at most 5 s)%n",
          keys,
          figures.restartSeconds());
    }
    out.flush();
  }

  private static void row(PrintWriter out, String name, Histogram latencies) {
    out.printf(
        Locale.ROOT,
        "%-28s %9.0f %9.0f %9.0f%n",
        name,
        micros(latencies, 50),
        micros(latencies, 99),
        micros(latencies, 99.9));
  }

  private static double micros(Histogram latencies, double percentile) {
    return latencies.getValueAtPercentile(percentile) / 1e3;
  }
}
