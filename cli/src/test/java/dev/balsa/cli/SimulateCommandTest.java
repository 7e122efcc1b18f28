package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.simulator.Broken;
import dev.balsa.simulator.Report;
import dev.balsa.simulator.Simulation.Campaign;
import dev.balsa.simulator.Simulation.Options;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway.Init")
class SimulateCommandTest {
  private static final Broken BROKEN = new Broken(7, "some property", "some detail");
  private static Report report;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void play() throws InterruptedException {
    report = new Campaign(new Options(1, 6, 1)).run((soFar, broken) -> {});
  }

  @Test
  void playsSeedsAndAddsThemUp() {
    Run run = Run.of("simulate", "--seeds", "2", "--from", "5", "--threads", "1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("Playing seeds 5 to 6, 1 at a time")
        .contains("2 seeds, 0 failed; ", " cluster-hours, ", " operations checked, ", " events/s");
    assertThat(run.err()).as("no bar where no terminal is").isEmpty();
  }

  @Test
  void withoutASeedToBeginWithItPlaysOthersEachTime() {
    assertThat(firstSeed()).isNotEqualTo(firstSeed());
  }

  private static String firstSeed() {
    Run run = Run.of("simulate", "--seeds", "1", "--json");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("{\"seeds\":1,\"failed\":0,")
        .contains("\"interrupted\":false", "\"failures\":[]");
    return run.out().replaceFirst("(?s).*\"from\":(\\d+).*", "$1");
  }

  @Test
  void replaysASeedWithEveryTurn() {
    Run run = Run.of("simulate", "--seed", "5");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("Plan[seed=5,")
        .contains(" member 1 ", "seed 5 ends at ", "seed 5 holds.");
    assertThat(Run.of("simulate", "--seed", "5").out()).isEqualTo(run.out());
    assertThat(Run.of("simulate", "--seed", "5", "--json").out().strip())
        .isEqualTo("{\"seed\":5,\"holds\":true}");
  }

  @Test
  void hasNothingToShrinkWhereASeedHolds() {
    Run run = Run.of("simulate", "--shrink", "5");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("seed 5 holds." + System.lineSeparator());
  }

  @Test
  void aFailureIsOneLineWithSeedPropertyAndReplay() {
    SimulateProgress progress = progress(false, false);
    progress.begin(2);
    progress.ended(report, BROKEN);
    progress.over(report, false);
    assertThat(err.toString().strip())
        .isEqualTo("seed 7: some property: some detail; replay: balsa simulate --seed 7");
  }

  @Test
  void onATerminalABarShowsHowFarItIs() {
    SimulateProgress progress = progress(false, true);
    progress.draw(report);
    assertThat(err.toString()).contains("\r[", "###", "seeds/s", "s left");
    progress.over(report, false);
    assertThat(err.toString()).endsWith(" \r");
  }

  @Test
  void whoeverInterruptsIsToldWhatWasDone() {
    SimulateProgress progress = progress(false, false);
    progress.over(report, true);
    progress.over(report, false);
    progress.ended(report, BROKEN);
    assertThat(out.toString().lines()).singleElement().asString().startsWith("Interrupted after ");
    assertThat(err.toString()).isEmpty();
  }

  private SimulateProgress progress(boolean json, boolean terminal) {
    return new SimulateProgress(2, 6, new PrintWriter(out), new PrintWriter(err), json, terminal);
  }
}
