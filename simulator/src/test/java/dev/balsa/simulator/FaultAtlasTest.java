package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Configuration;
import dev.balsa.simulator.invariants.Witness;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultAtlasTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void aMajorityOfGoodMachinesAlwaysStays(int members) {
    FaultAtlas atlas = new FaultAtlas(members);
    for (int round = 0; round < 2; round++) {
      for (long machine = 1; machine <= members; machine++) {
        if (atlas.admits(machine)) {
          atlas.hit(machine);
        }
      }
    }
    long good = 0;
    for (long machine = 1; machine <= members; machine++) {
      good += atlas.isGood(machine) ? 1 : 0;
    }
    assertThat(good).isEqualTo(members / 2 + 1);
  }

  @Test
  void whereMembersChangeEveryConfigurationAheadKeepsAMajority() {
    Witness witness = new Witness(new Configuration(List.of(1L, 2L, 3L)), 4, 1, id -> 0);
    FaultAtlas atlas = FaultAtlas.ofChanging(witness.cluster());
    assertThat(atlas.admits(4)).as("it is no member").isFalse();
    assertThat(atlas.admits(1)).isTrue();
    atlas.hit(1);
    assertThat(atlas.admits(1)).as("it is lost already").isFalse();
    assertThat(atlas.admits(2)).as("two of three").isFalse();
    assertThat(atlas.mayDecide(List.of(1L, 2L))).isFalse();
    assertThat(atlas.mayDecide(List.of(1L, 2L, 4L))).isTrue();
  }
}
