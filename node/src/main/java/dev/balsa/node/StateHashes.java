package dev.balsa.node;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest hashes of this member's state. Safe for use by many threads. */
final class StateHashes {
  /** How many are kept. */
  static final int KEPT = 16;

  private final ArrayDeque<StateHash> newest = new ArrayDeque<>();

  /** Adds one of a higher index than those before. */
  synchronized void add(StateHash hash) {
    if (newest.size() == KEPT) {
      newest.removeFirst();
    }
    newest.addLast(hash);
  }

  /** Forgets all, because another state takes the place of this one. */
  synchronized void clear() {
    newest.clear();
  }

  /** All that are kept, by ascending index. */
  synchronized List<StateHash> all() {
    return List.copyOf(newest);
  }

  /** The hash at an index, or null if it is not kept. */
  synchronized @Nullable Long at(long index) {
    for (StateHash each : newest) {
      if (each.index() == index) {
        return each.hash();
      }
    }
    return null;
  }
}
