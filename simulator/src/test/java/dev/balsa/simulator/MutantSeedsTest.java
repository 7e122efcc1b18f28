package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The seeds that find planted mistakes, without any: what they find there is not just the weather.
 * {@code -Dbalsa.unmutated=N} plays so many of them.
 */
class MutantSeedsTest {
  private static final int SEEDS_USUAL = 50;
  private static final int THREADS = 2;

  @Test
  void unmutatedCodePasses() throws InterruptedException {
    long count = Long.getLong("balsa.unmutated", SEEDS_USUAL);
    long start = System.nanoTime();
    Report report =
        new Swarm(THREADS, MutantSeeds::plan)
            .run(
                LongStream.range(MutantHunt.FIRST_SEED, MutantHunt.FIRST_SEED + count),
                outcome -> {});
    System.out.println(report.line((System.nanoTime() - start) / 1e9));
    assertThat(report.failures()).isEmpty();
    assertThat(report.seeds()).isEqualTo(count);
  }
}
