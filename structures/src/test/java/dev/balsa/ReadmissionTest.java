package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.log.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadmissionTest {
  private final long first = MemberId.successor(3, () -> 1L << 20);
  private final long second = MemberId.successor(3, () -> 1L << 21);

  private static Configuration staging(List<Long> voters, List<Long> next) {
    return new Configuration(voters, List.of(), List.of(), next, List.of());
  }

  @Test
  void aSuccessorHasThePlaceOfTheMemberWithItsNumber() {
    assertThat(Readmission.former(new Configuration(List.of(1L, 2L, 3L)), first)).hasValue(3);
    assertThat(Readmission.former(new Configuration(List.of(1L, 2L, 4L)), first)).isEmpty();
    assertThat(Readmission.former(Configuration.NONE, first)).isEmpty();
  }

  /** Its change never comes to its end, and only another one can take the place of it. */
  @Test
  void whoLosesItsPastAgainWhileItCatchesUpGivesItsPlaceToTheNextOne() {
    Configuration now = staging(List.of(1L, 2L, 3L), List.of(1L, 2L, first));
    assertThat(Readmission.former(now, second)).hasValue(first);
    assertThat(Change.from(now).replacing(first, second, "").voters())
        .containsExactly(1L, 2L, second);
  }

  @Test
  void whoIsCatchingUpNeedNotBeLetInAgain() {
    Configuration now = staging(List.of(1L, 2L, 3L), List.of(1L, 2L, first));
    assertThat(Readmission.former(now, first)).hasValue(first);
  }

  @Test
  void aLearnerHasItsPlaceAsWell() {
    Configuration now =
        new Configuration(List.of(1L, 2L), List.of(), List.of(3L), List.of(), List.of());
    assertThat(Readmission.former(now, first)).hasValue(3);
  }
}
