package dev.balsa.cli;

import dev.balsa.log.LogItem;
import java.util.ArrayList;
import java.util.List;

/** Which of the entries that were ever appended to a log are still in it. */
final class Cuts {
  /** From this appended entry on, everything before it at or above this index is gone. */
  private record Cut(long ordinal, long index) {}

  private final List<Cut> cuts = new ArrayList<>();
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
    }
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
    return next == cuts.size() || index < cuts.get(next).index();
  }
}
