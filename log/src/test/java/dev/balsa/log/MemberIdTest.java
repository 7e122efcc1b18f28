package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberIdTest {
  @Test
  void aSuccessorHasTheNumberOfItsFormerSelfAndAnotherId() {
    Random random = new Random(1);
    for (long number = 1; number <= MemberId.NUMBER_MAX; number += 97) {
      long id = MemberId.successor(number, random::nextLong);
      assertThat(MemberId.isSuccessor(id)).isTrue();
      assertThat(MemberId.number(id)).isEqualTo(number);
      assertThat(MemberId.isSameNumber(id, number)).isTrue();
      assertThat(MemberId.isSameNumber(id, number + 1)).isFalse();
      assertThat(id).isNotEqualTo(MemberId.successor(number, random::nextLong));
      assertThat(id).isBetween(1L, 1L << 53);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 65_535, 65_536, 1_000_000, Long.MAX_VALUE})
  void whatPeopleGaveIsItsOwnNumber(long id) {
    assertThat(MemberId.isSuccessor(id)).isFalse();
    assertThat(MemberId.number(id)).isEqualTo(id);
    assertThat(MemberId.text(id)).isEqualTo(Long.toString(id));
  }

  @Test
  void peopleSeeTheNumberAndWhichOne() {
    assertThat(MemberId.text(MemberId.successor(3, () -> 0x1f2e_3d4c_0000L)))
        .isEqualTo("3~1f2e3d4c");
    assertThat(MemberId.text(MemberId.successor(3, () -> -1))).isEqualTo("3~7fffffff");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 65_536})
  void theNumberOfASuccessorHasALimit(long number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MemberId.successor(number, () -> 7))
        .withMessageContaining("from 1 to 65535");
  }
}
