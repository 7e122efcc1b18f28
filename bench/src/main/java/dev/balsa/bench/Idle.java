package dev.balsa.bench;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * What a process did while nobody asked anything of it.
 *
 * @param threads of ours
 * @param heapMiB what is in use after a collection
 * @param cpuPercent of one core
 * @param framesPerSecond that left
 */
record Idle(int threads, double heapMiB, double cpuPercent, double framesPerSecond) {
  private static final double MIB = 1 << 20;

  /** Nothing at all. */
  static final Idle NONE = new Idle(0, 0, 0, 0);

  /** Measures this process for some time. */
  static Idle measure(int seconds, LongSupplier framesOut) {
    System.gc();
    long cpuNanos = ProcessCpu.nanos();
    long frames = framesOut.getAsLong();
    long startNanos = System.nanoTime();
    pause(seconds);
    double nanos = System.nanoTime() - startNanos;
    double cpuPercent = 100 * (ProcessCpu.nanos() - cpuNanos) / nanos;
    double framesPerSecond = 1e9 * (framesOut.getAsLong() - frames) / nanos;
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    double heapMiB = (runtime.totalMemory() - runtime.freeMemory()) / MIB;
    int threads =
        (int)
            Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("balsa-"))
                .count();
    return new Idle(threads, heapMiB, cpuPercent, framesPerSecond);
  }

  /** Does nothing for some time. */
  static void pause(int seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** That of two processes together. */
  Idle plus(Idle other) {
    return new Idle(
        threads + other.threads,
        heapMiB + other.heapMiB,
        cpuPercent + other.cpuPercent,
        framesPerSecond + other.framesPerSecond);
  }

  /** As a line for another process. */
  String line() {
    return String.format(
        Locale.ROOT, "%d %.3f %.4f %.3f", threads, heapMiB, cpuPercent, framesPerSecond);
  }

  /** From what {@link #line} gave. */
  static Idle of(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 4) {
      throw new IllegalStateException("a member said '" + line + "' and not what it did");
    }
    return new Idle(
        Integer.parseInt(parts[0]),
        Double.parseDouble(parts[1]),
        Double.parseDouble(parts[2]),
        Double.parseDouble(parts[3]));
  }
}
