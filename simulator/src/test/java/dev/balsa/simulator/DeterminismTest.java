package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The same seed is the same run: without that, no failure could be looked into. */
class DeterminismTest {
  private static final int SEEDS = 50;
  private static final long SAFETY_NANOS = 10_000_000_000L;

  @Test
  void theSameSeedIsTheSameRun() {
    Set<Long> digests = new HashSet<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      Outcome once = run(seed);
      Outcome again = run(seed);
      assertThat(again.digest()).as("digest of seed %d", seed).isEqualTo(once.digest());
      assertThat(again.events()).as("events of seed %d", seed).isEqualTo(once.events());
      assertThat(again.marks().all()).as("marks of seed %d", seed).isEqualTo(once.marks().all());
      digests.add(once.digest());
    }
    assertThat(digests).as("another seed is another run").hasSize(SEEDS);
  }

  private static Outcome run(long seed) {
    return new World(Plan.of(seed).reduced(List.of(), SAFETY_NANOS), null).run();
  }
}
