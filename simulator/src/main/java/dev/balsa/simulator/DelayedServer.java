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
  private boolean diskWorks;

  DelayedServer(Raft raft) {
    this.raft = raft;
  }

  /** The disk begins or has ended its work. */
  void diskWorks(boolean works) {
    diskWorks = works;
  }

  @Override
  public List<Effect> step(long nowNanos, List<Event> events) {
    if (held.isEmpty() && !diskWorks) {
      return raft.step(nowNanos, events);
    }
    List<Event> passed = new ArrayList<>(events.size() + held.size());
    if (!diskWorks) {
      passed.addAll(held);
      held.clear();
    }
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      boolean fromDisk =
          event instanceof Event.Persisted
              || event instanceof Event.DiskFull
              || event instanceof Event.DiskHasRoom
              || event instanceof Event.LogRead
              || event instanceof Event.SnapshotTaken
              || event instanceof Event.SnapshotReceived;
      (diskWorks && fromDisk ? held : passed).add(event);
    }
    return raft.step(nowNanos, passed);
  }

  @Override
  public long deadlineNanos() {
    return !diskWorks && !held.isEmpty() ? Long.MIN_VALUE : raft.deadlineNanos();
  }

  /** The core itself. */
  Raft raft() {
    return raft;
  }
}
