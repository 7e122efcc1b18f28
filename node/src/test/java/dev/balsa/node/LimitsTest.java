package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Configuration;
import dev.balsa.core.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static final NodeLimits STANDARD = NodeLimits.STANDARD;

  @Test
  void theStandardLimitsAreTheDocumentedOnes() {
    assertThat(STANDARD)
        .isEqualTo(
            new NodeLimits(
                64 << 20, 100_000, 16_384, 64 << 20, 1 << 20, 5_000, 60_000, 50, 5_000, 2_000));
  }

  @Test
  void everyLimitNamesItselfItsValueAndItsRange() {
    assertThatThrownBy(() -> STANDARD.withRequests(65_535, 1))
        .hasMessage("proposalBytesMax is 65535; it must be from 65536 to 17179869184");
    assertThatThrownBy(() -> STANDARD.withRequests(1 << 20, 0))
        .hasMessage("readsMax is 0; it must be from 1 to 10000000");
    assertThatThrownBy(() -> STANDARD.withPeers(15, 1 << 20))
        .hasMessage("peerMessagesMax is 15; it must be from 16 to 1000000");
    assertThatThrownBy(() -> STANDARD.withPeers(16, 1000))
        .hasMessage("peerBytesMax is 1000; it must be from 1048576 to 17179869184");
    assertThatThrownBy(() -> STANDARD.withTimeouts(9, 10))
        .hasMessage("requestTimeoutMillis is 9; it must be from 10 to 3600000");
    assertThatThrownBy(() -> STANDARD.withTimeouts(10, 600_001))
        .hasMessage("closeTimeoutMillis is 600001; it must be from 10 to 600000");
    assertThatThrownBy(() -> new NodeLimits(1 << 20, 1, 16, 1 << 20, 1023, 10, 10, 1, 10))
        .hasMessage("applyBytesMax is 1023; it must be from 1024 to 1073741824");
    assertThatThrownBy(() -> new NodeLimits(1 << 20, 1, 16, 1 << 20, 1024, 10, 10, 0, 10))
        .hasMessage("retryMillis is 0; it must be from 1 to 10000");
    assertThatThrownBy(() -> STANDARD.withHandOver(60_001))
        .hasMessage("handOverTimeoutMillis is 60001; it must be from 0 to 60000");
  }

  @Test
  void aLimitThatIsChangedLeavesTheOthersAsTheyAre() {
    assertThat(STANDARD.withHandOver(0).withTimeouts(10, 20).withPeers(16, 1 << 20))
        .isEqualTo(STANDARD.withPeers(16, 1 << 20).withTimeouts(10, 20).withHandOver(0));
    assertThat(STANDARD.withHandOver(7).withRequests(1 << 20, 1).handOverTimeoutMillis())
        .isEqualTo(7);
  }

  @Test
  void aMemberMustBeAVoter() {
    Configuration configuration = new Configuration(List.of(1L, 2L, 3L));
    assertThatThrownBy(() -> NodeSettings.of(4, configuration, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("member 4 is not among the voters [1, 2, 3]");
  }

  @Test
  void statesAreComparedAtADistanceThatHasALimit() {
    NodeSettings settings = NodeSettings.of(1, new Configuration(List.of(1L)), 7);
    assertThat(settings.entriesBetweenHashes()).isEqualTo(1024);
    assertThat(settings.withEntriesBetweenHashes(1 << 20).entriesBetweenHashes())
        .isEqualTo(1 << 20);
    for (int wrong : new int[] {0, (1 << 20) + 1}) {
      assertThatThrownBy(() -> settings.withEntriesBetweenHashes(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("entriesBetweenHashes is " + wrong + "; it must be from 1 to");
    }
  }

  @Test
  void theLargestCommandMustFit() {
    NodeSettings settings = NodeSettings.of(1, new Configuration(List.of(1L)), 7);
    long needed = Settings.STANDARD.commandBytesMax() + 128L;
    assertThat(settings.withLimits(STANDARD.withRequests(needed, 1)).limits().proposalBytesMax())
        .isEqualTo(needed);
    assertThatThrownBy(() -> settings.withLimits(STANDARD.withRequests(needed - 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it must exceed commandBytesMax, 1572864, by 128");
  }

  @Test
  void anAllowanceIsTakenAndGivenBack() {
    Allowance allowance = new Allowance(10);
    assertThat(allowance.take(7)).isTrue();
    assertThat(allowance.take(4)).isFalse();
    assertThat(allowance.take(3)).isTrue();
    assertThat(allowance.taken()).isEqualTo(10);
    allowance.give(7);
    assertThat(allowance.take(7)).isTrue();
  }
}
