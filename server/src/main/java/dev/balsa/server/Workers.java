package dev.balsa.server;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads for what would hold up a connection's thread: long bodies, wide ranges, long answers. */
final class Workers implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int WAITING_MAX = 1024;

  private final ThreadPoolExecutor executor;

  Workers(long member) {
    executor =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            new DefaultThreadFactory("balsa-" + member + "-client-worker", true));
    executor.allowCoreThreadTimeOut(true);
  }

  /** Runs something that answers the exchange; answers itself if too much is waiting. */
  void run(Exchange exchange, Runnable work) {
    try {
      executor.execute(work);
    } catch (RejectedExecutionException e) {
      exchange.answer(ApiError.of(ApiError.RESOURCE_EXHAUSTED, "etcdserver: too many requests"));
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
