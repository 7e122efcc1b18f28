package dev.balsa.lab;

import dev.balsa.lab.mirror.Layout;
import dev.balsa.node.SnapshotLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of one lab node, for the command line and for whoever starts nodes. */
@SuppressWarnings("NullAway.Init")
public final class LabNodeArguments {
  /** The working folder if none is named and the current one is none. */
  public static final String FOLDER_STANDARD = "balsa-lab";

  @Option(
      names = "--node",
      required = true,
      paramLabel = "K",
      description = "Number of this node, from 1 to the size of the cluster.")
  public long node;

  @Option(
      names = "--size",
      paramLabel = "N",
      description = "Number of nodes, 1 to 9 (default: ${DEFAULT-VALUE}).")
  public int size = 3;

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      description =
          "Node K listens to nodes on PORT+K-1 and to clients 1000 above (default: "
              + "${DEFAULT-VALUE}).")
  public int basePort = 8000;

  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description =
          "The working folder (default: the current one if 'lab init' made it, else balsa-lab).")
  public @Nullable Path folder;

  @Option(
      names = "--pause",
      paramLabel = "SECONDS",
      description =
          "How long a new leader waits before it writes, so that one can look (default: "
              + "${DEFAULT-VALUE}).")
  public double pauseSeconds = 5;

  @Option(
      names = "--variable",
      paramLabel = "NAME",
      description = "What a leader writes (default: ${DEFAULT-VALUE}).")
  public String variable = "VARIABLE";

  @Option(
      names = "--first",
      paramLabel = "VALUE",
      description = "The value if there is none yet (default: ${DEFAULT-VALUE}).")
  public String first = "somerandomhack";

  @Option(
      names = "--second",
      paramLabel = "VALUE",
      description = "The value a later leader writes (default: ${DEFAULT-VALUE}).")
  public String second = "HashCode";

  @Option(
      names = "--edition",
      paramLabel = "NAME",
      description = "Words of the console log: standard or 2021 (default: ${DEFAULT-VALUE}).")
  public String edition = "standard";

  @Option(names = "--no-demo", description = "Leaders write nothing by themselves.")
  public boolean withoutDemo;

  @Option(
      names = "--one-step",
      paramLabel = "SECONDS",
      description =
          "As a leader, find out where another log differs one entry at a time, as in Figure 2, and "
              + "rest so long at each (otherwise a refusal says how far to go back).")
  public @Nullable Double oneStepSeconds;

  /** When snapshots are taken. */
  public SnapshotLimits snapshots = SnapshotLimits.STANDARD;

  @Option(
      names = "--supervised",
      hidden = true,
      description = "Take commands (isolate, heal) from stdin and stop when it ends.")
  public boolean supervised;

  /** The working folder these options name. */
  public Path chosenFolder() {
    return chosenFolder(folder);
  }

  /**
   * The folder named, else the current one if it is a working folder, else {@value
   * #FOLDER_STANDARD} in it.
   */
  static Path chosenFolder(@Nullable Path named) {
    if (named != null) {
      return named;
    }
    return Files.isDirectory(Path.of(Layout.HIDDEN)) ? Path.of("") : Path.of(FOLDER_STANDARD);
  }
}
