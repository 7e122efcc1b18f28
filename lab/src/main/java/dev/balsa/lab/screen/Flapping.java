package dev.balsa.lab.screen;

import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices when terms rise again and again though nobody stops a node, and says what may be the
 * cause. Safe for many threads.
 */
public final class Flapping {
  /** So many new terms within the window are too many. */
  static final int CHANGES = 3;

  /** The window, in seconds. */
  static final long WINDOW_SECONDS = 20;

  private final ArrayDeque<Long> changesNanos = new ArrayDeque<>();
  private long term;

  /** Takes note of the highest term at a moment; 0 if none is known. */
  public synchronized void see(long nowNanos, long newTerm) {
    if (newTerm > term) {
      if (term != 0) {
        changesNanos.addLast(nowNanos);
      }
      term = newTerm;
    }
  }

  /** What happened so far had a cause that is known. */
  public synchronized void forget() {
    changesNanos.clear();
  }

  /** What to tell people, or null if all is quiet. */
  public synchronized @Nullable String advice(long nowNanos) {
    while (!changesNanos.isEmpty()
        && nowNanos - changesNanos.getFirst() > TimeUnit.SECONDS.toNanos(WINDOW_SECONDS)) {
      changesNanos.removeFirst();
    }
    if (changesNanos.size() < CHANGES) {
      return null;
    }
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    int processors = Runtime.getRuntime().availableProcessors();
    String cause =
        load > 2.0 * processors
            ? String.format(
                Locale.ROOT,
                "This machine is overloaded (load %.1f on %d processors), so heartbeats come late: "
                    + "close other programs.",
                load,
                processors)
            : "Either heartbeats come late (a slow disk, a machine that sleeps), or two nodes were started with "
                + "different --size or --base-port and disagree on who votes: stop all and start "
                + "them alike.";
    return "The leader changed "
        + changesNanos.size()
        + " times in "
        + WINDOW_SECONDS
        + " s. "
        + cause;
  }
}
