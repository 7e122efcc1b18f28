package dev.balsa.lab.mirror;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a node tells its mirrors. */
sealed interface News {
  /** A write is on disk; the first entry may lie inside the log, which then ended before it. */
  record Durable(@Nullable HardState hardState, List<Entry> entries) implements News {}

  /** An entry was applied. */
  record Applied(Entry entry, Bytes result) implements News {}
}
