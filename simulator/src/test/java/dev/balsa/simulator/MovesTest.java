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
        .allSatisfy(plan -> {
          assertThat(plan.faults()).doesNotContainKey(Fault.BENT_STATE);
          if (!plan.moves().rejoins()) {
            assertThat(plan.faults())
                .doesNotContainKeys(Fault.WIPED, Fault.STRANGER)
                .doesNotContainKeys(Fault.DAMAGES.toArray(new Fault[0]));
          }
        });
  }

  @Test
  void inManyOfTheseSeedsMembersLoseTheirPastAndComeBack() {
    assertThat(moving.stream().filter(plan -> plan.moves().rejoins()))
        .hasSizeBetween(moving.size() / 5, moving.size() / 2)
        .allSatisfy(plan -> {
          assertThat(plan.configuration().voters()).hasSizeGreaterThanOrEqualTo(3);
          assertThat(
                  plan.faults().isEmpty()
                      || plan.faults().keySet().containsAll(List.of(Fault.WIPED, Fault.STRANGER)))
              .isTrue();
        });
  }
}
