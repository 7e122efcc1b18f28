package dev.balsa.lab;

import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.script.Plan;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that all lab commands share. */
final class LabOptions {
  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description =
          "The working folder (default: the current one if 'lab init' made it, else balsa-lab).")
  @Nullable Path folder;

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      description =
          "Node K listens to nodes on PORT+K-1 and to clients 1000 above (default: "
              + "${DEFAULT-VALUE}).")
  int basePort = 8000;

  @Option(
      names = "--pause",
      paramLabel = "SECONDS",
      description = "How long a new leader waits before it writes (default: 5; with --auto 1).")
  @Nullable Double pauseSeconds;

  @Option(
      names = "--variable",
      paramLabel = "NAME",
      description = "What a leader writes (default: ${DEFAULT-VALUE}).")
  String variable = "VARIABLE";

  @Option(
      names = "--first",
      paramLabel = "VALUE",
      description = "The value if there is none yet (default: ${DEFAULT-VALUE}).")
  String first = "somerandomhack";

  @Option(
      names = "--second",
      paramLabel = "VALUE",
      description = "The value a later leader writes (default: ${DEFAULT-VALUE}).")
  String second = "HashCode";

  /** The working folder these options name. */
  Path chosenFolder() {
    return LabNodeArguments.chosenFolder(folder);
  }

  /**
   * What these options ask for.
   *
   * @param pauseStandard the pause in seconds if none was named
   * @throws IllegalArgumentException naming what is out of range
   */
  Plan plan(double pauseStandard, boolean thorough) {
    double pause = pauseSeconds == null ? pauseStandard : pauseSeconds;
    if (Double.isNaN(pause)) {
      throw new IllegalArgumentException("the pause is not a number");
    }
    Plan plan =
        new Plan(
            chosenFolder(), basePort, Math.round(pause * 1_000), variable, first, second, thorough);
    plan.layout("", 1);
    return plan;
  }

  /** The layout of a cluster in the working folder. */
  Layout layout(int size) {
    return new Layout(chosenFolder(), size, basePort);
  }
}
