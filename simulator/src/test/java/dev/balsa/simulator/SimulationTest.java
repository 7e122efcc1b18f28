package dev.balsa.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulationTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, UTF_8);

  @Test
  void aRunSaysWhichSeedsItPlayedAndHowMuchTheyAddUpTo() throws InterruptedException {
    int code = Simulation.run(new Simulation.Options(2, 9, 2, true), out);
    assertThat(code).isEqualTo(Simulation.HOLDS);
    assertThat(bytes.toString(UTF_8))
        .contains("seeds 9 to 10 on 2 threads")
        .contains("2 seeds, 0 failed")
        .contains("x real time");
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new Simulation.Options(0, 1, 1, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("seeds is 0");
    assertThatThrownBy(() -> new Simulation.Options(1, 1, 0, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("threads is 0");
  }

  @Test
  void aSeedThatHoldsIsNotShrunk() {
    Plan plan = Plan.of(5).reduced(List.of(), 5_000_000_000L);
    assertThat(Shrinker.shrink(plan, out)).isSameAs(plan);
    assertThat(bytes.size()).isZero();
  }
}
