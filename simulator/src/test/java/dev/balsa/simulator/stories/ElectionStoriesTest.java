package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.simulator.Scenario;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Elections. */
class ElectionStoriesTest {
  /** A candidate asked for votes before its own term and vote were durable. */
  @Test
  void b01ACandidateWhoseDiskHangsAsksNobody() {
    Scenario.play(
        3,
        s -> {
          long old = s.leader();
          s.kill(old);
          List<Long> left = s.others(old);
          left.forEach(member -> s.hangDisk(member, 15));
          s.run(10);
          assertThat(left).noneMatch(s::leads);
          left.forEach(s::cutPower);
          left.forEach(s::start);
          assertThat(left).contains(s.leader());
        });
  }

  /** The result of storing the vote was ignored: a disk error, and yet the vote was given. */
  @Test
  void b02AVoterWhoseDiskFailsGivesNoVote() {
    Scenario.play(
        3,
        s -> {
          long old = s.leader();
          List<Long> left = s.others(old);
          left.forEach(s::failSync);
          s.kill(old);
          s.await("both disks to fail", () -> s.times("node gave up, its disk failed") == 2);
          assertThat(left).noneMatch(s::leads);
          left.forEach(s::start);
          assertThat(left).contains(s.leader());
        });
  }

  /** A follower gave two candidates its vote in one term: two leaders. */
  @Test
  void b03DoubledAndLateRequestsGetOneVote() {
    Scenario.playNoisy(
        5,
        s -> {
          for (int i = 0; i < 12; i++) {
            long leader = s.leader();
            s.isolate(leader);
            s.await("another leader", () -> s.leader() != leader);
            s.join();
          }
        });
  }

  /** A candidate that gave way in the same term forgot its vote; so did one that crashed. */
  @Test
  void b04WhoGivesWayOrCrashesKeepsItsVote() {
    Scenario.playNoisy(
        3,
        s -> {
          for (int i = 0; i < 40; i++) {
            long leader = s.leader();
            s.kill(leader);
            s.run(2.5);
            s.start(leader);
            if (i % 4 == 0) {
              s.others(leader).forEach(s::cutPower);
              s.others(leader).forEach(s::start);
            }
          }
        });
  }

  /** Whose log is newer was decided field by field: nobody could be elected. */
  @Test
  void b05ALaterTermBeatsALongerLog() {
    Scenario.play(
        3,
        s -> {
          long longer = s.leader();
          s.isolate(longer);
          s.propose(longer, "lost", 5);
          s.await("another leader", () -> s.leader() != longer);
          long later = s.leader();
          long third = s.others(longer, later).getFirst();
          s.write(later, "kept", "1");
          assertThat(s.lastIndex(longer)).isGreaterThan(s.lastIndex(third));
          s.kill(later);
          s.join();
          assertThat(s.leader()).isEqualTo(third);
          s.settle(List.of(longer, third));
          assertThat(s.read(longer, "kept")).isEqualTo("1");
          assertThat(s.read(third, "lost")).isEmpty();
        });
  }

  /** A cluster of one could not elect, or led on after a restart without an election. */
  @Test
  void b06AClusterOfOneElectsItselfAfterEveryRestart() {
    Scenario.play(
        1,
        s -> {
          for (int i = 1; i <= 3; i++) {
            assertThat(s.leader()).isEqualTo(1);
            s.write(1, "x", "" + i);
            long term = s.term(1);
            s.cutPowerOfAll();
            assertThat(s.leader()).isEqualTo(1);
            assertThat(s.term(1)).isGreaterThan(term);
            assertThat(s.read(1, "x")).isEqualTo("" + i);
          }
        });
  }

  /** Asking beforehand changed what a member held, or when it would campaign. */
  @Test
  void b08AMemberThatWasCutOffDisturbsNobody() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          long term = s.term(leader);
          long cutOff = s.others(leader).getFirst();
          s.isolate(cutOff);
          s.run(20);
          assertThat(s.term(cutOff)).isEqualTo(term);
          s.join();
          s.run(10);
          assertThat(s.leader()).isEqualTo(leader);
          assertThat(s.term(leader)).isEqualTo(term);
        });
  }

  /** The leader itself, cut off and back, was refused for ever. */
  @Test
  void b08TheLeaderItselfMayComeBack() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          s.isolate(leader);
          s.await("it to step down", () -> !s.leads(leader));
          s.others(leader).forEach(s::kill);
          s.join();
          s.others(leader).forEach(s::start);
          s.write(s.leader(), "x", "1");
        });
  }

  /** A switch that failed in part kept a cluster electing for hours. */
  @Test
  void b10TwoMembersThatCannotHearEachOtherDoNotKeepElecting() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          long other = s.others(leader).getFirst();
          long hub = s.others(leader, other).getFirst();
          s.cut(leader, other);
          s.run(10);
          long term = s.term(hub);
          s.run(40);
          assertThat(s.term(hub)).isEqualTo(term);
          s.write(hub, "x", "1");
        });
  }

  /** A past leader that reached one member kept the others from electing. */
  @Test
  void b11ALeaderThatReachesOnlyABridgeGivesWay() {
    Scenario.play(
        5,
        s -> {
          long old = s.leader();
          long bridge = s.others(old).getFirst();
          List<Long> connected = s.others(old);
          s.others(old, bridge).forEach(far -> s.cut(old, far));
          s.await("another leader", () -> connected.contains(s.leader()));
          s.write(s.leader(), "x", "1");
          s.run(3);
          assertThat(s.leads(old)).isFalse();
        });
  }

  /** A leader that hears nobody, although everybody hears it, kept the cluster stuck. */
  @Test
  void b11ALeaderThatHearsNobodyGivesWay() {
    Scenario.play(
        3,
        s -> {
          long old = s.leader();
          s.others(old).forEach(other -> s.cutOneWay(other, old));
          s.await("another leader", () -> s.leader() != old);
          s.write(s.leader(), "x", "1");
        });
  }
}
