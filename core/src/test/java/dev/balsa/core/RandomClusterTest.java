package dev.balsa.core;

import dev.balsa.core.world.World;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of bad worlds; each must keep every promise and serve again when it heals. {@code
 * -Dbalsa.seed=N} runs one seed again.
 */
class RandomClusterTest {
  private static final int SEEDS = Integer.getInteger("balsa.seeds", 1000);
  private static final long ONE = Long.getLong("balsa.seed", 0);

  @Test
  void everySeedIsSafeAndRecovers() {
    Set<String> marks = new TreeSet<>();
    for (long seed = 1; seed <= SEEDS; seed++) {
      if (ONE == 0 || ONE == seed) {
        run(seed, marks);
      }
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
