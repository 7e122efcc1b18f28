package dev.balsa.lab;

import dev.balsa.Balsa;
import dev.balsa.Codec;
import dev.balsa.CodecException;
import dev.balsa.Replicated;
import dev.balsa.kv.KvException;
import dev.balsa.node.RequestException;
import org.jspecify.annotations.Nullable;

/**
 * The client that each node of the lab has: when its node leads it waits, so that people can look,
 * and then writes the variable, once at most. It uses nothing but the public API. Safe for use by
 * many threads.
 */
public final class DemoClient implements AutoCloseable {
  /*
   * What to write follows from what is there, not from who came before: nothing there, so the first
   * value; another value there, so the second; the second there, so nothing. A third leader
   * therefore writes nothing, and an old leader that returns as a follower has no reason to. The
   * write is one transaction that holds only if what was read is still there.
   *
   * A client that has written once writes no more: where a slow machine makes one node win two
   * elections in a row, the second value still waits for the leader to be really lost.
   *
   * Leadership is asked for again after the pause and after the read. If it is lost in between,
   * nothing happens at all.
   */

  /** The variable, as far as this client needs it. */
  interface Variable {
    /** A linearizable read. */
    @Nullable String get();

    /** Writes if what is there still equals what was read. */
    boolean compareAndSet(@Nullable String expected, String update);
  }

  private final long pauseMillis;
  private final String first;
  private final String second;
  private final Variable variable;
  private final Runnable done;
  private final Thread thread;
  private long leadingTerm;
  private boolean closed;

  DemoClient(long pauseMillis, String first, String second, Variable variable, Runnable done) {
    this.pauseMillis = pauseMillis;
    this.first = first;
    this.second = second;
    this.variable = variable;
    this.done = done;
    this.thread = Thread.ofPlatform().name("demo client").daemon().start(this::run);
  }

  /**
   * Starts the client of a node.
   *
   * @param done called after a write by this client has been committed and applied
   */
  public static DemoClient start(
      Balsa balsa, long pauseMillis, String name, String first, String second, Runnable done) {
    Replicated<String> value = balsa.value(name, Codec.utf8());
    Variable variable =
        new Variable() {
          @Override
          public @Nullable String get() {
            return value.get();
          }

          @Override
          public boolean compareAndSet(@Nullable String expected, String update) {
            return value.compareAndSet(expected, update);
          }
        };
    DemoClient client = new DemoClient(pauseMillis, first, second, variable, done);
    balsa.onLeader(client::leads);
    balsa.onFollower(term -> client.leads(0));
    return client;
  }

  /** The node leads in a term, or no more if the term is 0. */
  synchronized void leads(long term) {
    leadingTerm = term;
    notifyAll();
  }

  private void run() {
    long servedTerm = 0;
    try {
      while (true) {
        long term = awaitOther(servedTerm);
        if (term == 0) {
          return;
        }
        servedTerm = term;
        if (keepsLeading(term, pauseMillis) && written(term)) {
          return;
        }
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for a leadership that was not served yet; 0 when closed. */
  private synchronized long awaitOther(long servedTerm) throws InterruptedException {
    while (!closed && (leadingTerm == 0 || leadingTerm == servedTerm)) {
      wait();
    }
    return closed ? 0 : leadingTerm;
  }

  /** Waits while the node leads; answers whether it still does when the time is over. */
  private synchronized boolean keepsLeading(long term, long millis) throws InterruptedException {
    long end = nowMillis() + millis;
    for (long left = millis; left > 0 && !closed && leadingTerm == term; left = end - nowMillis()) {
      wait(left);
    }
    return !closed && leadingTerm == term;
  }

  private static long nowMillis() {
    return System.nanoTime() / 1_000_000;
  }

  /** Writes what is to be written; answers whether it has. */
  private boolean written(long term) throws InterruptedException {
    try {
      String present = variable.get();
      String next = present == null ? first : second;
      if (!next.equals(present) && keepsLeading(term, 0) && variable.compareAndSet(present, next)) {
        done.run();
        return true;
      }
      return false;
    } catch (RequestException | KvException lost) {
      // Leadership was lost on the way, or the store refuses: the next leader's client carries on.
      return false;
    } catch (CodecException foreign) {
      // Somebody keeps bytes there that are no text; they are not ours to overwrite.
      return false;
    }
  }

  /** Stops; a write on its way is not waited for. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    thread.interrupt();
  }
}
