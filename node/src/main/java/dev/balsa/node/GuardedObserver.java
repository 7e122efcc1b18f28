package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
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
    guard(() -> observer.turned(nowNanos, events, effects));
  }

  @Override
  public void persisted(Effect.Persist write) {
    guard(() -> observer.persisted(write));
  }

  @Override
  public void applied(Entry entry, Bytes result) {
    guard(() -> observer.applied(entry, result));
  }

  @Override
  public void failed(Throwable cause) {
    guard(() -> observer.failed(cause));
  }

  private void guard(Runnable call) {
    try {
      call.run();
    } catch (Throwable thrown) {
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
}
