package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.RoleName;
import dev.balsa.core.SnapshotMeta;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a node does, and passes it on. Safe for use by many threads. */
final class Counting implements NodeObserver {
  private final NodeObserver observer;
  private final Map<Counter, LongAdder> counts = new EnumMap<>(Counter.class);

  Counting(NodeObserver observer) {
    this.observer = observer;
    for (Counter counter : Counter.values()) {
      counts.put(counter, new LongAdder());
    }
  }

  long count(Counter counter) {
    return adder(counter).sum();
  }

  private LongAdder adder(Counter counter) {
    return Objects.requireNonNull(counts.get(counter));
  }

  private void add(Counter counter, long number) {
    adder(counter).add(number);
  }

  @Override
  public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
    for (int i = 0; i < events.size(); i++) {
      if (events.get(i) instanceof Event.SnapshotTaken) {
        add(Counter.SNAPSHOTS_TAKEN, 1);
      }
    }
    for (int i = 0; i < effects.size(); i++) {
      switch (effects.get(i)) {
        case Effect.RoleChanged changed ->
            add(Counter.ELECTIONS, changed.role() == RoleName.CANDIDATE ? 1 : 0);
        case Effect.LeaderChanged changed -> add(Counter.LEADER_CHANGES, 1);
        case Effect.Proposed proposed -> add(Counter.PROPOSALS, proposed.count());
        case Effect.Refused refused -> add(Counter.REFUSALS, 1);
        case Effect.ReadReady ready -> add(Counter.READS, 1);
        default -> {}
      }
    }
    observer.turned(nowNanos, events, effects);
  }

  @Override
  public void persisted(Effect.Persist write) {
    add(Counter.LOG_WRITES, 1);
    List<Entry> entries = write.entries();
    add(Counter.LOG_ENTRIES, entries.size());
    for (int i = 0; i < entries.size(); i++) {
      add(Counter.LOG_BYTES, entries.get(i).payload().length());
    }
    observer.persisted(write);
  }

  @Override
  public void applied(Entry entry, Bytes result) {
    add(Counter.APPLIED, 1);
    observer.applied(entry, result);
  }

  @Override
  public void restored(SnapshotMeta meta) {
    add(Counter.SNAPSHOTS_RESTORED, 1);
    observer.restored(meta);
  }

  @Override
  public void snapshotArrived(SnapshotArrival arrival) {
    add(Counter.SNAPSHOT_BYTES_RECEIVED, arrival.sentBytes());
    add(Counter.SNAPSHOT_BYTES_REUSED, arrival.reusedBytes());
    observer.snapshotArrived(arrival);
  }

  @Override
  public void diskFull(boolean full) {
    add(Counter.DISK_FULL, full ? 1 : 0);
    observer.diskFull(full);
  }

  @Override
  public void diverged(Divergence divergence) {
    observer.diverged(divergence);
  }

  @Override
  public void failed(Throwable cause) {
    observer.failed(cause);
  }
}
