package dev.balsa.core.world;

import dev.balsa.core.ConfigurationAt;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.Message;
import dev.balsa.core.Recovered;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.core.TermRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A disk that takes writes in order and loses, in a crash, whatever was not synced.
 *
 * <p>Also what a log has discarded is remembered, so that tests can compare whole histories; nobody
 * can read it.
 */
public final class SimDisk {
  private HardState hardState = HardState.INITIAL;
  private final List<Entry> entries = new ArrayList<>();
  private LogStart start = LogStart.ORIGIN;
  private @Nullable SnapshotMeta snapshot;
  private List<Entry> snapshotEntries = List.of();
  private final Deque<Effect.ToLog> queue = new ArrayDeque<>();

  /** What one sync of several requests gives back. */
  public record Synced(List<Message> thenSend, List<Event> events) {}

  public HardState hardState() {
    return hardState;
  }

  /**
   * What a crash leaves of the history: the log, or the snapshot if the log does not go on from it.
   */
  public List<Entry> entries() {
    SnapshotMeta meta = snapshot;
    return meta == null || holds(entries, meta.logStart()) ? entries : snapshotEntries;
  }

  public boolean holds(Entry entry) {
    List<Entry> survives = entries();
    return survives.size() >= entry.index() && survives.get((int) entry.index() - 1).equals(entry);
  }

  static boolean holds(List<Entry> log, LogStart at) {
    return at.index() == 0
        || (log.size() >= at.index() && log.get((int) at.index() - 1).term() == at.term());
  }

  public @Nullable SnapshotMeta snapshot() {
    return snapshot;
  }

  /** The history that the snapshot stands for. */
  List<Entry> snapshotEntries() {
    return snapshotEntries;
  }

  /** Makes a snapshot durable, unless there is a newer one. */
  public void save(SnapshotMeta meta, List<Entry> history) {
    SnapshotMeta old = snapshot;
    if (old == null || meta.index() > old.index()) {
      snapshot = meta;
      snapshotEntries = List.copyOf(history.subList(0, (int) meta.index()));
    }
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
    SnapshotMeta meta = snapshot;
    if (meta != null && !holds(entries, meta.logStart())) {
      begin(meta.logStart());
      if (meta.term() > hardState.term()) {
        // The crash came before the term that was learnt with the snapshot was on disk.
        hardState = new HardState(meta.term(), HardState.NOBODY);
      }
    }
    List<TermRun> runs = new ArrayList<>();
    List<Entry> kept = entries.subList((int) start.index(), entries.size());
    for (Entry entry : kept) {
      if (runs.isEmpty() || runs.get(runs.size() - 1).term() != entry.term()) {
        runs.add(new TermRun(entry.term(), entry.index()));
      }
    }
    List<ConfigurationAt> configurations = new ArrayList<>();
    for (Entry entry : kept) {
      if (entry.kind() == EntryKind.CONFIGURATION) {
        configurations.add(new ConfigurationAt(entry.index(), entry.configuration()));
      }
    }
    int from = Math.max(0, kept.size() - recentCount);
    return new Recovered(
        hardState,
        meta,
        start,
        runs,
        entries.size(),
        configurations,
        kept.subList(from, kept.size()));
  }

  private void begin(LogStart newStart) {
    if (!holds(entries, newStart)) {
      entries.clear();
      entries.addAll(snapshotEntries.subList(0, (int) newStart.index()));
    }
    start = newStart;
  }

  private void write(Effect.Persist persist) {
    HardState state = persist.hardState();
    if (state != null) {
      hardState = state;
    }
    LogStart newStart = persist.start();
    if (newStart != null) {
      begin(newStart);
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
    if (read.fromIndex() <= start.index()) {
      return result;
    }
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
