package dev.balsa;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.RoleName;
import dev.balsa.node.NodeObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;

/** Tells a program when its member leads and when no more. Safe for use by many threads. */
final class Leadership implements NodeObserver {
  /*
   * A member leads from the turn that says so, but it is told to the program only when the first
   * entry of the new term has been applied here: every entry before it, and so everything that was
   * ever answered anywhere, has been applied by then (§8).
   *
   * The node's threads only change the two terms below and ring. One thread calls the program, in
   * order: for each term first onLeader, then onFollower, and never onLeader for a term that is
   * over already. A callback that takes long delays the next ones, never the node.
   */

  private static final System.Logger LOGGER = System.getLogger(Leadership.class.getPackageName());

  /**
   * Whoever waits for this member to lead, and the last term it was told, which only the callback
   * thread uses.
   */
  private static final class LeaderListener {
    private final LongConsumer listener;
    private long toldTerm;

    LeaderListener(LongConsumer listener) {
      this.listener = listener;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<LeaderListener> leaderListeners = new ArrayList<>();
  private final List<LongConsumer> followerListeners = new ArrayList<>();
  private final Thread thread;

  /** The term this member leads, or 0. Written by the consensus thread. */
  private volatile long leadingTerm;

  /**
   * The term it leads and in which it has applied all that came before, or 0. Guarded by the lock.
   */
  private volatile long readyTerm;

  /** The term the program was told it leads, or 0. Used by the callback thread only. */
  private long announcedTerm;

  private boolean news;
  private boolean closed;

  Leadership(long member) {
    thread = Thread.ofPlatform().name("balsa-callbacks-" + member).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
    for (Effect effect : effects) {
      if (effect instanceof Effect.RoleChanged(RoleName role, long term)) {
        leads(role == RoleName.LEADER ? term : 0);
      }
    }
  }

  @Override
  public void applied(Entry entry, Bytes result) {
    if (entry.term() == leadingTerm && readyTerm != leadingTerm) {
      lock.lock();
      try {
        if (entry.term() == leadingTerm) {
          readyTerm = entry.term();
          look();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  @Override
  public void failed(Throwable cause) {
    leads(0);
  }

  private void leads(long term) {
    lock.lock();
    try {
      leadingTerm = closed ? 0 : term;
      readyTerm = 0;
      look();
    } finally {
      lock.unlock();
    }
  }

  private void look() {
    news = true;
    changed.signalAll();
  }

  /** The term this member leads and was told of, or will be at once; 0 if it does not lead. */
  long term() {
    return readyTerm;
  }

  /** Calls back when this member has begun to lead; also soon if it leads already. */
  void onLeader(LongConsumer listener) {
    lock.lock();
    try {
      leaderListeners.add(new LeaderListener(listener));
      look();
    } finally {
      lock.unlock();
    }
  }

  /** Calls back when this member leads no more. */
  void onFollower(LongConsumer listener) {
    lock.lock();
    try {
      followerListeners.add(listener);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until this member leads; answers with the term, or with nothing if the time is over or
   * the member stops.
   */
  OptionalLong await(Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (readyTerm == 0 && !closed) {
        if (nanos <= 0) {
          return OptionalLong.empty();
        }
        nanos = changed.awaitNanos(nanos);
      }
      return readyTerm == 0 ? OptionalLong.empty() : OptionalLong.of(readyTerm);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives leadership up as far as the program is concerned, and waits until it was told, or for a
   * limited time.
   */
  void close(long waitMillis) {
    lock.lock();
    try {
      closed = true;
      leads(0);
    } finally {
      lock.unlock();
    }
    if (Thread.currentThread().equals(thread) || !thread.isAlive()) {
      return;
    }
    try {
      if (!thread.join(Duration.ofMillis(waitMillis))) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      thread.interrupt();
    }
  }

  private void run() {
    while (awaitNews()) {
      long ready = readyTerm;
      if (announcedTerm != 0 && announcedTerm != ready) {
        long over = announcedTerm;
        announcedTerm = 0;
        copy(followerListeners).forEach(listener -> tell(listener, over));
      }
      if (ready != 0) {
        announcedTerm = ready;
        for (LeaderListener listener : copy(leaderListeners)) {
          if (listener.toldTerm != ready) {
            listener.toldTerm = ready;
            tell(listener.listener, ready);
          }
        }
      }
    }
  }

  /** Waits until something changed since the last look; false if that cannot be any more. */
  private boolean awaitNews() {
    lock.lock();
    try {
      while (!news) {
        if (closed) {
          return false;
        }
        changed.awaitUninterruptibly();
      }
      news = false;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private <L> List<L> copy(List<L> listeners) {
    lock.lock();
    try {
      return List.copyOf(listeners);
    } finally {
      lock.unlock();
    }
  }

  private static void tell(LongConsumer listener, long term) {
    try {
      listener.accept(term);
    } catch (Throwable thrown) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "a leadership callback threw an exception in term " + term + "; the member goes on",
          thrown);
    }
  }
}
