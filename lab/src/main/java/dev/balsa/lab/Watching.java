package dev.balsa.lab;

import dev.balsa.Cluster;
import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.kv.KeyRange;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.Store;
import dev.balsa.lab.lesson.Narrator;
import dev.balsa.lab.lesson.OneStepBack;
import dev.balsa.lab.mirror.ConsoleLog;
import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.mirror.MirrorSettings;
import dev.balsa.lab.mirror.Mirrors;
import dev.balsa.lab.mirror.Vocabulary;
import dev.balsa.log.SegmentedLog;
import dev.balsa.log.SnapshotReader;
import dev.balsa.node.NanoClock;
import dev.balsa.node.NodeObserver;
import dev.balsa.node.Sessions;
import dev.balsa.node.SnapshotContent;
import dev.balsa.node.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The mirrors and the console log of a node. They start when the node's log has been opened, so
 * that a node which cannot start touches no file. Safe for use by many threads.
 */
final class Watching implements Cluster.Observing, NodeObserver, AutoCloseable {
  private static final int READ_BYTES_MAX = 1 << 20;
  private static final RangeRequest EVERYTHING =
      RangeRequest.range(KeyRange.NO_END, KeyRange.NO_END);

  private final Layout layout;
  private final long node;
  private final Vocabulary vocabulary;
  private final @Nullable Double oneStepSeconds;
  private volatile @Nullable Narrator narrator;
  private volatile @Nullable SegmentedLog log;
  private volatile @Nullable ConsoleLog console;
  private volatile @Nullable Mirrors mirrors;

  /**
   * Prepares.
   *
   * @param oneStepSeconds how long a step of nextIndex rests, or null if refusals are to be used
   *     for all they tell
   */
  Watching(Layout layout, long node, Vocabulary vocabulary, @Nullable Double oneStepSeconds) {
    this.oneStepSeconds = oneStepSeconds;
    this.layout = layout;
    this.node = node;
    this.vocabulary = vocabulary;
  }

  @Override
  public NodeObserver of(SegmentedLog log) {
    this.log = log;
    try {
      ConsoleLog opened = new ConsoleLog(vocabulary, layout, node);
      console = opened;
      narrator = new Narrator(log.recovered().lastIndex(), layout::address, opened::tell);
      mirrors =
          Mirrors.start(
              layout.mirrors(node),
              MirrorSettings.STANDARD,
              log.recovered().hardState(),
              lastEntries(log),
              layout::address,
              opened::warn);
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "the readable files in " + layout.folder() + " cannot be written: " + failed, failed);
    }
  }

  @Override
  public Transport between(Transport transport) {
    Double seconds = oneStepSeconds;
    return seconds == null
        ? transport
        : new OneStepBack(transport, Math.round(seconds * 1_000), NanoClock.system());
  }

  /** The entries that the log mirror may show. */
  private static List<Entry> lastEntries(SegmentedLog log) throws IOException {
    long last = log.lastIndex();
    long next =
        Math.max(log.start().index() + 1, last - 2L * MirrorSettings.STANDARD.logLinesMax());
    List<Entry> entries = new ArrayList<>();
    while (next <= last) {
      List<Entry> part = log.read(next, READ_BYTES_MAX);
      if (part.isEmpty()) {
        break;
      }
      entries.addAll(part);
      next = part.getLast().index() + 1;
    }
    return entries;
  }

  /** The console log of a node that has started. */
  ConsoleLog console() {
    return Objects.requireNonNull(console, "not started");
  }

  /** The mirrors of a node that has started. */
  Mirrors mirrors() {
    return Objects.requireNonNull(mirrors, "not started");
  }

  @Override
  public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
    console().turned(nowNanos, events, effects);
    Objects.requireNonNull(narrator, "not started").turned(nowNanos, events, effects);
  }

  @Override
  public void persisted(Effect.Persist write) {
    mirrors().persisted(write);
  }

  @Override
  public void applied(Entry entry, Bytes result) {
    mirrors().applied(entry, result);
  }

  /** Observers see no state machine, so the snapshot is read once more for the files. */
  @Override
  public void restored(SnapshotMeta meta) {
    Store state = new Store();
    SegmentedLog opened = Objects.requireNonNull(log, "not started");
    try (SnapshotReader reader = opened.snapshots().openNewest()) {
      SnapshotContent.restore(reader.content(), new Sessions(state));
      long index = reader.meta().index();
      mirrors().restored(index, state.range(EVERYTHING).kvs());
    } catch (IOException failed) {
      console()
          .warn(
              "The readable state file does not show the snapshot of entry "
                  + meta.index()
                  + ", the store does: "
                  + failed);
    }
  }

  /** What a node does while it stops is nothing that anybody should read about a leader. */
  void quiet() {
    ConsoleLog opened = console;
    if (opened != null) {
      opened.close();
    }
  }

  @Override
  public void close() {
    quiet();
    Mirrors started = mirrors;
    if (started != null) {
      started.close();
    }
  }
}
