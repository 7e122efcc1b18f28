package dev.balsa.lab.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlappingTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void lc52_threeNewTermsInAShortTimeAreExplained() {
    Flapping flapping = new Flapping();
    for (int term = 1; term <= 4; term++) {
      flapping.see(term * SECOND, term);
    }
    assertThat(flapping.advice(5 * SECOND)).contains("changed 3 times");
    assertThat(flapping.advice(60 * SECOND)).isNull();
  }

  @Test
  void slowChangesAndKnownCausesAreNothingToSpeakOf() {
    Flapping flapping = new Flapping();
    for (long term = 1; term <= 9; term++) {
      flapping.see(term * 15 * SECOND, term);
      assertThat(flapping.advice(term * 15 * SECOND)).isNull();
    }
    for (int term = 10; term <= 20; term++) {
      flapping.see(200 * SECOND, term);
      flapping.forget();
    }
    assertThat(flapping.advice(201 * SECOND)).isNull();
  }
}
