package dev.balsa.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.node.SnapshotLimits;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SnapshotArgumentsTest {
  private static SnapshotLimits limits(String... words) {
    SnapshotArguments arguments = new SnapshotArguments();
    new CommandLine(arguments).parseArgs(words);
    return arguments.limits();
  }

  @Test
  void withoutOptionsTheLimitsAreTheStandardOnes() {
    assertThat(limits()).isEqualTo(SnapshotLimits.STANDARD);
  }

  @Test
  void sizesAreBytesOrHaveAUnit() {
    SnapshotLimits limits =
        limits(
            "--snapshot-every=65536",
            "--snapshot-kept=4KiB",
            "--snapshot-free-min=2GiB",
            "--snapshot-rate=8mib",
            "--snapshot-write-rate=16mib");
    assertThat(limits.everyBytes()).isEqualTo(65_536);
    assertThat(limits.keptBytes()).isEqualTo(4 << 10);
    assertThat(limits.freeBytesMin()).isEqualTo(2L << 30);
    assertThat(limits.sendBytesPerSecond()).isEqualTo(8 << 20);
    assertThat(limits.writeBytesPerSecond()).isEqualTo(16 << 20);
  }

  @Test
  void whatIsNoSizeIsRefusedWithAnExample() {
    assertThatThrownBy(() -> limits("--snapshot-every=many"))
        .isInstanceOf(CommandLine.ParameterException.class)
        .hasMessageContaining("'many' is no number of bytes; write it as 65536, 64KiB");
  }

  @Test
  void whatIsOutOfRangeIsNamed() {
    assertThatThrownBy(() -> limits("--snapshot-every=1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("everyBytes is 1; it must be from 1024");
  }
}
