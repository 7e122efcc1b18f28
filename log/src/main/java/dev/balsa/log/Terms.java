package dev.balsa.log;

import dev.balsa.core.TermRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The terms of the whole log as runs. For one thread. */
final class Terms {
  private final ArrayList<TermRun> runs = new ArrayList<>();
  private long lastIndex;

  /** Index of the last entry, 0 if there is none. */
  long lastIndex() {
    return lastIndex;
  }

  /** Term of the last entry, 0 if there is none. */
  long lastTerm() {
    return runs.isEmpty() ? 0 : runs.getLast().term();
  }

  /** The term of an entry up to the last one, 0 for index 0. */
  long termAt(long index) {
    for (int i = runs.size() - 1; i >= 0; i--) {
      if (runs.get(i).firstIndex() <= index) {
        return runs.get(i).term();
      }
    }
    return 0;
  }

  /** Why an entry may not come next, or null if it may. */
  @Nullable String complaint(long index, long term) {
    if (index < 1 || index > lastIndex + 1) {
      return "entry " + index + " follows entry " + lastIndex;
    }
    long before = termAt(index - 1);
    if (term < Math.max(1, before)) {
      return "entry " + index + " has term " + term + " after term " + before;
    }
    return null;
  }

  /** Takes an entry in, cutting the log before it first if it is not beyond the end. */
  void add(long index, long term) {
    while (!runs.isEmpty() && runs.getLast().firstIndex() >= index) {
      runs.removeLast();
    }
    if (runs.isEmpty() || runs.getLast().term() != term) {
      runs.add(new TermRun(term, index));
    }
    lastIndex = index;
  }

  /** A copy of the runs. */
  List<TermRun> runs() {
    return List.copyOf(runs);
  }
}
