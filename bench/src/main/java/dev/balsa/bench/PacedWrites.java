package dev.balsa.bench;

import dev.balsa.core.Bytes;
import dev.balsa.kv.Commands;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.StoreLimits;
import dev.balsa.node.RaftNode;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Writes keys of the key-value store at a rate, whether answers come or not: a pause of the cluster
 * counts for every write that was due in it. Used by one thread.
 */
final class PacedWrites {
  private static final int OUTSTANDING_MAX = 1024;
  private static final int KEY_BYTES = 8;

  private final int keys;
  private final int valueBytes;
  private final Semaphore room = new Semaphore(OUTSTANDING_MAX);
  private final AtomicLong failed = new AtomicLong();
  private final Queue<Integer> again = new ConcurrentLinkedQueue<>();
  private long written;

  PacedWrites(int keys, int valueBytes) {
    this.keys = keys;
    this.valueBytes = valueBytes;
  }

  /** Told how many of the keys are there. */
  interface Progress {
    /** So many. */
    void at(int count);
  }

  /**
   * Writes every key, as fast as the cluster takes them. What failed, because the leader changed on
   * a busy machine, is written again.
   */
  void fill(RaftNode node, Progress progress) throws InterruptedException {
    Histogram ignored = new ConcurrentHistogram(3);
    for (int i = 0; i < keys; i++) {
      if (i % (1 << 16) == 0) {
        progress.at(i);
      }
      write(node, i, System.nanoTime(), ignored);
    }
    awaitAll();
    for (Integer key = again.poll(); key != null; key = again.poll()) {
      write(node, key, System.nanoTime(), ignored);
      awaitAll();
    }
    failed.set(0);
  }

  /** Writes for some time, and throws the first seconds away. */
  Histogram run(RaftNode node, int perSecond, double warmUpSeconds, double seconds)
      throws InterruptedException {
    pace(node, perSecond, warmUpSeconds, new ConcurrentHistogram(3));
    Histogram latencies = new ConcurrentHistogram(3);
    pace(node, perSecond, seconds, latencies);
    awaitAll();
    return latencies;
  }

  private void pace(RaftNode node, int perSecond, double seconds, Histogram latencies)
      throws InterruptedException {
    long begun = System.nanoTime();
    long count = Math.round(seconds * perSecond);
    for (long i = 0; i < count; i++) {
      long due = begun + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        LockSupport.parkNanos(wait);
      }
      // Keys are spread, so that what a snapshot still holds is copied as in real use.
      write(node, (int) (written * 7919 % keys), due, latencies);
    }
  }

  private void write(RaftNode node, int key, long dueNanos, Histogram latencies)
      throws InterruptedException {
    byte[] value = new byte[valueBytes];
    ByteBuffer.wrap(value).putLong(written++);
    byte[] name = new byte[KEY_BYTES];
    ByteBuffer.wrap(name).putLong(key);
    Bytes command =
        Commands.encode(PutRequest.of(Bytes.wrap(name), Bytes.wrap(value)), StoreLimits.STANDARD);
    room.acquire();
    var _ =
        node.propose(command)
            .whenComplete((result, failure) -> {
              if (failure == null) {
                latencies.recordValue(System.nanoTime() - dueNanos);
              } else {
                failed.incrementAndGet();
                again.add(key);
              }
              room.release();
            });
  }

  private void awaitAll() throws InterruptedException {
    room.acquire(OUTSTANDING_MAX);
    room.release(OUTSTANDING_MAX);
  }

  /** How many writes failed; figures with such do not count. */
  long failed() {
    return failed.get();
  }
}
