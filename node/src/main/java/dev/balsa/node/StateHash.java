package dev.balsa.node;

import java.util.List;

/**
 * A hash over all commands up to an index and the answers of the state machine to them.
 *
 * @param index a multiple of some number that all members agree on
 * @param hash equal on all members whose state machines did the same
 */
public record StateHash(long index, long hash) {
  /** Whether two lists, each by ascending index, say the same wherever both say something. */
  static boolean agree(List<StateHash> one, List<StateHash> other) {
    int i = 0;
    int j = 0;
    while (i < one.size() && j < other.size()) {
      StateHash a = one.get(i);
      StateHash b = other.get(j);
      if (a.index() == b.index() && a.hash() != b.hash()) {
        return false;
      }
      i += a.index() <= b.index() ? 1 : 0;
      j += b.index() <= a.index() ? 1 : 0;
    }
    return true;
  }
}
