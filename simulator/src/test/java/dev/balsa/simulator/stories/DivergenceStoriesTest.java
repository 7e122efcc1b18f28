package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.simulator.Bending;
import dev.balsa.simulator.Scenario;
import org.junit.jupiter.api.Test;

/** State machines that do not do the same everywhere. */
class DivergenceStoriesTest {
  private static final String FOUND = "node stopped, its state differs from that of a majority";
  private static final String UNDECIDED = "states differ, no majority is known to agree";

  /** So many that each member has compared its state with that of the leader. */
  private static void writes(Scenario s) {
    for (int i = 0; i < 80; i++) {
      s.ends(s.put(s.leader(), "y" + i, "1"));
    }
  }

  private static void bend(Scenario s, long odd) {
    Bending.bend(s, odd);
    s.write(s.leader(), "x", "1");
    s.settle(s.others());
  }

  /** Replicas drifted apart for months, and nobody noticed (etcd 13766, 14211). */
  @Test
  void etcd13766AFollowerWithAnotherStateIsFoundAndStops() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          bend(s, s.others(leader).getFirst());
          writes(s);
          s.await("the odd one is found", () -> s.times(FOUND) == 1);
          assertThat(s.isUp(leader)).isTrue();
          s.run(20);
          s.settle(s.others());
          assertThat(s.times(FOUND)).isEqualTo(1);
        });
  }

  /** It may be the leader that is wrong; then the others go on without it. */
  @Test
  void etcd14211ALeaderWithAnotherStateStops() {
    Scenario.play(
        3,
        s -> {
          long odd = s.leader();
          bend(s, odd);
          writes(s);
          s.await("the odd one is found", () -> s.times(FOUND) == 1);
          s.run(20);
          s.settle(s.others());
          assertThat(s.times(FOUND)).isEqualTo(1);
        });
  }

  /** Two of three are wrong, each in its own way: nobody knows who is right, and nobody guesses. */
  @Test
  void withoutAMajorityAllSayThatStatesDifferAndNobodyStops() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          Bending.bend(s, leader);
          bend(s, s.others(leader).getFirst());
          writes(s);
          s.await("all three say it", () -> s.times(UNDECIDED) >= 3);
          s.run(20);
          assertThat(s.times(FOUND)).isZero();
          s.kill(leader);
          s.run(2);
          s.start(leader);
        });
  }
}
