package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Configuration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MovesTest {
  private static final int SEEDS = 300;

  private final List<Plan> moving =
      LongStream.rangeClosed(1, SEEDS)
          .mapToObj(Plan::of)
          .filter(plan -> plan.moves().any())
          .toList();

  @Test
  void inOneSeedOfThreeTheMembersChange() {
    assertThat(moving).hasSizeBetween(SEEDS / 4, SEEDS / 2);
  }

  @Test
  void someMachinesWaitToBeAdded() {
    assertThat(moving)
        .allSatisfy(plan -> {
          int voters = plan.configuration().voters().size();
          assertThat(plan.machines()).isBetween(voters + 1, Configuration.VOTERS_MAX);
          assertThat(plan.began(voters)).isEqualTo(plan.configuration());
          assertThat(plan.began(voters + 1)).isEqualTo(Configuration.NONE);
        });
  }

  @Test
  void whatTakesTheMembersForGrantedIsLeftOut() {
    assertThat(moving)
        .allSatisfy(plan ->
            assertThat(plan.faults())
                .doesNotContainKeys(Fault.DAMAGES.toArray(new Fault[0]))
                .doesNotContainKey(Fault.BENT_STATE));
  }
}
