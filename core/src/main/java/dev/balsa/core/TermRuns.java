package dev.balsa.core;

import java.util.Arrays;
import java.util.List;

/**
 * The terms of a whole log, kept as runs: a few numbers even if the log holds millions of entries.
 */
final class TermRuns {
  private static final int CAPACITY_AT_START = 8;

  private long[] terms = new long[CAPACITY_AT_START];
  private long[] firstIndexes = new long[CAPACITY_AT_START];
  private int count;

  TermRuns(List<TermRun> runs) {
    for (TermRun run : runs) {
      append(run.firstIndex(), run.term());
    }
  }

  /** The term of an index inside the log; 0 for index 0. */
  long termOf(long index) {
    int run = runOf(index);
    return run < 0 ? 0 : terms[run];
  }

  /** Notes the term of the entry after the last one. */
  void append(long index, long term) {
    if (count > 0 && terms[count - 1] == term) {
      return;
    }
    if (count == terms.length) {
      terms = Arrays.copyOf(terms, 2 * count);
      firstIndexes = Arrays.copyOf(firstIndexes, 2 * count);
    }
    terms[count] = term;
    firstIndexes[count] = index;
    count++;
  }

  /** Forgets everything from an index on. */
  void truncate(long fromIndex) {
    while (count > 0 && firstIndexes[count - 1] >= fromIndex) {
      count--;
    }
  }

  /** Forgets everything up to an index, after which there is at least one more entry. */
  void discard(long upToIndex) {
    int first = runOf(upToIndex + 1);
    count -= first;
    System.arraycopy(terms, first, terms, 0, count);
    System.arraycopy(firstIndexes, first, firstIndexes, 0, count);
    firstIndexes[0] = upToIndex + 1;
  }

  /**
   * The greatest index up to {@code atMost} whose term is at most {@code term}; 0 if there is none.
   */
  long lastIndexUpTo(long atMost, long term) {
    int run = runOf(atMost);
    if (run < 0 || terms[run] <= term) {
      return Math.max(atMost, 0);
    }
    int low = 0;
    int high = run;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (terms[middle] > term) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return firstIndexes[low] - 1;
  }

  /** The position of the run an index lies in; -1 before the first one. */
  private int runOf(long index) {
    if (count > 0 && index >= firstIndexes[count - 1]) {
      return count - 1;
    }
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (firstIndexes[middle] <= index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
