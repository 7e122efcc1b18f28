package dev.balsa;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.node.Divergence;
import dev.balsa.node.NodeObserver;
import dev.balsa.node.SnapshotArrival;
import java.util.List;

/** Several observers as one. What one throws is thrown after all have been told. */
record Observers(List<NodeObserver> all) implements NodeObserver {
  private static final System.Logger LOGGER = System.getLogger(Observers.class.getPackageName());

  /** One call for one observer. */
  private interface Call {
    void on(NodeObserver observer);
  }

  @Override
  public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
    each(observer -> observer.turned(nowNanos, events, effects));
  }

  @Override
  public void persisted(Effect.Persist write) {
    each(observer -> observer.persisted(write));
  }

  @Override
  public void applied(Entry entry, Bytes result) {
    each(observer -> observer.applied(entry, result));
  }

  @Override
  public void diskFull(boolean full) {
    LOGGER.log(
        System.Logger.Level.WARNING,
        full
            ? "the disk is full: nothing more is taken in until there is room; reads go on"
            : "the disk has room again");
    each(observer -> observer.diskFull(full));
  }

  @Override
  public void restored(SnapshotMeta meta) {
    each(observer -> observer.restored(meta));
  }

  @Override
  public void snapshotArrived(SnapshotArrival arrival) {
    each(observer -> observer.snapshotArrived(arrival));
  }

  @Override
  public void diverged(Divergence divergence) {
    each(observer -> observer.diverged(divergence));
  }

  @Override
  public void failed(Throwable cause) {
    each(observer -> observer.failed(cause));
  }

  private void each(Call call) {
    RuntimeException first = null;
    for (NodeObserver observer : all) {
      try {
        call.on(observer);
      } catch (RuntimeException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
