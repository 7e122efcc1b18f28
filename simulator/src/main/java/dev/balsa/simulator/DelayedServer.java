package dev.balsa.simulator;

import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.core.Raft;
import dev.balsa.core.Server;
import java.util.ArrayList;
import java.util.List;

/**
 * The core of a machine whose disk takes time: what the log writer reports is held back until the
 * disk's time has passed.
 */
final class DelayedServer implements Server {
  /*
   * The log writer does its turn in no time and reports at once. Its answers are held here, and its messages in the
   * machine, until the moment at which a thread would have come back from the disk. Meanwhile the core goes on taking
   * turns, as it does while a real disk works; so a write can be overtaken by messages, proposals and truncations.
   */
  private final Raft raft;
  private final List<Event> held = new ArrayList<>();
  private final List<Event> released = new ArrayList<>();
  private boolean diskWorks;
  private long doneWrite;

  DelayedServer(Raft raft) {
    this.raft = raft;
  }

  /** The disk begins to work. */
  void workBegins() {
    diskWorks = true;
  }

  /**
   * The disk has ended its work, and what it had to say about that is not held back by the next.
   *
   * @param write the number up to which writes are done
   */
  void workEnds(long write) {
    diskWorks = false;
    doneWrite = write;
    released.addAll(held);
    held.clear();
  }

  @Override
  public List<Effect> step(long nowNanos, List<Event> events) {
    if (released.isEmpty() && !diskWorks) {
      return raft.step(nowNanos, events);
    }
    List<Event> passed = new ArrayList<>(released.size() + events.size());
    passed.addAll(released);
    released.clear();
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      (isHeldBack(event) ? held : passed).add(event);
    }
    return raft.step(nowNanos, passed);
  }

  private boolean isHeldBack(Event event) {
    if (!diskWorks) {
      return false;
    }
    if (event instanceof Event.Persisted persisted) {
      return persisted.sequence() > doneWrite || !held.isEmpty();
    }
    return event instanceof Event.DiskFull
        || event instanceof Event.DiskHasRoom
        || event instanceof Event.LogRead
        || event instanceof Event.SnapshotTaken
        || event instanceof Event.SnapshotReceived;
  }

  @Override
  public long deadlineNanos() {
    return released.isEmpty() ? raft.deadlineNanos() : Long.MIN_VALUE;
  }

  /** The core itself. */
  Raft raft() {
    return raft;
  }
}
