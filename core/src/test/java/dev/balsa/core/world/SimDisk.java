package dev.balsa.core.world;

import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.core.Recovered;
import dev.balsa.core.TermRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A disk that takes writes in order and loses, in a crash, whatever was not synced. */
public final class SimDisk {
  private HardState hardState = HardState.INITIAL;
  private final List<Entry> entries = new ArrayList<>();
  private final Deque<Effect.ToLog> queue = new ArrayDeque<>();

  /** What one sync of several requests gives back. */
  public record Synced(List<Message> thenSend, List<Event> events) {}

  public HardState hardState() {
    return hardState;
  }

  /** The entries that survive a crash, from index 1. */
  public List<Entry> entries() {
    return entries;
  }

  public boolean holds(Entry entry) {
    return entries.size() >= entry.index() && entries.get((int) entry.index() - 1).equals(entry);
  }

  /** Puts a disk into a state that another life left behind. */
  public void preset(HardState state, List<Entry> log) {
    hardState = state;
    entries.clear();
    entries.addAll(log);
  }

  public int waiting() {
    return queue.size();
  }

  public void take(Effect.ToLog request) {
    queue.add(request);
  }

  /** Carries out the oldest requests as one group: all are durable before any message leaves. */
  public Synced sync(int count) {
    List<Message> thenSend = new ArrayList<>();
    List<Event> events = new ArrayList<>();
    long sequence = 0;
    for (int i = 0; i < count; i++) {
      switch (queue.remove()) {
        case Effect.Persist persist -> {
          write(persist);
          thenSend.addAll(persist.thenSend());
          sequence = persist.sequence();
        }
        case Effect.ReadLog read ->
            events.add(new Event.LogRead(read.to(), read.fromIndex(), read(read)));
      }
    }
    if (sequence > 0) {
      events.add(0, new Event.Persisted(sequence));
    }
    return new Synced(thenSend, events);
  }

  /**
   * Loses everything but the oldest few requests, which happened to reach the platter unreported.
   */
  public void crash(int surviving) {
    sync(surviving);
    queue.clear();
  }

  /** What a server finds when it starts, with some of the last entries in memory. */
  public Recovered recovered(int recentCount) {
    List<TermRun> runs = new ArrayList<>();
    for (Entry entry : entries) {
      if (runs.isEmpty() || runs.get(runs.size() - 1).term() != entry.term()) {
        runs.add(new TermRun(entry.term(), entry.index()));
      }
    }
    int from = Math.max(0, entries.size() - recentCount);
    return new Recovered(hardState, runs, entries.size(), entries.subList(from, entries.size()));
  }

  private void write(Effect.Persist persist) {
    HardState state = persist.hardState();
    if (state != null) {
      hardState = state;
    }
    if (!persist.entries().isEmpty()) {
      int keep = (int) persist.entries().get(0).index() - 1;
      if (keep > entries.size()) {
        throw new IllegalStateException("a hole in the log before " + persist.entries().get(0));
      }
      entries.subList(keep, entries.size()).clear();
      entries.addAll(persist.entries());
    }
  }

  private List<Entry> read(Effect.ReadLog read) {
    List<Entry> result = new ArrayList<>();
    long bytes = 0;
    for (int i = (int) read.fromIndex() - 1; i < entries.size(); i++) {
      bytes += entries.get(i).sizeBytes();
      if (!result.isEmpty() && bytes > read.bytesMax()) {
        break;
      }
      result.add(entries.get(i));
    }
    return result;
  }
}
