package dev.balsa.simulator.invariants;

import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Log Matching (§5.3): if two logs hold an entry with the same index and term, they are identical
 * up to it. By induction over what is appended: an entry of an index and term is the same
 * everywhere, and so is the term before it.
 */
final class LogMatching implements Property {
  /** What was first seen of an index and a term; the next one is of another term. */
  private record Known(Entry entry, long termBefore, @Nullable Known next) {}

  private @Nullable Known[] knownAt = new @Nullable Known[256];

  @Override
  public void appending(Member member, Entry entry) {
    check(member, entry, member.log.termAt(entry.index() - 1));
  }

  @Override
  public void starting(Member member, HardState state, LogFacts found) {
    for (long index = 1; index <= found.lastIndex(); index++) {
      check(member, found.at(index), found.termAt(index - 1));
    }
  }

  private void check(Member member, Entry entry, long termBefore) {
    int index = (int) entry.index();
    if (index >= knownAt.length) {
      knownAt = Arrays.copyOf(knownAt, Math.max(index + 1, 2 * knownAt.length));
    }
    for (Known known = knownAt[index]; known != null; known = known.next()) {
      if (known.entry().term() == entry.term()) {
        compare(member, entry, termBefore, known);
        return;
      }
    }
    knownAt[index] = new Known(entry, termBefore, knownAt[index]);
  }

  private static void compare(Member member, Entry entry, long termBefore, Known first) {
    if (first.termBefore() != termBefore || !areEqual(first.entry(), entry)) {
      throw new BrokenProperty(
          "log matching",
          member
              + " holds at index "
              + entry.index()
              + " of term "
              + entry.term()
              + " another entry, or one after term "
              + termBefore
              + " instead of "
              + first.termBefore());
    }
  }

  /** What was copied from what is committed is the very same entry, and most of a log is. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean areEqual(Entry one, Entry other) {
    return one == other || one.equals(other);
  }
}
