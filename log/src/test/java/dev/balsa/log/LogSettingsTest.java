package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LogSettingsTest {
  @Test
  void eachBoundIsCheckedAndNamed() {
    assertRefused(() -> new LogSettings(2048, 1, 512, 0, 0, 0), "segmentBytes is 2048");
    assertRefused(() -> new LogSettings(5000, 1, 512, 0, 0, 0), "multiple of 512");
    assertRefused(
        () -> new LogSettings((1 << 30) + 512, 1, 512, 0, 0, 0), "from 4096 to 1073741824");
    assertRefused(() -> new LogSettings(4096, 0, 512, 0, 0, 0), "recordBytesMax is 0");
    assertRefused(() -> new LogSettings(4096, 2049, 512, 0, 0, 0), "from 1 to 2048");
    assertRefused(() -> new LogSettings(4096, 1, 511, 0, 0, 0), "batchBytesMax is 511");
    assertRefused(() -> new LogSettings(4096, 1, 512, -1, 0, 0), "tailBytesMax is -1");
    assertRefused(() -> new LogSettings(4096, 1, 512, 0, -1, 0), "group is -1");
    assertRefused(
        () -> LogSettings.STANDARD.withSnapshotChunkBytes(511), "snapshotChunkBytes is 511");
    assertRefused(
        () -> LogSettings.STANDARD.withSnapshotFingerprintsMax(-1),
        "snapshotFingerprintsMax is -1; it must be from 0 to 4194304");
    assertThat(LogSettings.STANDARD.snapshotFingerprintsMax()).isEqualTo(1 << 20);
    assertThat(new LogSettings(4096, 2048, 512, 0, 0, -1).recordBytesMax()).isEqualTo(2048);
  }

  @Test
  void theStandardTakesTheLargestCommandOfTheStandardCore() {
    assertThat(LogSettings.STANDARD.recordBytesMax())
        .isGreaterThanOrEqualTo(dev.balsa.core.Settings.STANDARD.commandBytesMax());
  }

  private static void assertRefused(ThrowingCallable call, String why) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
  }
}
