package dev.balsa.bench;

import dev.balsa.core.Bytes;
import dev.balsa.node.RaftNode;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Durable writes to groups drawn at random, so many at a time. */
final class GroupsLoad {
  private static final long LATENCY_NANOS_MAX = TimeUnit.MINUTES.toNanos(1);

  private final GroupsCluster cluster;
  private final int outstanding;
  private final SplittableRandom random = new SplittableRandom(1);
  private final AtomicLong failed = new AtomicLong();
  private volatile @Nullable Throwable firstFailure;

  GroupsLoad(GroupsCluster cluster, int outstanding) {
    this.cluster = cluster;
    this.outstanding = outstanding;
  }

  /** How many writes failed. */
  long failed() {
    return failed.get();
  }

  /** Why the first of them failed, or null. */
  @Nullable Throwable firstFailure() {
    return firstFailure;
  }

  /** Writes for so long and returns how long each write took, in nanoseconds. */
  Histogram run(double seconds) throws InterruptedException {
    ConcurrentHistogram latencies = new ConcurrentHistogram(LATENCY_NANOS_MAX, 3);
    Semaphore window = new Semaphore(outstanding);
    long endNanos = System.nanoTime() + (long) (seconds * 1e9);
    for (long number = 0; System.nanoTime() < endNanos; number++) {
      window.acquire();
      RaftNode leader = cluster.leader(random.nextInt(cluster.groups()));
      if (leader == null) {
        window.release();
        continue;
      }
      long startNanos = System.nanoTime();
      var answer = leader.propose(command(number));
      var counted =
          answer.whenComplete((result, failure) -> {
            if (failure == null) {
              latencies.recordValue(Math.min(System.nanoTime() - startNanos, LATENCY_NANOS_MAX));
            } else {
              if (failed.getAndIncrement() == 0) {
                firstFailure = failure;
              }
            }
            window.release();
          });
      if (counted.isCancelled()) {
        throw new IllegalStateException("nobody cancels writes");
      }
    }
    window.acquire(outstanding);
    return latencies;
  }

  private static Bytes command(long number) {
    return Bytes.wrap(
        ByteBuffer.allocate(4 * Long.BYTES).putLong(number % 16).putLong(number).array());
  }
}
