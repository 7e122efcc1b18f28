package dev.balsa.bench;

import dev.balsa.core.Bytes;
import dev.balsa.node.RaftNode;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the library: members and clients in one process, durable writes, one leader. */
@Command(
    name = "library",
    mixinStandardHelpOptions = true,
    description = {
      "Measures writes per second, latency and CPU of members in this process, fsync on.",
      "Everything shares this machine: compare ratios within one run, not absolute figures."
    })
public final class LibraryBench implements Callable<Integer> {
  private static final long AGREE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

  @Spec private CommandSpec spec;

  @Option(
      names = "--members",
      defaultValue = "3",
      description = "Members, 1 to 9 (default: ${DEFAULT-VALUE}).")
  private int members;

  @Option(
      names = "--outstanding",
      split = ",",
      defaultValue = "1,64,1024",
      description = "Proposals kept outstanding (default: ${DEFAULT-VALUE}).")
  private List<Integer> outstanding = List.of();

  @Option(
      names = "--bytes",
      defaultValue = "256",
      description = "Bytes a proposal, 16 to 1048576 (default: ${DEFAULT-VALUE}).")
  private int bytes;

  @Option(
      names = "--seconds",
      defaultValue = "5",
      description = "Measured seconds a cell (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--warm-up",
      defaultValue = "5",
      description = "Seconds before each cell that do not count (default: ${DEFAULT-VALUE}).")
  private double warmUpSeconds;

  @Option(
      names = "--rounds",
      defaultValue = "1",
      description = "How often, each with a fresh cluster (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--dir",
      description = "Folder for the data (default: a new temporary one); removed afterwards.")
  private @Nullable Path folder;

  @Option(names = "--json", description = "One JSON object a cell instead of a table.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Range.check(spec, "--members", members, 1, 9);
    Range.check(spec, "--bytes", bytes, 2 * MapStateMachine.KEY_BYTES, 1 << 20);
    Range.check(spec, "--rounds", rounds, 1, 100);
    for (int each : outstanding) {
      Range.check(spec, "--outstanding", each, 1, 100_000);
    }
    Path given = folder;
    Path parent =
        given != null ? Files.createDirectories(given) : Files.createTempDirectory("balsa-bench-");
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.printf(
          "%5s %11s %10s %9s %9s %9s %10s%n",
          "round", "outstanding", "writes/s", "p50 µs", "p99 µs", "p99.9 µs", "CPU µs/op");
    }
    for (int round = 1; round <= rounds; round++) {
      Path data = parent.resolve("round-" + round);
      try {
        round(out, round, data);
      } finally {
        Folders.delete(data);
      }
    }
    if (given == null) {
      Files.delete(parent);
    }
    return 0;
  }

  private void round(PrintWriter out, int round, Path data) throws Exception {
    try (BenchCluster cluster = BenchCluster.start(data, members)) {
      ClosedLoop loop = new ClosedLoop(cluster.leader(), bytes);
      for (int each : outstanding) {
        ClosedLoop.Measured measured = loop.run(each, warmUpSeconds, seconds);
        print(out, round, each, measured);
      }
      verify(cluster, loop);
    }
  }

  private void print(PrintWriter out, int round, int window, ClosedLoop.Measured measured) {
    Histogram latencies = measured.latencies();
    String format =
        json
            ? "{\"round\": %d, \"outstanding\": %d, \"writesPerSecond\": %.0f, \"p50Micros\": %.0f,"
                + " \"p99Micros\": %.0f, \"p999Micros\": %.0f, \"cpuMicrosPerOperation\": %.1f}%n"
            : "%5d %11d %10.0f %9.0f %9.0f %9.0f %10.1f%n";
    out.printf(
        Locale.ROOT,
        format,
        round,
        window,
        measured.perSecond(),
        latencies.getValueAtPercentile(50) / 1e3,
        latencies.getValueAtPercentile(99) / 1e3,
        latencies.getValueAtPercentile(99.9) / 1e3,
        measured.cpuMicrosPerOperation());
    out.flush();
  }

  /** Figures of a cluster that lost something would be worth nothing. */
  private static void verify(BenchCluster cluster, ClosedLoop loop) {
    if (loop.failed() > 0) {
      throw new IllegalStateException(
          loop.failed() + " proposals failed; the figures do not count");
    }
    long end = cluster.leader().status().commitIndex();
    long deadline = System.nanoTime() + AGREE_WAIT_NANOS;
    for (int i = 0; i < cluster.nodes().size(); i++) {
      RaftNode node = cluster.nodes().get(i);
      while (node.status().appliedIndex() < end) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("member " + (i + 1) + " did not catch up within 30 s");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
      for (var each : loop.acknowledged().entrySet()) {
        Bytes held = cluster.machines().get(i).values().get(each.getKey());
        if (held == null || !held.equals(each.getValue())) {
          throw new IllegalStateException(
              "member " + (i + 1) + " does not hold an acknowledged write");
        }
      }
    }
  }
}
