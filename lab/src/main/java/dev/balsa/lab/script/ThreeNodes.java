package dev.balsa.lab.script;

import dev.balsa.lab.check.Fact;
import dev.balsa.lab.check.FileShapes;
import dev.balsa.lab.check.Leadership;
import dev.balsa.lab.check.NodeFiles;
import dev.balsa.lab.check.NodeView;
import dev.balsa.lab.check.Outcome;
import dev.balsa.lab.check.Requirement;
import dev.balsa.lab.check.Writes;
import dev.balsa.lab.load.Reply;
import dev.balsa.lab.process.NodeProcess;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Steps 2a, 2b and 2c on three nodes: first election and value, loss of the leader, its return.
 * Used by one thread.
 */
public final class ThreeNodes {
  private static final long EXIT_MILLIS = 5_000;
  private static final int INTERRUPTED = 130;
  private static final int KILLED = 137;

  /** How a leader ends. */
  public enum Ending {
    /** Ctrl-C. */
    CTRL_C,
    /** {@code kill -9}. */
    KILL
  }

  private final Stage stage;
  private final Plan plan;
  private final Report report;

  /** Prepares the steps. */
  public ThreeNodes(Stage stage, Report report) {
    this.stage = stage;
    this.plan = stage.plan();
    this.report = report;
  }

  /** One leader is known everywhere, and its demo client writes the first value. */
  public void firstValue() throws IOException, InterruptedException {
    report.check(Requirement.LC_24, stage.awaitLeader());
    long pause = plan.pauseMillis();
    long limit = pause + Stage.PATIENCE_MILLIS;
    Outcome written =
        Poll.until(limit, () -> new Writes.SameFirst(stage.files(), plan.variable(), plan.first()));
    report.check(
        Requirement.LC_25,
        written.passed()
            ? Outcome.pass(plan.first() + " after a pause of " + pause + " ms")
            : written);
    report.check(Requirement.LC_26, written);
    long leader = stage.leader().node();
    report.check(Requirement.LC_21, doneOnce(leader, Map.of()));
    shapes();
  }

  /** Files as they must look, at this moment. */
  public void shapes() throws IOException {
    List<NodeFiles> files = stage.files();
    report.check(new FileShapes.PythonStyle(files));
    report.check(new FileShapes.Storage(files, Map.of()));
    report.check(new FileShapes.StateIsFold(files));
    report.check(new FileShapes.Parse(files));
  }

  /** Nothing happens while nothing happens. */
  public void quiet() throws IOException, InterruptedException {
    long millis = plan.thorough() ? 60_000 : 2_000;
    List<NodeView> before = stage.views();
    Poll.watch(millis);
    report.check(new Leadership.Quiet(before, stage.views(), millis / 1e3));
  }

  /**
   * What losing a leader left behind.
   *
   * @param old who led before
   * @param leader who leads now
   * @param before the files of all nodes just before
   */
  public record Loss(NodeView old, NodeView leader, Map<Long, NodeFiles> before) {}

  /** Ends the leader; returns its number after the survivors have written the second value. */
  public long loseLeader(Ending ending) throws IOException, InterruptedException {
    Loss loss = lose(ending);
    List<Long> survivors = stage.aliveBut(loss.old().node());
    secondValue(loss.old().node(), loss.leader().node(), survivors, loss.before());
    return loss.old().node();
  }

  /** Ends the leader and waits for the next one. */
  public Loss lose(Ending ending) throws IOException, InterruptedException {
    NodeView old = stage.leader();
    List<Long> survivors = stage.aliveBut(old.node());
    Map<Long, NodeFiles> before = byNode(stage.files());
    NodeProcess process = stage.cluster().living(old.node());
    String printed = stage.printed(old.node());
    long begun = System.nanoTime();
    if (ending == Ending.CTRL_C) {
      process.ctrlC();
    } else {
      process.kill();
    }
    Poll.millisUntil(
        "a new leader",
        Stage.PATIENCE_MILLIS,
        () -> stage.files(survivors).stream().allMatch(each -> newLeader(each, before)));
    long millis = (System.nanoTime() - begun) / 1_000_000;
    ended(process, ending, printed);
    NodeView leader = stage.leader();
    List<List<String>> lines =
        stage.files(survivors).stream()
            .map(each -> each.consoleSince(before(before, each)))
            .toList();
    String address = stage.layout().address(leader.node());
    report.check(new Leadership.Failover(lines, address, old.term(), leader.term(), millis));
    return new Loss(old, leader, before);
  }

  private static boolean newLeader(NodeFiles now, Map<Long, NodeFiles> before) {
    List<String> since = now.consoleSince(before(before, now));
    return !since.isEmpty() && !now.leader().equals("None") && !now.leader().isEmpty();
  }

  private void ended(NodeProcess process, Ending ending, String printedBefore)
      throws IOException, InterruptedException {
    int code = process.exitCode(EXIT_MILLIS);
    if (ending == Ending.KILL) {
      report.note(
          "node " + process.node() + " ended with " + code + " (" + KILLED + " is kill -9)");
      return;
    }
    String farewell = stage.printed(process.node()).substring(printedBefore.length());
    boolean good =
        code == INTERRUPTED
            && farewell.lines().count() == 1
            && !stage.errors(process.node()).contains("\tat ");
    report.check(
        new Fact(
            Requirement.LC_23,
            good,
            "one line and exit code 130",
            "'" + farewell.strip() + "', exit code " + code));
  }

  private void secondValue(long old, long leader, List<Long> survivors, Map<Long, NodeFiles> before)
      throws IOException, InterruptedException {
    Outcome second =
        Poll.until(
            plan.pauseMillis() + Stage.PATIENCE_MILLIS,
            () ->
                new Writes.SecondAdded(
                    stage.files(survivors), plan.variable(), plan.first(), plan.second()));
    report.check(Requirement.LC_28, second);
    report.check(new Writes.Untouched(Requirement.LC_28, before(before, old), stage.files(old)));
    report.check(Requirement.LC_21, doneOnce(leader, before));
  }

  private Outcome doneOnce(long leader, Map<Long, NodeFiles> before) throws InterruptedException {
    return Poll.until(
        Stage.PATIENCE_MILLIS,
        () -> {
          Map<Long, List<String>> lines = new HashMap<>();
          for (NodeFiles each : stage.files(stage.cluster().aliveNodes())) {
            lines.put(each.node(), each.consoleSince(before(before, each)));
          }
          return new Writes.DoneOnce(lines, leader, plan.variable());
        });
  }

  /** Starts the old leader again: it follows, catches up and keeps quiet. */
  public void returnOf(long old) throws IOException, InterruptedException {
    NodeFiles before = stage.files(old);
    NodeView leader = followAgain(old);
    staysQuiet(old, leader, before);
  }

  /** Starts the old leader again: it follows and catches up. */
  public NodeView followAgain(long old) throws IOException, InterruptedException {
    NodeView leader = stage.leader();
    stage.startAndAwait(old);
    long begun = System.nanoTime();
    Outcome caughtUp =
        Poll.until(
            Stage.PATIENCE_MILLIS,
            () ->
                new Writes.CaughtUp(
                    stage.files(old),
                    stage.files(stage.aliveBut(old)),
                    stage.client(old).view(),
                    stage.leaderNow(),
                    leader,
                    (System.nanoTime() - begun) / 1_000_000));
    report.check(Requirement.LC_30, caughtUp);
    return leader;
  }

  private void staysQuiet(long old, NodeView leader, NodeFiles before)
      throws IOException, InterruptedException {
    String name = stage.layout().address(leader.node());
    report.check(
        Requirement.LC_19,
        Poll.until(
            Stage.PATIENCE_MILLIS,
            () ->
                Fact.equal(
                    Requirement.LC_19,
                    List.of(NodeFiles.LEADER_LINE + name),
                    stage.files(old).consoleSince(before))));
    Poll.watch(plan.pauseMillis() + 500);
    NodeFiles after = stage.files(old);
    report.check(new Writes.NotDone(Requirement.LC_31, old, after.consoleSince(before)));
    report.check(
        new Fact(
            Requirement.LC_16,
            after.console().startsWith(before.console()),
            before.console(),
            after.consoleLines().size()
                + " lines, the first "
                + before.consoleLines().size()
                + " as before"));
  }

  /** One of three left: nobody leads, a write is refused, nothing changes. */
  public void secondLoss() throws IOException, InterruptedException {
    NodeProcess leader = stage.cluster().living(stage.leader().node());
    leader.kill();
    leader.exitCode(EXIT_MILLIS);
    long last = stage.cluster().aliveNodes().getFirst();
    Poll.millisUntil(
        "the loss of the leader",
        Stage.PATIENCE_MILLIS,
        () -> stage.files(last).leader().equals("None"));
    NodeFiles before = stage.files(last);
    Reply reply = stage.client(last).put(plan.variable(), "lost", 8_000);
    boolean refused = reply instanceof Reply.Refused no && !no.message().isBlank() && no.certain();
    report.check(new Fact(Requirement.LC_29, refused, "a refusal that says why", reply.toString()));
    long window = plan.thorough() ? 30_000 : 1_500;
    Poll.watch(window);
    report.check(new Leadership.Nobody(Requirement.LC_29, stage.views(), window));
    NodeFiles after = stage.files(last);
    boolean same = before.log().equals(after.log()) && before.state().equals(after.state());
    report.check(
        new Fact(
            Requirement.LC_29,
            same,
            before.log() + before.state(),
            "log and state of node " + last + " unchanged"));
  }

  /**
   * Both others return: one leader again, and the third leader does not write the second value
   * again.
   */
  public void bothReturn() throws IOException, InterruptedException {
    stage.startAll();
    report.check(Requirement.LC_24, stage.awaitLeader());
    Poll.watch(plan.pauseMillis() + 500);
    report.check(
        Requirement.LC_28,
        Poll.until(
            Stage.PATIENCE_MILLIS,
            () ->
                new Writes.SecondAdded(
                    stage.files(), plan.variable(), plan.first(), plan.second())));
    report.check(new Leadership.LossOnce(stage.files()));
  }

  private static Map<Long, NodeFiles> byNode(List<NodeFiles> files) {
    Map<Long, NodeFiles> byNode = new HashMap<>();
    files.forEach(each -> byNode.put(each.node(), each));
    return byNode;
  }

  private static NodeFiles before(Map<Long, NodeFiles> before, NodeFiles now) {
    return before(before, now.node());
  }

  private static NodeFiles before(Map<Long, NodeFiles> before, long node) {
    NodeFiles files = before.get(node);
    return files == null ? new NodeFiles(node, "", "", "", "") : files;
  }
}
