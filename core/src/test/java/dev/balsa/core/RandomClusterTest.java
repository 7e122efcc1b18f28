package dev.balsa.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.world.World;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Bad worlds by the thousand; each must keep every promise and serve again when it heals. {@code
 * -Dbalsa.seeds=N} runs as many, {@code -Dbalsa.seed=N} runs one.
 */
class RandomClusterTest {
  private static final int SEEDS = Integer.getInteger("balsa.seeds", 1000);
  private static final long ONE = Long.getLong("balsa.seed", 0);

  /** Paths that no server takes among peers that keep to the protocol; other tests take them. */
  private static final Set<String> NEVER_MET =
      Set.of(Marks.ANSWER_BEYOND_LOG, Marks.COLD_READ_EMPTY);

  /** Paths that are taken so seldom that a run may miss them; other tests take them. */
  private static final Set<String> HARDLY_MET = Set.of(Marks.CHANGE_WAITS);

  @Test
  void everySeedIsSafeAndRecovers() {
    Set<String> marks = new TreeSet<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      if (ONE == 0 || ONE == seed) {
        run(seed, marks);
      }
    }
    if (ONE == 0 && SEEDS >= 1000) {
      Set<String> expected = new TreeSet<>(Marks.ALL);
      expected.removeAll(NEVER_MET);
      expected.removeAll(HARDLY_MET);
      marks.removeAll(HARDLY_MET);
      assertThat(marks).as("rare paths that were taken").containsExactlyElementsOf(expected);
    }
  }

  private static void run(long seed, Set<String> marks) {
    World world = new World(seed, marks);
    try {
      world.run();
    } catch (AssertionError | RuntimeException failure) {
      throw new AssertionError("seed " + seed + " " + world.chaos(), failure);
    }
  }
}
