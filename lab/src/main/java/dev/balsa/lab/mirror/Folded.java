package dev.balsa.lab.mirror;

import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.kv.KeyValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** What the mirrors show, rendered, and which of them changed. Used under the lock of its owner. */
final class Folded {
  /**
   * New contents of files; null for those that did not change.
   *
   * @param appliedIndex up to here the state has been folded
   */
  record Changes(
      @Nullable ByteBuffer storage,
      @Nullable ByteBuffer log,
      @Nullable ByteBuffer state,
      long appliedIndex) {}

  private final LongFunction<String> addressOf;
  private final LogLines lines;
  private final StateFields state;
  private HardState hardState;
  private long appliedIndex;
  private boolean storageChanged = true;
  private boolean logChanged = true;
  private boolean stateChanged;

  Folded(MirrorSettings settings, HardState hardState, LongFunction<String> addressOf) {
    this.addressOf = addressOf;
    this.hardState = hardState;
    this.lines = new LogLines(settings.logLinesMax(), settings.fileBytesMax());
    this.state = new StateFields(settings.fileBytesMax());
  }

  void fold(News news) {
    switch (news) {
      case News.Durable(HardState newHardState, LogStart start, List<Entry> entries) -> {
        if (newHardState != null) {
          hardState = newHardState;
          storageChanged = true;
        }
        if (start != null) {
          lines.beginAfter(start.index(), start.term());
          logChanged = true;
        }
        if (!entries.isEmpty()) {
          append(entries);
        }
      }
      case News.Applied(Entry entry, var result) -> {
        // The snapshot that was read may be a later one than the one that was told of.
        if (entry.index() > appliedIndex) {
          appliedIndex = entry.index();
          if (entry.kind() == EntryKind.COMMAND) {
            CommandText.apply(entry.payload(), result, state);
            state.commandEnds();
          }
          stateChanged = true;
        }
      }
      case News.Restored(long index, List<KeyValue> pairs) -> {
        appliedIndex = index;
        state.replace(pairs);
        stateChanged = true;
      }
    }
  }

  private void append(List<Entry> entries) {
    lines.cutFrom(entries.getFirst().index());
    for (Entry entry : entries) {
      if (entry.kind() == EntryKind.COMMAND && CommandText.isRequest(entry.payload())) {
        lines.add(entry.index(), entry.term(), CommandText.json(entry.payload()));
      } else {
        lines.addHidden(entry.index(), entry.term());
      }
    }
    logChanged = true;
  }

  /**
   * What must be written since the last call; the state only if it is not behind what was shown
   * before.
   */
  Changes changes(long shownIndex) {
    Changes changes =
        new Changes(
            storageChanged ? storage() : null,
            logChanged ? lines.content() : null,
            stateChanged && appliedIndex >= shownIndex ? state.content() : null,
            appliedIndex);
    storageChanged = false;
    logChanged = false;
    stateChanged = false;
    return changes;
  }

  /** The last changes could not be written. */
  void allChanged() {
    storageChanged = true;
    logChanged = true;
    stateChanged = true;
  }

  /** The state as it is now. */
  ByteBuffer state() {
    return state.content();
  }

  private ByteBuffer storage() {
    String vote =
        hardState.votedFor() == HardState.NOBODY
            ? "null"
            : PythonJson.quote(addressOf.apply(hardState.votedFor()));
    String line = "{\"term\": " + hardState.term() + ", \"voted_for\": " + vote + "}\n";
    return ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
  }
}
