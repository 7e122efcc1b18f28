package dev.balsa.cli;

import dev.balsa.server.json.JsonWriter;
import dev.balsa.simulator.Broken;
import dev.balsa.simulator.Report;
import dev.balsa.simulator.Simulation;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code balsa simulate --json} prints. */
final class SimulateJson {
  private SimulateJson() {}

  static String one(long seed, @Nullable Broken broken) {
    JsonWriter json = new JsonWriter().number("seed", seed).truth("holds", broken == null);
    if (broken != null) {
      json.text("property", broken.property()).text("detail", broken.detail());
    }
    return json.end();
  }

  static String campaign(Report report, long from, double seconds, boolean interrupted) {
    return figures(report, seconds)
        .number("from", from)
        .truth("interrupted", interrupted)
        .array("failures", report.failures().stream().map(each -> one(each.seed(), each)).toList())
        .end();
  }

  static String speed(Simulation.Speeds shipped, Simulation.Speeds drawn) {
    return new JsonWriter()
        .number("members", 5)
        .json("shippedTimeouts", figures(shipped))
        .json("drawnTimeouts", figures(drawn))
        .end();
  }

  private static String figures(Simulation.Speeds speeds) {
    Simulation.Speed fastest = speeds.fastest();
    return figures(fastest.report(), fastest.cpuSeconds())
        .number("rounds", speeds.rounds().size())
        .number("medianTimesRealTime", Math.round(speeds.median().timesRealTime()))
        .end();
  }

  private static JsonWriter figures(Report report, double seconds) {
    return new JsonWriter()
        .number("seeds", report.seeds())
        .number("failed", report.failed())
        .json("clusterHours", decimal(report.clusterHours()))
        .number("operations", report.operations())
        .number("events", report.events())
        .json("seconds", decimal(seconds))
        .number("eventsPerSecond", Math.round(report.events() / seconds))
        .number("timesRealTime", Math.round(report.clusterHours() * 3600 / seconds));
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.3f", number);
  }
}
