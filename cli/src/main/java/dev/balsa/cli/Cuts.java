package dev.balsa.cli;

import dev.balsa.core.LogStart;
import dev.balsa.log.LogItem;
import java.util.ArrayList;
import java.util.List;

/** Which of the entries that were ever appended to a log are still in it. */
final class Cuts {
  /** From this appended entry on, everything before it at or above this index is gone. */
  private record Cut(long ordinal, long index) {}

  private final List<Cut> cuts = new ArrayList<>();
  private LogStart start = LogStart.ORIGIN;
  private long noted;
  private long asked;
  private int next;

  /** Notes one more item of the log. */
  void note(LogItem item) {
    if (item instanceof LogItem.EntryAppended appended) {
      if (appended.cuts()) {
        cuts.add(new Cut(noted, appended.entry().index()));
      }
      noted++;
    } else if (item instanceof LogItem.StartMoved moved) {
      start = moved.start();
      if (moved.resets()) {
        cuts.add(new Cut(noted, 0));
      }
    } else if (item instanceof LogItem.SegmentStart segment) {
      start = segment.start().index() > start.index() ? segment.start() : start;
    }
  }

  /** Where the log begins, after everything that was noted. */
  LogStart start() {
    return start;
  }

  /** Everything was noted: a cut now also tells of the deeper ones behind it. */
  void finish() {
    for (int i = cuts.size() - 2; i >= 0; i--) {
      long index = Math.min(cuts.get(i).index(), cuts.get(i + 1).index());
      cuts.set(i, new Cut(cuts.get(i).ordinal(), index));
    }
  }

  /** Whether the next appended entry, in the order they were noted, is still in the log. */
  boolean keepsNext(long index) {
    while (next < cuts.size() && cuts.get(next).ordinal() <= asked) {
      next++;
    }
    asked++;
    boolean cut = next < cuts.size() && index >= cuts.get(next).index();
    return !cut && index > start.index();
  }
}
