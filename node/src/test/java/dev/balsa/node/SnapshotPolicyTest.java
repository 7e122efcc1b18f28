package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SnapshotPolicyTest {
  private static final long SECOND = 1_000_000_000;

  private static final SnapshotLimits LIMITS =
      SnapshotLimits.STANDARD.withLog(1 << 20, 4096).withFree(1000, 2048, 1_000);

  private long free = Long.MAX_VALUE;
  private int looks;
  private SnapshotPolicy policy = new SnapshotPolicy(LIMITS, this::look, 0);

  private long look() throws IOException {
    looks++;
    if (free < 0) {
      throw new IOException("the volume is gone");
    }
    return free;
  }

  @Test
  void isDueAfterSoManyBytes() {
    policy.applied((1 << 20) - 1);
    assertThat(policy.isDue()).isFalse();
    policy.applied(1);
    assertThat(policy.isDue()).isTrue();
    assertThat(policy.keptBytes()).isEqualTo(4096);
    policy.begin();
    assertThat(policy.isDue()).isFalse();
  }

  @Test
  void scarceSpaceMakesItDueSoonerAndKeepsNoLog() {
    policy.applied(2048);
    free = 999;
    assertThat(policy.findsScarcity(0)).isTrue();
    assertThat(policy.isDue()).isTrue();
    assertThat(policy.keptBytes()).isZero();
    policy.begin();
    policy.applied(2047);
    assertThat(policy.isDue()).isFalse();
  }

  @Test
  void whenThereIsSpaceAgainAllIsAsBefore() {
    free = 999;
    assertThat(policy.findsScarcity(0)).isTrue();
    free = 1000;
    assertThat(policy.findsScarcity(SECOND)).isFalse();
    policy.applied(2048);
    assertThat(policy.isDue()).isFalse();
    assertThat(policy.keptBytes()).isEqualTo(4096);
  }

  @Test
  void scarcityNeverMakesItDueLater() {
    policy = new SnapshotPolicy(LIMITS.withFree(1000, 1 << 30, 1_000), this::look, 0);
    free = 0;
    assertThat(policy.findsScarcity(0)).isTrue();
    policy.applied(1 << 20);
    assertThat(policy.isDue()).isTrue();
  }

  @Test
  void looksOncePerInterval() {
    assertThat(policy.findsScarcity(0)).isFalse();
    free = 0;
    assertThat(policy.findsScarcity(SECOND - 1)).isFalse();
    assertThat(policy.deadlineNanos()).isEqualTo(SECOND);
    assertThat(policy.idleDeadlineNanos()).isEqualTo(60 * SECOND);
    assertThat(looks).isEqualTo(1);
    assertThat(policy.findsScarcity(SECOND)).isTrue();
    assertThat(looks).isEqualTo(2);
  }

  @Test
  void aWatermarkOfZeroNeverLooks() {
    policy = new SnapshotPolicy(LIMITS.withFree(0, 1024, 1), this::look, 0);
    free = 0;
    assertThat(policy.findsScarcity(Long.MAX_VALUE - 1)).isFalse();
    assertThat(policy.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(policy.idleDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    assertThat(looks).isZero();
  }

  @Test
  void whatCannotBeFoundOutIsNoScarcity() {
    free = -1;
    assertThat(policy.findsScarcity(0)).isFalse();
    assertThat(looks).isEqualTo(1);
  }
}
