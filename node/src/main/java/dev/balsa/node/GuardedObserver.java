package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.SnapshotMeta;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps the exceptions of an observer away from the node. The first one is logged, the others are
 * the same story.
 */
final class GuardedObserver implements NodeObserver {
  private static final System.Logger LOGGER =
      System.getLogger(GuardedObserver.class.getPackageName());

  private final NodeObserver observer;
  private final AtomicBoolean reported = new AtomicBoolean();

  GuardedObserver(NodeObserver observer) {
    this.observer = observer;
  }

  @Override
  public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
    try {
      observer.turned(nowNanos, events, effects);
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  @Override
  public void persisted(Effect.Persist write) {
    try {
      observer.persisted(write);
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  @Override
  public void applied(Entry entry, Bytes result) {
    try {
      observer.applied(entry, result);
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  @Override
  public void restored(SnapshotMeta meta) {
    try {
      observer.restored(meta);
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  @Override
  public void snapshotArrived(SnapshotArrival arrival) {
    try {
      observer.snapshotArrived(arrival);
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  @Override
  public void diskFull(boolean full) {
    try {
      observer.diskFull(full);
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  @Override
  public void diverged(Divergence divergence) {
    try {
      observer.diverged(divergence);
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  @Override
  public void failed(Throwable cause) {
    try {
      observer.failed(cause);
    } catch (Throwable thrown) {
      report(thrown);
    }
  }

  private void report(Throwable thrown) {
    if (reported.compareAndSet(false, true)) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "the observer "
              + observer.getClass().getName()
              + " threw an exception; the node goes on, further ones are not reported",
          thrown);
    }
  }
}
