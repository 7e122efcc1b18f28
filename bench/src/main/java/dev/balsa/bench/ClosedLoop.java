package dev.balsa.bench;

import dev.balsa.core.Bytes;
import dev.balsa.node.RaftNode;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Keeps a number of proposals outstanding: each answer asks the next. */
final class ClosedLoop {
  private static final int KEYS = 16_384;

  private final RaftNode node;
  private final int bytes;
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final ConcurrentHashMap<Bytes, Bytes> acknowledged = new ConcurrentHashMap<>();
  private volatile Histogram latencies = new Histogram(3);
  private volatile boolean stopping;

  ClosedLoop(RaftNode node, int bytes) {
    this.node = node;
    this.bytes = bytes;
  }

  /** What was measured in one window of time. */
  record Measured(Histogram latencies, double seconds, double cpuSeconds) {
    double perSecond() {
      return latencies.getTotalCount() / seconds;
    }

    double cpuMicrosPerOperation() {
      return cpuSeconds * 1e6 / Math.max(1, latencies.getTotalCount());
    }
  }

  /** Runs, throws the first seconds away, measures the others, and waits for the last answers. */
  Measured run(int outstanding, double warmUpSeconds, double seconds) throws InterruptedException {
    stopping = false;
    CountDownLatch ended = new CountDownLatch(outstanding);
    for (int i = 0; i < outstanding; i++) {
      ask(ended);
    }
    pass(warmUpSeconds);
    latencies = new ConcurrentHistogram(3);
    long cpu = ProcessCpu.nanos();
    long start = System.nanoTime();
    pass(seconds);
    Histogram measured = latencies;
    latencies = new ConcurrentHistogram(3);
    double took = (System.nanoTime() - start) / 1e9;
    double cpuTook = (ProcessCpu.nanos() - cpu) / 1e9;
    stopping = true;
    ended.await();
    return new Measured(measured, took, cpuTook);
  }

  private static void pass(double seconds) throws InterruptedException {
    Thread.sleep((long) (seconds * 1000));
  }

  private void ask(CountDownLatch ended) {
    long number = next.getAndIncrement();
    byte[] command = new byte[bytes];
    ByteBuffer.wrap(command).putLong(number % KEYS).putLong(number);
    Bytes payload = Bytes.wrap(command);
    long asked = System.nanoTime();
    var _ =
        node.propose(payload)
            .whenComplete((result, failure) -> answered(payload, asked, failure, ended));
  }

  private void answered(
      Bytes payload, long asked, @Nullable Throwable failure, CountDownLatch ended) {
    if (failure == null) {
      latencies.recordValue(System.nanoTime() - asked);
      // Answers come in the order of the log, so the last one to set a key wins here too.
      acknowledged.put(payload.slice(0, MapStateMachine.KEY_BYTES), payload);
    } else {
      failed.incrementAndGet();
    }
    if (stopping) {
      ended.countDown();
    } else {
      ask(ended);
    }
  }

  long failed() {
    return failed.get();
  }

  /** The last acknowledged command of each key. */
  ConcurrentHashMap<Bytes, Bytes> acknowledged() {
    return acknowledged;
  }
}
