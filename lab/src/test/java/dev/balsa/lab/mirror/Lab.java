package dev.balsa.lab.mirror;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.kv.KeyRange;
import dev.balsa.kv.KeyValue;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.Request;
import dev.balsa.kv.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node's mirrors without a node: a test persists and applies by hand. */
final class Lab implements AutoCloseable {
  private static final long PATIENCE_MILLIS = 20_000;

  final Layout layout;
  final List<String> complaints = new ArrayList<>();
  private final Store store = new Store();
  private final Mirrors mirrors;
  private long sequence;

  Lab(Path folder, MirrorSettings settings, HardState hardState, List<Entry> recovered)
      throws IOException {
    layout = new Layout(folder, 3, 8000);
    Files.createDirectories(layout.hidden("."));
    mirrors =
        Mirrors.start(
            layout.mirrors(1), settings, hardState, recovered, layout::address, this::complain);
  }

  static Lab fresh(Path folder) throws IOException {
    return new Lab(folder, MirrorSettings.STANDARD, HardState.INITIAL, List.of());
  }

  private void complain(String text) {
    synchronized (complaints) {
      complaints.add(text);
      complaints.notifyAll();
    }
  }

  String awaitComplaint() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    synchronized (complaints) {
      while (complaints.isEmpty() && System.nanoTime() < end) {
        complaints.wait(100);
      }
      return complaints.getFirst();
    }
  }

  static Entry put(long index, long term, String key, String value) {
    return command(index, term, PutRequest.of(Bytes.utf8(key), Bytes.utf8(value)));
  }

  static Entry command(long index, long term, Request request) {
    return new Entry(index, term, EntryKind.COMMAND, CommandTextTest.command(request));
  }

  static Entry noOp(long index, long term) {
    return new Entry(index, term, EntryKind.NO_OP, Bytes.EMPTY);
  }

  void vote(long term, long votedFor) {
    persist(new HardState(term, votedFor), List.of());
  }

  void persist(Entry... entries) {
    persist(null, List.of(entries));
  }

  private void persist(@Nullable HardState hardState, List<Entry> entries) {
    mirrors.persisted(new Effect.Persist(++sequence, hardState, entries, List.of()));
  }

  /** The log begins later. */
  void begin(long index, long term) {
    LogStart start = new LogStart(index, term);
    mirrors.persisted(new Effect.Persist(++sequence, null, start, List.of(), List.of()));
  }

  /** The state becomes what some commands make of an empty one. */
  void restore(Entry... commands) {
    Store other = new Store();
    for (Entry command : commands) {
      other.apply(command);
    }
    List<KeyValue> pairs = other.range(RangeRequest.range(KeyRange.NO_END, KeyRange.NO_END)).kvs();
    mirrors.restored(commands[commands.length - 1].index(), pairs);
  }

  void apply(Entry entry) {
    Bytes result = entry.kind() == EntryKind.COMMAND ? store.apply(entry) : Bytes.EMPTY;
    mirrors.applied(entry, result);
  }

  void both(Entry entry) {
    persist(entry);
    apply(entry);
  }

  Lab flush() throws InterruptedException {
    if (!mirrors.flush(PATIENCE_MILLIS)) {
      throw new AssertionError("the mirrors do not catch up: " + complaints);
    }
    return this;
  }

  String log() throws IOException {
    return Files.readString(layout.mirrors(1).log());
  }

  String storage() throws IOException {
    return Files.readString(layout.mirrors(1).storage());
  }

  String state() throws IOException {
    return Files.readString(layout.mirrors(1).state());
  }

  @Override
  public void close() {
    mirrors.close();
  }
}
