package dev.balsa.lab.load;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that read and write the same key at the same time, through nodes drawn at random, and
 * record what each of them saw. Safe for use by many threads.
 */
public final class Contenders implements AutoCloseable {
  /*
   * A write whose outcome is not known may take effect at any later time, and each of them makes the
   * search for an order harder; so every key is left for a new one after a while. A client that does
   * not know what became of its write goes on as another client.
   */
  /** What the keys begin with. */
  public static final String PREFIX = "contended/";

  /** So many questions, and the next key's turn has come. */
  static final int OPERATIONS_PER_KEY = 200;

  private static final long TIMEOUT_MILLIS = 5_000;
  private static final long REST_NANOS = 100_000_000;

  private final List<NodeClient> clients;
  private final long seed;
  private final History history = new History();
  private final AtomicLong asked = new AtomicLong();
  private final AtomicInteger ids = new AtomicInteger();
  private final Crew crew = new Crew();

  /**
   * Starts them.
   *
   * @param count how many at a time, at least 1
   */
  public Contenders(List<NodeClient> clients, int count, long seed) {
    this.clients = List.copyOf(clients);
    this.seed = seed;
    for (int i = 0; i < count; i++) {
      SplittableRandom random = new SplittableRandom(seed * 31 + i);
      crew.start("contender " + i, () -> contend(random));
    }
  }

  private void contend(SplittableRandom random) {
    int id = ids.getAndIncrement();
    while (!crew.isStopping()) {
      NodeClient client = clients.get(random.nextInt(clients.size()));
      long number = asked.getAndIncrement();
      String key = PREFIX + number / OPERATIONS_PER_KEY;
      if (random.nextBoolean()) {
        read(id, client, key);
      } else if (!write(id, client, key, "v" + seed + "." + number)) {
        id = ids.getAndIncrement();
      }
      LockSupport.parkNanos(random.nextLong(REST_NANOS));
    }
  }

  private void read(int id, NodeClient client, String key) {
    long begun = history.moment();
    if (client.range(key, TIMEOUT_MILLIS) instanceof Reply.Done done) {
      String seen = NodeClient.value(done);
      history.read(id, key, begun, seen == null ? "" : seen);
    }
  }

  /** Returns whether its outcome is known. */
  private boolean write(int id, NodeClient client, String key, String value) {
    long begun = history.moment();
    Reply reply = client.put(key, value, TIMEOUT_MILLIS);
    if (reply.done()) {
      history.wrote(id, key, begun, value);
    } else if (!reply.certainlyNotDone()) {
      history.mayHaveWritten(id, key, begun, value);
      return false;
    }
    return true;
  }

  /** What they saw. */
  public History history() {
    return history;
  }

  @Override
  public void close() {
    finish();
  }

  /** Lets every question that is on its way end, and stops. Idempotent. */
  public void finish() {
    crew.finish();
  }
}
