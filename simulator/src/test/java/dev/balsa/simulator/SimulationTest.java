package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.simulator.Simulation.Campaign;
import dev.balsa.simulator.Simulation.Options;
import dev.balsa.simulator.invariants.BrokenProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private static final long SHORT_NANOS = 5_000_000_000L;

  private final List<String> lines = new ArrayList<>();

  @Test
  void aCampaignAddsUpWhatItPlays() throws InterruptedException {
    AtomicInteger told = new AtomicInteger();
    Report report =
        new Campaign(new Options(2, 9, 2))
            .run((soFar, failure) -> {
              assertThat(failure).isNull();
              assertThat(soFar.seeds()).isEqualTo(told.incrementAndGet());
            });
    assertThat(report.seeds()).isEqualTo(2);
    assertThat(report.failed()).isZero();
    assertThat(report.operations()).isPositive();
    assertThat(report.clusterHours()).isGreaterThan(2 * 60 / 3600.0);
    assertThat(report.line(2))
        .startsWith("2 seeds, 0 failed; ")
        .contains(" operations checked", " events/s", "x real time");
  }

  @Test
  void aCampaignThatIsStoppedBeginsNoFurtherSeed() throws InterruptedException {
    Campaign campaign = new Campaign(new Options(Long.MAX_VALUE - 1, 1, 1));
    Report report = campaign.run((soFar, failure) -> campaign.stop());
    assertThat(report.seeds()).isEqualTo(1);
    assertThat(campaign.report()).isSameAs(report);
  }

  @Test
  void aRunThatDiesOfAnErrorIsNotTakenForOneThatHolds() {
    Swarm swarm =
        new Swarm(
            1,
            seed -> {
              throw new StackOverflowError("planned");
            });
    assertThatThrownBy(() -> swarm.run(LongStream.of(1), outcome -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("planned");
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new Options(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seeds is 0");
    assertThatThrownBy(() -> new Options(2, Long.MAX_VALUE, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most");
    assertThatThrownBy(() -> new Options(1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads is 0");
    assertThatThrownBy(() -> new Options(1, 1, Simulation.THREADS_MAX + 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 1 to");
  }

  @Test
  void failuresBeyondABoundAreOnlyCounted() {
    Report report = new Report();
    Outcome broken =
        new Outcome(
            7, new BrokenProperty("some property", "some detail"), 0, 1, 1, 1, 1, new MarkCounts());
    for (int i = 0; i < Report.FAILURES_MAX + 5; i++) {
      report.add(broken);
    }
    assertThat(report.failed()).isEqualTo(Report.FAILURES_MAX + 5);
    assertThat(report.failures())
        .hasSize(Report.FAILURES_MAX)
        .contains(new Broken(7, "some property", "some detail"));
    assertThat(report.failures().getFirst()).hasToString("seed 7: some property: some detail");
  }

  @Test
  void aSeedThatHoldsIsNotShrunk() {
    Plan plan = Plan.of(5).reduced(List.of(), SHORT_NANOS);
    assertThat(Shrinker.shrink(plan, lines::add)).isEmpty();
    assertThat(lines).isEmpty();
  }

  @Test
  void whatIsNotNeededToBreakAPropertyIsLeftOut() {
    Plan plan = withRoomForSmallRecordsOnly(Plan.of(5));
    Plan mildest = Shrinker.shrink(plan, lines::add).orElseThrow();
    assertThat(mildest.faults()).isEmpty();
    assertThat(mildest.workload().clients()).isEqualTo(1);
    assertThat(mildest.safetyNanos()).isLessThan(plan.safetyNanos() / 10);
    assertThat(lines).hasSizeGreaterThan(3);
    assertThat(lines.getFirst())
        .startsWith("breaks \"a node only stops if its disk fails\" after ");
  }

  /** Its nodes take commands that their logs do not. */
  private static Plan withRoomForSmallRecordsOnly(Plan plan) {
    return new Plan(
        plan.seed(),
        plan.configuration(),
        plan.consensus(),
        plan.limits(),
        plan.snapshots(),
        plan.log().withSizes(plan.log().segmentBytes(), 1),
        plan.network(),
        plan.disk(),
        plan.workload(),
        plan.faults(),
        plan.reign(),
        plan.moves(),
        plan.clockSkew(),
        plan.turnDelayNanos(),
        plan.safetyNanos());
  }

  @Test
  void theSpeedIsThatOfFiveMembersInCpuTime() {
    Simulation.Speeds speeds = Simulation.speed(1, true, 0.01, 0.01);
    Simulation.Speed speed = speeds.fastest();
    assertThat(speed.cpuSeconds()).isPositive();
    assertThat(speed.timesRealTime())
        .isPositive()
        .isGreaterThanOrEqualTo(speeds.median().timesRealTime());
    assertThat(speed.eventsPerSecond()).isPositive();
    assertThat(speed.report().seeds()).isEqualTo(1);
  }
}
