package dev.balsa.node;

import dev.balsa.core.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The results of the last entries applied, for proposals whose index becomes known only after they
 * were applied here. That happens when the leader's answer to a forwarded proposal is overtaken by
 * the entry itself. One thread uses it.
 */
final class RecentResults {
  /** How many entries it remembers. */
  static final int ENTRIES_MAX = 1024;

  /** Results larger than this are not kept, in bytes. */
  static final int RESULT_BYTES_MAX = 4096;

  private final long[] indexes = new long[ENTRIES_MAX];
  private final long[] terms = new long[ENTRIES_MAX];
  private final @Nullable Bytes[] results = new @Nullable Bytes[ENTRIES_MAX];

  /** Remembers nothing. */
  RecentResults() {
    Arrays.fill(indexes, -1);
  }

  /** Remembers the result of an entry. */
  void add(long index, long term, Bytes result) {
    int at = (int) (index % ENTRIES_MAX);
    indexes[at] = index;
    terms[at] = term;
    results[at] = result.length() <= RESULT_BYTES_MAX ? result : null;
  }

  /** The term of an applied entry, or 0 if it is no longer remembered. */
  long term(long index) {
    int at = (int) (index % ENTRIES_MAX);
    return indexes[at] == index ? terms[at] : 0;
  }

  /** The result of an applied entry, or null if it is not remembered. */
  @Nullable Bytes result(long index) {
    int at = (int) (index % ENTRIES_MAX);
    return indexes[at] == index ? results[at] : null;
  }
}
