package dev.balsa.lab.script;

import dev.balsa.lab.check.Fact;
import dev.balsa.lab.check.Requirement;
import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.process.Cluster;
import dev.balsa.lab.process.Ledger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole lab without a person: steps 1a to 2c, the stale value and the repair of logs, each
 * checked. Used by one thread.
 */
public final class AutoRun {
  /** The most nodes that run at a time. */
  public static final int SIZE_MAX = 5;

  /** How long the leader rests at each step when nobody looks. */
  private static final double STEP_SECONDS = 0;

  private final Plan plan;
  private final Report report;

  /** Prepares a run. */
  public AutoRun(Plan plan, Report report) {
    this.plan = plan;
    this.report = report;
  }

  /**
   * Acts everything.
   *
   * @return whether every check was met
   * @throws Cluster.BusyException if something stands in the way of starting
   */
  public boolean run() throws IOException, InterruptedException, Cluster.BusyException {
    if (machine()) {
      byHand();
      killed();
      stale();
      Repair.oneStep(plan, report, STEP_SECONDS);
      survivors("rebuild");
      Repair.hintsAndSnapshots(plan, report);
      survivors("snapshot");
    }
    report.summary();
    return report.failures() == 0;
  }

  private boolean machine() throws IOException {
    report.section("Step 1a: the machine");
    MachineFacts facts = MachineFacts.gather(plan.layout("", 3));
    facts.lines().forEach(line -> report.say("     " + line));
    report.check(
        new Fact(
            Requirement.LC_01,
            facts.fault() == null,
            "a machine that is fit",
            facts.fault() == null ? "yes" : facts.fault()));
    report.check(
        Fact.equal(
            Requirement.LC_02,
            plan.folder().toAbsolutePath().normalize().getFileName().toString(),
            plan.layout("", 3).folder().toAbsolutePath().normalize().getFileName().toString()));
    return facts.fault() == null;
  }

  private void byHand() throws IOException, InterruptedException, Cluster.BusyException {
    report.section("Step 2a: three nodes, one leader, the first value (" + plan.folder() + ")");
    Folder.clear(plan.layout("", 3));
    try (Stage stage = Stage.set(plan, plan.layout("", 3), List.of())) {
      new Starts(stage, report).act();
      ThreeNodes three = new ThreeNodes(stage, report);
      three.firstValue();
      three.quiet();
      report.section("Step 2b: Ctrl-C for the leader");
      long old = three.loseLeader(ThreeNodes.Ending.CTRL_C);
      report.section("Step 2c: the old leader returns");
      three.returnOf(old);
      three.shapes();
    }
    survivors("");
  }

  private void killed() throws IOException, InterruptedException, Cluster.BusyException {
    report.section(
        "Step 2b again: kill -9 for the leader, then for the next (" + plan.folder() + "/kill9)");
    Layout layout = plan.layout("kill9", 3);
    Folder.clear(layout);
    try (Stage stage = Stage.set(plan, layout, List.of())) {
      ThreeNodes three = new ThreeNodes(stage, report);
      stage.startAll();
      three.firstValue();
      three.loseLeader(ThreeNodes.Ending.KILL);
      three.secondLoss();
      three.bothReturn();
      three.shapes();
    }
    survivors("kill9");
  }

  private void stale() throws IOException, InterruptedException, Cluster.BusyException {
    report.section("Five nodes: the stale value (" + plan.folder() + "/five)");
    Layout layout = plan.layout("five", 5);
    Folder.clear(layout);
    try (Stage stage = Stage.set(plan, layout, List.of("--no-demo"))) {
      FiveNodes five = new FiveNodes(stage, report);
      stage.startAll();
      five.staleValue();
      five.minority();
      five.deletedMirror();
      five.damagedStore();
    }
    survivors("five");
  }

  private void survivors(String inside) throws IOException {
    List<Object> alive = new ArrayList<>(new Ledger(plan.layout(inside, 3).folder()).alive());
    ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).forEach(alive::add);
    report.check(
        new Fact(
            Requirement.LC_45,
            alive.isEmpty(),
            "no process",
            alive.isEmpty()
                ? "no process of this folder or of this run is alive"
                : alive.toString()));
  }
}
