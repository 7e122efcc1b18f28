package dev.balsa.lab.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that write at a steady rate, each key once, to nodes drawn at random, and keep book. Now
 * and then they read back what was acknowledged. Safe for use by many threads.
 */
public final class Writers implements AutoCloseable {
  /** What the keys of all writers begin with. */
  public static final String PREFIX = "torture/";

  /** How many keys one answer holds when everything is read back. */
  private static final int PAGE_KEYS = 1_000;

  private static final long TIMEOUT_MILLIS = 5_000;
  private static final int READ_BACK_EVERY = 16;

  private final List<NodeClient> clients;
  private final Bookkeeping book = new Bookkeeping();
  private final Crew crew = new Crew();
  private final AtomicLong lastSuccessBegunNanos = new AtomicLong(System.nanoTime());
  private final List<String> faults = new ArrayList<>();
  private final long periodNanos;
  private final long seed;

  /**
   * Starts them.
   *
   * @param perSecond writes per second of all threads together, as far as the cluster keeps up
   */
  public Writers(List<NodeClient> clients, int count, int perSecond, long seed) {
    this.clients = List.copyOf(clients);
    this.periodNanos = TimeUnit.SECONDS.toNanos(1) * count / perSecond;
    this.seed = seed;
    for (int i = 0; i < count; i++) {
      int number = i;
      crew.start("writer " + number, () -> write(number));
    }
  }

  private void write(int number) {
    SplittableRandom random = new SplittableRandom(seed + number);
    long next = System.nanoTime();
    String lastKey = "";
    for (long count = 0; !crew.isStopping(); count++) {
      String key = PREFIX + number + "/" + count;
      String value = "v" + seed + "." + number + "." + count;
      long begun = System.nanoTime();
      Reply reply = any(random).put(key, value, TIMEOUT_MILLIS);
      book.note(key, value, reply);
      if (reply.done()) {
        lastKey = key;
        lastSuccessBegunNanos.accumulateAndGet(begun, Math::max);
      }
      if (count % READ_BACK_EVERY == 0 && !lastKey.isEmpty()) {
        readBack(any(random), lastKey);
      }
      next = Math.max(next + periodNanos, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private NodeClient any(SplittableRandom random) {
    return clients.get(random.nextInt(clients.size()));
  }

  private void readBack(NodeClient client, String key) {
    String expected = book.acknowledgedValue(key);
    if (client.range(key, TIMEOUT_MILLIS) instanceof Reply.Done done
        && expected != null
        && !expected.equals(NodeClient.value(done))) {
      synchronized (faults) {
        faults.add(
            "read " + NodeClient.value(done) + " at " + key + ", acknowledged was " + expected);
      }
    }
  }

  /** What they know. */
  public Bookkeeping book() {
    return book;
  }

  /** When the latest write that was acknowledged had been begun, as {@link System#nanoTime}. */
  public long lastSuccessBegunNanos() {
    return lastSuccessBegunNanos.get();
  }

  /** Linearizable reads that contradicted what had been acknowledged before them. */
  public List<String> faults() {
    synchronized (faults) {
      return List.copyOf(faults);
    }
  }

  /** Reads every key of all writers, linearizably, page by page. */
  public static Map<String, String> everything(NodeClient client) throws IOException {
    Map<String, String> all = new TreeMap<>();
    String from = PREFIX;
    while (true) {
      Reply reply = client.page(from, PREFIX, PAGE_KEYS, TIMEOUT_MILLIS);
      if (!(reply instanceof Reply.Done done)) {
        throw new IOException("reading everything back: " + reply);
      }
      Map<String, String> page = NodeClient.pairs(done);
      all.putAll(page);
      if (page.size() < PAGE_KEYS) {
        return all;
      }
      from = page.keySet().stream().max(String::compareTo).orElse(from) + "\0";
    }
  }

  @Override
  public void close() {
    finish();
  }

  /** Lets every write that is on its way end, and stops. Idempotent. */
  public void finish() {
    crew.finish();
  }
}
