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

  /** So much work of one client may wait in any case. */
  private static final int WAITING_EACH = 16;

  private final ThreadPoolExecutor executor;
  private final Clients clients;
  private final Budget places = new Budget(WAITING_MAX, WAITING_EACH);

  Workers(long member, Clients clients) {
    this.clients = clients;
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

  /**
   * Runs something that answers the exchange; answers itself if too much is waiting.
   *
   * @return whether it is going to be run
   */
  boolean run(Exchange exchange, Runnable work) {
    ClientAccount client = exchange.client();
    ApiError refused =
        clients.refusal(client, places.take(client.work, 1), "work waiting for a thread");
    if (refused != null) {
      exchange.answer(refused);
      return false;
    }
    try {
      executor.execute(() -> {
        places.giveBack(client.work, 1);
        work.run();
      });
      return true;
    } catch (RejectedExecutionException e) {
      places.giveBack(client.work, 1);
      exchange.answer(ApiError.busy());
      return false;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
