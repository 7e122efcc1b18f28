package dev.balsa.lab.script;

import dev.balsa.lab.check.Fact;
import dev.balsa.lab.check.Leadership;
import dev.balsa.lab.check.Requirement;
import dev.balsa.lab.process.Cluster;
import dev.balsa.lab.process.NodeProcess;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Starting nodes, rightly and wrongly. Used by one thread. */
public final class Starts {
  private static final long EXIT_MILLIS = 10_000;
  private static final long LEADER_MILLIS_MAX = 2_000;
  private static final int WRONG_USAGE = 2;
  private static final int RUNNING_ALREADY = 3;

  private final Stage stage;
  private final Report report;

  /** Prepares the steps. */
  public Starts(Stage stage, Report report) {
    this.stage = stage;
    this.report = report;
  }

  /** Wrong starts and right ones; ends with all nodes running. */
  public void act() throws IOException, InterruptedException {
    unknownNode();
    oneAlone();
    majority();
    secondCopy(stage.layout().nodes().getLast());
    startLines();
  }

  /** Starts the last node and sees that it does not lead alone. */
  public void oneAlone() throws IOException, InterruptedException {
    stage.startAndAwait(stage.layout().nodes().getLast());
    long window = stage.plan().thorough() ? 10_000 : 1_500;
    Poll.watch(window);
    report.check(new Leadership.Nobody(Requirement.LC_09, stage.views(), window));
  }

  /** Starts a second node, which makes a majority, and then the others. */
  public void majority() throws IOException, InterruptedException {
    stage.startAndAwait(stage.layout().nodes().getFirst());
    long millis =
        Poll.millisUntil(
            "a leader of two",
            Stage.PATIENCE_MILLIS,
            () -> stage.views().stream().anyMatch(view -> view.leads()));
    report.check(
        Fact.atMost(
            Requirement.LC_09, LEADER_MILLIS_MAX, millis, "ms until the second node had a leader"));
    stage.startAll();
  }

  private void unknownNode() throws IOException, InterruptedException {
    Cluster cluster = stage.cluster();
    List<String> before = Stage.listing(stage.layout().folder());
    NodeProcess wrong = cluster.spawn(stage.layout().size() + 1, List.of());
    int code = wrong.exitCode(EXIT_MILLIS);
    String errors = stage.errors(wrong.node());
    cluster.forgetOutput(wrong.node());
    List<String> after = Stage.listing(stage.layout().folder());
    boolean good = code == WRONG_USAGE && !errors.isBlank() && before.equals(after);
    report.check(
        new Fact(
            Requirement.LC_08,
            good,
            "exit code 2, a reason, no new file",
            "node " + wrong.node() + " of 3: exit code " + code + ", '" + firstLine(errors) + "'"));
  }

  private void secondCopy(long node) throws IOException, InterruptedException {
    String pid = Long.toString(stage.cluster().living(node).pid());
    int length = stage.errors(node).length();
    NodeProcess copy = stage.cluster().spawn(node, List.of());
    int code = copy.exitCode(EXIT_MILLIS);
    String errors = stage.errors(node).substring(length);
    report.check(
        new Fact(
            Requirement.LC_08,
            code == RUNNING_ALREADY && errors.contains(pid),
            "exit code 3 and process id " + pid,
            "second copy of node "
                + node
                + ": exit code "
                + code
                + ", '"
                + firstLine(errors)
                + "'"));
  }

  private void startLines() throws IOException {
    for (long node : stage.layout().nodes()) {
      String printed = stage.printed(node);
      boolean good = printed.lines().count() == 1 && printed.contains(stage.layout().address(node));
      if (!good) {
        report.check(
            new Fact(
                Requirement.LC_07,
                false,
                "one line with " + stage.layout().address(node),
                "'" + printed + "'"));
        return;
      }
    }
    String example = stage.printed(1).strip();
    report.check(
        new Fact(
            Requirement.LC_06,
            true,
            "",
            stage.layout().address(1) + " to " + stage.layout().address(stage.layout().size())));
    report.check(
        new Fact(Requirement.LC_07, true, "", String.format(Locale.ROOT, "'%s'", example)));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("");
  }
}
