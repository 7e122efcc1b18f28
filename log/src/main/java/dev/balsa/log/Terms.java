package dev.balsa.log;

import dev.balsa.core.LogStart;
import dev.balsa.core.TermRun;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The terms of the whole log as runs. For one thread. */
final class Terms {
  private final ArrayList<TermRun> runs = new ArrayList<>();
  private LogStart start = LogStart.ORIGIN;
  private long lastIndex;

  /** What lies before the first entry. */
  LogStart start() {
    return start;
  }

  /** Index of the last entry, that of the start if there is none. */
  long lastIndex() {
    return lastIndex;
  }

  /** Term of the last entry, that of the start if there is none. */
  long lastTerm() {
    return runs.isEmpty() ? start.term() : runs.getLast().term();
  }

  /** The term of an entry from the start to the last one. */
  long termAt(long index) {
    for (int i = runs.size() - 1; i >= 0; i--) {
      if (runs.get(i).firstIndex() <= index) {
        return runs.get(i).term();
      }
    }
    return start.term();
  }

  /** Whether the log, or its start, is this entry. */
  boolean holds(LogStart entry) {
    return entry.index() >= start.index()
        && entry.index() <= lastIndex
        && termAt(entry.index()) == entry.term();
  }

  /** Why an entry may not come next, or null if it may. */
  @Nullable String complaint(long index, long term) {
    if (index <= start.index()) {
      return "entry " + index + " lies before the start of the log, " + start.index();
    }
    if (index > lastIndex + 1) {
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

  /** Lets the log begin after an entry that it holds. */
  void discard(LogStart newStart) {
    while (runs.size() > 1 && runs.get(1).firstIndex() <= newStart.index() + 1) {
      runs.removeFirst();
    }
    if (newStart.index() == lastIndex) {
      runs.clear();
    } else if (!runs.isEmpty()) {
      runs.set(0, new TermRun(runs.getFirst().term(), newStart.index() + 1));
    }
    start = newStart;
  }

  /** Empties the log and lets it begin after an entry. */
  void reset(LogStart newStart) {
    runs.clear();
    start = newStart;
    lastIndex = newStart.index();
  }

  /** A copy of the runs. */
  List<TermRun> runs() {
    return List.copyOf(runs);
  }
}
