package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  @Test
  void aBurstGoesThroughAtOnceAndThenTheAverageHolds() {
    TokenBucket bucket = new TokenBucket(10, 5, 0);
    assertThat(taken(bucket, 0)).isEqualTo(5);
    assertThat(bucket.waitNanos(0)).isEqualTo(SECOND / 10);
    assertThat(taken(bucket, SECOND / 20)).isZero();
    assertThat(taken(bucket, SECOND / 10)).isEqualTo(1);
    assertThat(taken(bucket, SECOND)).as("no more than the burst is saved up").isEqualTo(5);
    int sum = 0;
    for (int tenth = 11; tenth <= 110; tenth++) {
      sum += taken(bucket, tenth * SECOND / 10);
    }
    assertThat(sum).as("in ten seconds").isEqualTo(100);
  }

  @Test
  void whatIsTakenAboveTheLevelIsPaidOff() {
    TokenBucket bucket = new TokenBucket(100, 200, 0);
    bucket.take(1000);
    assertThat(bucket.waitNanos(0)).isEqualTo(SECOND * 801 / 100);
    assertThat(bucket.waitNanos(SECOND * 8)).isEqualTo(SECOND / 100);
    assertThat(bucket.waitNanos(SECOND * 801 / 100)).isZero();
    assertThat(bucket.isFull(SECOND * 9)).isFalse();
    assertThat(bucket.isFull(SECOND * 10)).isTrue();
  }

  @Test
  void withoutARateThereIsNoLimit() {
    TokenBucket bucket = new TokenBucket(0, 1, 0);
    bucket.take(Long.MAX_VALUE);
    assertThat(bucket.waitNanos(0)).isZero();
    assertThat(bucket.isFull(0)).isTrue();
  }

  private static int taken(TokenBucket bucket, long nowNanos) {
    int taken = 0;
    while (bucket.waitNanos(nowNanos) == 0) {
      bucket.take(1);
      taken++;
    }
    return taken;
  }
}
