package dev.balsa.lab.mirror;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.kv.KeyValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node tells its mirrors. */
sealed interface News {
  /**
   * A write is on disk; the first entry may lie inside the log, which then ended before it.
   *
   * @param start where the log begins from now on, if that changed
   */
  record Durable(@Nullable HardState hardState, @Nullable LogStart start, List<Entry> entries)
      implements News {}

  /** An entry was applied. */
  record Applied(Entry entry, Bytes result) implements News {}

  /**
   * The state of a snapshot took the place of the state.
   *
   * @param index what was applied up to here is in it
   * @param pairs all that is in it
   */
  record Restored(long index, List<KeyValue> pairs) implements News {}
}
