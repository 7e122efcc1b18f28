package dev.balsa.bench;

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

/** Measures what many Raft groups cost while nothing happens in them, and what they can do. */
@Command(
    name = "groups",
    mixinStandardHelpOptions = true,
    description = {
      "Runs three members of many Raft groups, here or in a process each: what they cost while they are idle,",
      "and durable writes to groups drawn at random. One group in the same run is the yardstick."
    })
public final class GroupsBench implements Callable<Integer> {
  private static final long AGREE_WAIT_NANOS = TimeUnit.SECONDS.toNanos(30);

  @Spec private CommandSpec spec;

  @Option(
      names = "--groups",
      defaultValue = "1000",
      description = "Groups, 1 to 10000 (default: ${DEFAULT-VALUE}).")
  private int groups;

  @Option(
      names = "--settle",
      defaultValue = "20",
      description = "Seconds of silence before the measurement (default: ${DEFAULT-VALUE}).")
  private int settleSeconds;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "Measured seconds, idle and writing each (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--outstanding",
      defaultValue = "64",
      description = "Writes kept outstanding (default: ${DEFAULT-VALUE}).")
  private int outstanding;

  @Option(
      names = "--log-threads",
      defaultValue = "4",
      description = "Threads that write logs, each member, 1 to 64 (default: ${DEFAULT-VALUE}).")
  private int logThreads;

  @Option(
      names = "--dir",
      description = "Folder for the data (default: a new temporary one); removed afterwards.")
  private @Nullable Path folder;

  @Option(names = "--json", description = "One JSON object a line instead of a table.")
  private boolean json;

  @Option(
      names = "--processes",
      description = "A process for each member, and idle ones only: nothing is written.")
  private boolean processes;

  @Override
  public Integer call() throws Exception {
    Range.check(spec, "--groups", groups, 1, 10_000);
    Range.check(spec, "--settle", settleSeconds, 0, 3_600);
    Range.check(spec, "--seconds", seconds, 1, 3_600);
    Range.check(spec, "--outstanding", outstanding, 1, 100_000);
    Range.check(spec, "--log-threads", logThreads, 1, 64);
    Path given = folder;
    Path parent =
        given != null ? Files.createDirectories(given) : Files.createTempDirectory("balsa-bench-");
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.printf(
          "%7s %8s %8s %9s %11s %13s",
          "groups", "start s", "threads", "heap MiB", "idle CPU %", "idle frames/s");
      out.println(processes ? "" : String.format(" %10s %9s %9s", "writes/s", "p50 µs", "p99 µs"));
    }
    for (int each : List.of(1, groups)) {
      Path data = parent.resolve("groups-" + each);
      try {
        if (processes) {
          measureProcesses(out, data, each);
        } else {
          measure(out, data, each);
        }
      } finally {
        Folders.delete(data);
      }
    }
    if (!json) {
      out.println("Threads, heap, CPU (of one core) and frames are those of all three members.");
    }
    if (given == null) {
      Files.delete(parent);
    }
    return 0;
  }

  private void measure(PrintWriter out, Path data, int count) throws Exception {
    long startNanos = System.nanoTime();
    try (GroupsCluster cluster = GroupsCluster.start(data, count, logThreads)) {
      double startSeconds = (System.nanoTime() - startNanos) / 1e9;
      Idle idle = idle(cluster);
      GroupsLoad load = new GroupsLoad(cluster, outstanding);
      long warmUp = load.run(seconds / 2.0).getTotalCount();
      Histogram latencies = load.run(seconds);
      awaitAgreement(cluster);
      print(out, count, startSeconds, idle, latencies);
      if (load.failed() > 0) {
        out.printf(
            "%d of %d writes failed, the first one so: %s%n",
            load.failed(), warmUp + latencies.getTotalCount() + load.failed(), load.firstFailure());
      }
    }
  }

  private void measureProcesses(PrintWriter out, Path data, int count) throws Exception {
    long startNanos = System.nanoTime();
    try (GroupsProcesses members = GroupsProcesses.start(data, count, logThreads)) {
      double startSeconds = (System.nanoTime() - startNanos) / 1e9;
      Idle.pause(settleSeconds);
      print(out, count, startSeconds, members.idle(seconds), null);
    }
  }

  private Idle idle(GroupsCluster cluster) {
    Idle.pause(settleSeconds);
    return Idle.measure(seconds, cluster::frames);
  }

  /** Figures of a cluster that lost something would be worth nothing. */
  private static void awaitAgreement(GroupsCluster cluster) {
    long deadline = System.nanoTime() + AGREE_WAIT_NANOS;
    while (!cluster.agrees()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("the members did not catch up within 30 s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private void print(
      PrintWriter out, int count, double startSeconds, Idle idle, @Nullable Histogram latencies) {
    out.printf(
        Locale.ROOT,
        json
            ? "{\"groups\": %d, \"startSeconds\": %.1f, \"threads\": %d, \"heapMiB\": %.1f,"
                + " \"idleCpuPercent\": %.2f, \"idleFramesPerSecond\": %.0f"
            : "%7d %8.1f %8d %9.1f %11.2f %13.0f",
        count,
        startSeconds,
        idle.threads(),
        idle.heapMiB(),
        idle.cpuPercent(),
        idle.framesPerSecond());
    if (latencies != null) {
      out.printf(
          Locale.ROOT,
          json
              ? ", \"writesPerSecond\": %.0f, \"p50Micros\": %.0f, \"p99Micros\": %.0f"
              : " %10.0f %9.0f %9.0f",
          latencies.getTotalCount() / (double) seconds,
          latencies.getValueAtPercentile(50) / 1e3,
          latencies.getValueAtPercentile(99) / 1e3);
    }
    out.println(json ? "}" : "");
    out.flush();
  }
}
