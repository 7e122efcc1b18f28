package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SnapshotLimitsTest {
  private static final SnapshotLimits STANDARD = SnapshotLimits.STANDARD;

  @Test
  void theStandardLimitsAreTheDocumentedOnes() {
    assertThat(STANDARD)
        .isEqualTo(
            new SnapshotLimits(
                64 << 20, 16 << 20, 256 << 10, 4, 500, 5_000, 512 << 20, 1 << 20, 1_000, 64 << 20,
                32 << 20));
  }

  @Test
  void everyLimitNamesItselfItsValueAndItsRange() {
    assertThatThrownBy(() -> STANDARD.withLog(1023, 0))
        .hasMessage("everyBytes is 1023; it must be from 1024 to 1099511627776");
    assertThatThrownBy(() -> STANDARD.withLog(1024, -1))
        .hasMessage("keptBytes is -1; it must be from 0 to 1099511627776");
    assertThatThrownBy(() -> new SnapshotLimits(1024, 0, 1023, 1, 1, 1))
        .hasMessage("chunkBytes is 1023; it must be from 1024 to 16777216");
    assertThatThrownBy(() -> new SnapshotLimits(1024, 0, 1024, 65, 1, 1))
        .hasMessage("chunksInFlight is 65; it must be from 1 to 64");
    assertThatThrownBy(() -> new SnapshotLimits(1024, 0, 1024, 1, 0, 1))
        .hasMessage("resendMillis is 0; it must be from 1 to 60000");
    assertThatThrownBy(() -> new SnapshotLimits(1024, 0, 1024, 1, 10, 9))
        .hasMessage("stallMillis is 9; it must be from 10 to 600000");
    assertThatThrownBy(() -> STANDARD.withFree(-1, 1024, 1))
        .hasMessage("freeBytesMin is -1; it must be from 0 to 1125899906842624");
    assertThatThrownBy(() -> STANDARD.withFree(0, 1023, 1))
        .hasMessage("scarceBytes is 1023; it must be from 1024 to 1099511627776");
    assertThatThrownBy(() -> STANDARD.withFree(0, 1024, 0))
        .hasMessage("freeCheckMillis is 0; it must be from 1 to 600000");
    assertThatThrownBy(() -> STANDARD.withWriteBytesPerSecond(65_535))
        .hasMessage("writeBytesPerSecond is 65535; it must be from 65536 to 1099511627776");
  }

  @Test
  void theRateLetsSeveralChunksThroughBeforeATransferCountsAsStalled() {
    long least = 8L * (256 << 10) / 5;
    assertThat(STANDARD.withSendBytesPerSecond(least).sendBytesPerSecond()).isEqualTo(least);
    assertThatThrownBy(() -> STANDARD.withSendBytesPerSecond(least - 1))
        .hasMessage("sendBytesPerSecond is 419429; it must be from 419430 to 1099511627776");
  }
}
