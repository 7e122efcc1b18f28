package dev.balsa.lab.script;

import dev.balsa.lab.check.Fact;
import dev.balsa.lab.check.Leadership;
import dev.balsa.lab.check.Requirement;
import dev.balsa.lab.process.Cluster;
import java.io.IOException;
import java.util.List;

/**
 * Crash and return, round after round: the leader ends, in turn by Ctrl-C and by kill -9, and comes
 * back. Used by one thread.
 */
public final class Rounds {
  /** Terms that twenty rounds may use up, by the contract. */
  private static final double TERMS_PER_ROUND_MAX = 1.5;

  private Rounds() {}

  /**
   * Acts the rounds.
   *
   * @return whether every check was met
   */
  public static boolean run(Plan plan, Report report, int count)
      throws IOException, InterruptedException, Cluster.BusyException {
    Folder.clear(plan.layout("", 3));
    try (Stage stage = Stage.set(plan, plan.layout("", 3), List.of())) {
      ThreeNodes three = new ThreeNodes(stage, report);
      report.section("Start");
      stage.startAll();
      three.firstValue();
      long firstTerm = stage.leader().term();
      for (int round = 1; round <= count; round++) {
        report.section("Round " + round + " of " + count);
        ThreeNodes.Ending ending =
            round % 2 == 1 ? ThreeNodes.Ending.CTRL_C : ThreeNodes.Ending.KILL;
        long old = round == 1 ? three.loseLeader(ending) : three.lose(ending).old().node();
        three.followAgain(old);
        report.check(Requirement.LC_24, stage.awaitLeader());
      }
      report.section("After all");
      three.shapes();
      report.check(new Leadership.LossOnce(stage.files()));
      long terms = stage.leader().term() - firstTerm;
      long most = (long) Math.ceil(TERMS_PER_ROUND_MAX * count);
      report.check(Fact.atMost(Requirement.LC_32, most, terms, "terms in " + count + " rounds"));
    }
    report.summary();
    return report.failures() == 0;
  }
}
