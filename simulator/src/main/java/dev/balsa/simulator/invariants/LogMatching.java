package dev.balsa.simulator.invariants;

import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import java.util.HashMap;
import java.util.Map;

/**
 * Log Matching (§5.3): if two logs hold an entry with the same index and term, they are identical
 * up to it. By induction over what is appended: an entry of an index and term is the same
 * everywhere, and so is the term before it.
 */
final class LogMatching implements Property {
  private record Place(long index, long term) {}

  private record Known(Entry entry, long termBefore) {}

  private final Map<Place, Known> known = new HashMap<>();

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
    Known now = new Known(entry, termBefore);
    Known first = known.putIfAbsent(new Place(entry.index(), entry.term()), now);
    if (first != null && !first.equals(now)) {
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
}
