package dev.balsa.lab.load;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * Takes the vote of one member after the other and gives it back, each as a change of the members,
 * whatever else happens to the cluster. Safe for use by many threads.
 */
public final class Changing implements AutoCloseable {
  /*
   * Numbers of members that were removed must never be used again, so nobody is removed here: a
   * voter becomes a learner, and a learner a voter when it has caught up. Both go through joint
   * consensus. Whether a request that got no answer was done is seen when it is asked for again: then
   * the leader says that it is so already.
   */
  private static final long TIMEOUT_MILLIS = 10_000;
  private static final long FINISH_MILLIS = 60_000;
  private static final long REST_NANOS = 300_000_000;
  private static final long AGAIN_NANOS = 50_000_000;

  private final List<NodeClient> clients;
  private final LongFunction<String> addresses;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final AtomicInteger done = new AtomicInteger();
  private final Thread thread;

  /**
   * Starts.
   *
   * @param clients of members 1, 2 and so on
   * @param addresses where a member listens to the others
   */
  public Changing(List<NodeClient> clients, LongFunction<String> addresses, long seed) {
    this.clients = List.copyOf(clients);
    this.addresses = addresses;
    this.thread =
        Thread.ofPlatform().name("changing").daemon().start(() -> run(new SplittableRandom(seed)));
  }

  private void run(SplittableRandom random) {
    while (!stopping.get()) {
      long member = 1L + random.nextInt(clients.size());
      LockSupport.parkNanos(random.nextLong(REST_NANOS));
      String name = "{\"id\": " + member;
      String address = ", \"address\": \"" + addresses.apply(member) + "\"";
      insist("add", name + address + ", \"learner\": true}", "is a learner already");
      LockSupport.parkNanos(random.nextLong(REST_NANOS));
      insist("add", name + address + "}", "is a voter already");
    }
  }

  /** Asks one member after the other until it is so. */
  private void insist(String how, String body, String already) {
    for (int attempt = 0; !Thread.currentThread().isInterrupted(); attempt++) {
      Reply reply = clients.get(attempt % clients.size()).changeMembers(how, body, TIMEOUT_MILLIS);
      boolean isSo =
          reply.done()
              || (reply instanceof Reply.Refused refused && refused.message().contains(already));
      if (isSo) {
        done.incrementAndGet();
        return;
      }
      LockSupport.parkNanos(AGAIN_NANOS);
    }
  }

  /** How many changes have come to their end. */
  public int done() {
    return done.get();
  }

  /**
   * Ends when everyone has a vote again, which needs a majority; waits for that.
   *
   * @throws IOException if it takes longer than a minute
   */
  public void finish() throws InterruptedException, IOException {
    stopping.set(true);
    thread.join(FINISH_MILLIS);
    if (thread.isAlive()) {
      throw new IOException("a change of the members has not come to its end within a minute");
    }
  }

  /** Ends at once. */
  @Override
  public void close() {
    stopping.set(true);
    thread.interrupt();
  }
}
