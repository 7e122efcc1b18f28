package dev.balsa.lab.script;

import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.process.Cluster;
import java.io.IOException;
import java.util.List;

/** How logs that differ become equal again, in the two ways there are. Used by one thread. */
public final class Repair {
  private static final String FOLDER_ONE_STEP = "rebuild";
  private static final String FOLDER_HINTS = "snapshot";

  /** The node that starts with an empty disk. */
  private static final long EMPTY = 2;

  private Repair() {}

  /**
   * Acts both.
   *
   * @param stepSeconds how long the leader rests at each step back; 0 to 60
   * @return whether every check was met
   */
  public static boolean run(Plan plan, Report report, double stepSeconds)
      throws IOException, InterruptedException, Cluster.BusyException {
    oneStep(plan, report, stepSeconds);
    hintsAndSnapshots(plan, report);
    report.summary();
    return report.failures() == 0;
  }

  /** One step back for each refusal, as in Figure 2. */
  static void oneStep(Plan plan, Report report, double stepSeconds)
      throws IOException, InterruptedException, Cluster.BusyException {
    report.section(
        "A tail that nobody committed, one step back per refusal ("
            + plan.folder()
            + "/"
            + FOLDER_ONE_STEP
            + ")");
    List<String> options = List.of("--no-demo", "--one-step", Double.toString(stepSeconds));
    try (Stage stage = built(plan, FOLDER_ONE_STEP, options)) {
      new Rebuilding(stage, report).act(true);
    }
  }

  /** The refusals' hints, and then nodes that need what the log has forgotten. */
  static void hintsAndSnapshots(Plan plan, Report report)
      throws IOException, InterruptedException, Cluster.BusyException {
    report.section(
        "The same by what refusals tell, then snapshots ("
            + plan.folder()
            + "/"
            + FOLDER_HINTS
            + ")");
    try (Stage stage = built(plan, FOLDER_HINTS, SnapshotPath.OPTIONS)) {
      new Rebuilding(stage, report).act(false);
      SnapshotPath path = new SnapshotPath(stage, report);
      path.emptyDisk(EMPTY);
      path.away(stage.aliveBut(stage.leader().node()).getLast());
    }
  }

  private static Stage built(Plan plan, String folder, List<String> options)
      throws IOException, Cluster.BusyException {
    Layout layout = plan.layout(folder, 3);
    Folder.clear(layout);
    Rebuilding.build(layout);
    return Stage.set(plan, layout, options);
  }
}
