package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.simulator.Scenario;
import org.junit.jupiter.api.Test;

/** State machines that do not do the same everywhere. */
class DivergenceStoriesTest {
  private static final String FOUND = "node stopped, its state differs from that of a majority";

  private static void writes(Scenario s) {
    for (int i = 0; i < 80; i++) {
      s.ends(s.put(s.leader(), "y" + i, "1"));
    }
  }

  /** Replicas drifted apart for months, and nobody noticed (etcd 13766, 14211). */
  @Test
  void etcd13766AFollowerWithAnotherStateIsFoundAndStops() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          long odd = s.others(leader).getFirst();
          s.bend(odd, true);
          s.write(leader, "x", "1");
          s.settle(s.others());
          s.bend(odd, false);
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
          s.bend(odd, true);
          s.write(odd, "x", "1");
          s.settle(s.others());
          s.bend(odd, false);
          writes(s);
          s.await("the odd one is found", () -> s.times(FOUND) == 1);
          s.await("another leader", () -> s.leader() != odd);
          s.run(20);
          s.settle(s.others());
        });
  }
}
