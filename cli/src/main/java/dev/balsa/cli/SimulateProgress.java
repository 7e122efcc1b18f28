package dev.balsa.cli;

import dev.balsa.simulator.Broken;
import dev.balsa.simulator.Report;
import dev.balsa.simulator.Simulation;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person how far a campaign is: a bar on a terminal, a line for each failure, a summary.
 */
final class SimulateProgress implements Simulation.Watcher {
  private static final long DRAW_PAUSE_NANOS = 250_000_000;
  private static final int BAR_CELLS = 24;

  private final long seeds;
  private final long from;
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean json;
  private final boolean terminal;
  private final long startNanos = System.nanoTime();
  private long drawnNanos = startNanos;
  private int drawnCells;
  private boolean over;

  SimulateProgress(long seeds, long from, PrintWriter out, PrintWriter err, boolean json) {
    this(seeds, from, out, err, json, isTerminal(System.console()));
  }

  SimulateProgress(
      long seeds, long from, PrintWriter out, PrintWriter err, boolean json, boolean terminal) {
    this.seeds = seeds;
    this.from = from;
    this.out = out;
    this.err = err;
    this.json = json;
    this.terminal = terminal;
  }

  private static boolean isTerminal(@Nullable Console console) {
    return console != null && console.isTerminal();
  }

  private double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  void begin(int threads) {
    if (!json) {
      String which = seeds == 1 ? "seed " + from : "seeds " + from + " to " + (from + seeds - 1);
      out.println("Playing " + which + ", " + threads + " at a time");
      out.flush();
    }
  }

  @Override
  public synchronized void ended(Report soFar, @Nullable Broken failure) {
    if (over) {
      return;
    }
    if (failure != null) {
      clear();
      err.println(failure + "; replay: balsa simulate --seed " + failure.seed());
      err.flush();
    }
    long now = System.nanoTime();
    if (terminal && now - drawnNanos >= DRAW_PAUSE_NANOS) {
      drawnNanos = now;
      draw(soFar);
    }
  }

  void draw(Report soFar) {
    double share = (double) soFar.seeds() / seeds;
    int full = (int) (share * BAR_CELLS);
    double rate = soFar.seeds() / seconds();
    String line =
        String.format(
            Locale.ROOT,
            "[%s%s] %3.0f %%  %,d seeds, %.1f cluster-hours, %.1f seeds/s, %,d failed, %,.0f s left",
            "#".repeat(full),
            "-".repeat(BAR_CELLS - full),
            100 * share,
            soFar.seeds(),
            soFar.clusterHours(),
            rate,
            soFar.failed(),
            (seeds - soFar.seeds()) / rate);
    err.print("\r" + line + " ".repeat(Math.max(0, drawnCells - line.length())));
    err.flush();
    drawnCells = line.length();
  }

  private void clear() {
    if (drawnCells > 0) {
      err.print("\r" + " ".repeat(drawnCells) + "\r");
      drawnCells = 0;
    }
  }

  /**
   * The last word; only the first call has one.
   *
   * @param interrupted whether not all seeds were played
   */
  synchronized void over(Report report, boolean interrupted) {
    if (over) {
      return;
    }
    over = true;
    clear();
    err.flush();
    double seconds = seconds();
    if (json) {
      out.println(SimulateJson.campaign(report, from, seconds, interrupted));
    } else {
      out.println((interrupted ? "Interrupted after " : "") + report.line(seconds));
    }
    out.flush();
  }
}
