package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.simulator.Damages;
import dev.balsa.simulator.Scenario;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Disks. */
class DurabilityStoriesTest {
  static List<String> damages() {
    return Damages.names();
  }

  /** A lone voter acknowledged before its sync. */
  @Test
  void b23ALoneVotersAnswerSurvivesAPowerCutInTheSameMoment() {
    Scenario.play(
        1,
        s -> {
          s.leader();
          for (int i = 0; i < 10; i++) {
            s.write(1, "x", "" + i);
            s.cutPowerOfAll();
            s.leader();
            assertThat(s.read(1, "x")).isEqualTo("" + i);
          }
        });
  }

  /** Nothing acknowledged is lost if all machines lose power in the same moment. */
  @Test
  void b23NorDoesAClustersAnswerGetLost() {
    Scenario.play(
        3,
        s -> {
          for (int i = 0; i < 5; i++) {
            s.write(s.leader(), "x", "" + i);
            s.cutPowerOfAll();
            assertThat(s.read(s.leader(), "x")).isEqualTo("" + i);
          }
        });
  }

  /** A flipped bit on one node made it a leader that deleted good data on the others. */
  @ParameterizedTest
  @MethodSource("damages")
  void b44ADamagedMemberNeitherLeadsNorVotesAndTheOthersKeepEverything(String damage) {
    int[] refused = {0};
    Scenario.play(
        3,
        s -> {
          for (int i = 0; i < 40; i++) {
            s.write(s.leader(), "x" + i, "1");
          }
          long old = s.leader();
          long next = s.others(old).getFirst();
          long third = s.others(old, next).getFirst();
          s.settle(s.others());
          s.corrupt(next, damage);
          s.cutPower(old, next, third);
          s.tryToStart(next);
          s.start(third);
          if (!s.isUp(next)) {
            refused[0]++;
            s.run(20);
            assertThat(s.leads(third)).as("with one vote of three").isFalse();
          }
          s.start(old);
          s.cutPower(next);
          assertThat(s.leader()).isNotEqualTo(next);
          for (int i = 0; i < 40; i++) {
            assertThat(s.read(third, "x" + i)).isEqualTo("1");
          }
        });
    assertThat(refused[0]).as("times the damage mattered").isPositive();
  }

  /** With one voter there is nobody to ask: it does not start, rather than start without. */
  @ParameterizedTest
  @MethodSource("damages")
  void b44ALoneVoterThatIsDamagedStaysDownOrHasEverything(String damage) {
    int[] refused = {0};
    Scenario.playToItsDeath(
        1,
        s -> {
          s.leader();
          for (int i = 0; i < 40; i++) {
            s.write(1, "x" + i, "1");
          }
          s.corrupt(1, damage);
          s.cutPower(1L);
          s.tryToStart(1);
          if (!s.isUp(1)) {
            refused[0]++;
            return;
          }
          s.leader();
          for (int i = 0; i < 40; i++) {
            assertThat(s.read(1, "x" + i)).isEqualTo("1");
          }
        });
    assertThat(refused[0]).as("times the damage mattered").isPositive();
  }

  /** A last record that was there in part was not repaired, or taken for whole. */
  @Test
  void b47APowerCutInTheMiddleOfWritesLeavesALogThatOpens() {
    Scenario.play(
        3,
        s -> {
          for (int i = 0; i < 12; i++) {
            long leader = s.leader();
            s.write(leader, "x", "" + i);
            s.propose(leader, "y", 1 + 3 * i);
            s.run(0.003 * i);
            s.cutPowerOfAll();
            assertThat(s.read(s.leader(), "x")).isEqualTo("" + i);
          }
        });
  }

  /** A leader with a hung disk kept its heartbeats up: the cluster was stuck for ever. */
  @Test
  void b48ALeaderWhoseDiskHangsGivesWay() {
    Scenario.play(
        3,
        s -> {
          long old = s.leader();
          s.hangDisk(old, 30);
          CompletableFuture<String> stuck = s.put(old, "x", "stuck");
          s.await("another leader", () -> s.leader() != old);
          s.write(s.leader(), "x", "1");
          s.ends(stuck);
          assertThat(s.times("leader stepped down, a write hangs")).isPositive();
          s.run(30);
          s.settle(s.others());
        });
  }

  /** A follower with a hung disk must not hold the others up. */
  @Test
  void b48AFollowerWhoseDiskHangsHoldsNobodyUp() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          s.hangDisk(s.others(leader).getFirst(), 30);
          for (int i = 0; i < 20; i++) {
            s.write(leader, "x", "" + i);
          }
          assertThat(s.leader()).isEqualTo(leader);
          s.run(30);
          s.settle(s.others());
        });
  }
}
