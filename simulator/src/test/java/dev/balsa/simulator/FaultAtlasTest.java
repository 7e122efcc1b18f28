package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

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
}
