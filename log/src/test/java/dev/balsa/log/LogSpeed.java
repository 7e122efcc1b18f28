package dev.balsa.log;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Prints how fast a real disk takes batches of entries: {@code LogSpeed [directory [syncs]]}. A
 * rough figure to notice structural slowness with, not a benchmark.
 */
final class LogSpeed {
  private LogSpeed() {}

  /** Runs all shapes of batches one after the other. */
  public static void main(String[] arguments) throws IOException {
    Path directory =
        Files.createTempDirectory(Path.of(arguments.length > 0 ? arguments[0] : "."), "log-speed");
    int syncs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5000;
    try {
      for (int round = 0; round < 3; round++) {
        print(directory.resolve("a" + round), syncs, 1, 300);
        print(directory.resolve("b" + round), syncs, 1, 4096);
        print(directory.resolve("c" + round), syncs, 64, 300);
        print(directory.resolve("d" + round), syncs / 4, 1, 64 << 10);
      }
    } finally {
      delete(directory);
    }
  }

  private static void print(Path directory, int syncs, int entries, int bytes) throws IOException {
    try (DataDirectory data = DataDirectory.open(directory, 1, 1);
        SegmentedLog log = data.openLog(LogSettings.STANDARD)) {
      log.append(new HardState(1, 1), List.of());
      Bytes payload = Bytes.wrap(new byte[bytes]);
      long[] nanos = new long[syncs];
      long cpu = cpuNanos();
      long started = System.nanoTime();
      for (int i = 0; i < syncs; i++) {
        List<Entry> batch = new ArrayList<>(entries);
        for (int j = 0; j < entries; j++) {
          batch.add(new Entry(1L + (long) i * entries + j, 1, EntryKind.COMMAND, payload));
        }
        long before = System.nanoTime();
        log.append(null, batch);
        log.sync();
        nanos[i] = System.nanoTime() - before;
      }
      long took = System.nanoTime() - started;
      cpu = cpuNanos() - cpu;
      Arrays.sort(nanos);
      System.out.printf(
          Locale.ROOT,
          "%3d x %5d B: %7.0f syncs/s %9.0f entries/s  p50 %5d us  p99 %6d us"
              + "  worst %7d us  CPU %3d us/sync%n",
          entries,
          bytes,
          syncs * 1e9 / took,
          (double) syncs * entries * 1e9 / took,
          nanos[syncs / 2] / 1000,
          nanos[syncs * 99 / 100] / 1000,
          nanos[syncs - 1] / 1000,
          cpu / 1000 / syncs);
    }
    delete(directory);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
