package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An ordered map from key to pair that never changes: a write makes a new tree which shares all but
 * one path with the old one. Whoever holds a tree holds a consistent snapshot. Safe for use by many
 * threads.
 */
final class Tree {
  /*
   * A B+tree. Each write copies the nodes from the root to one leaf, about a kilobyte at a million
   * pairs, and leaves everything else shared. Branches know how many pairs are below them, so
   * counting a range and finding the n-th pair take a path each and no scan.
   *
   * A node that became too wide or too narrow is handed to its parent as it is; the parent splits
   * it, or joins it with a neighbour and splits the result if that is too wide. So there is one
   * repair for both, and the only other rule is the root's: too wide grows a level, one child
   * loses one.
   */

  static final Tree EMPTY = new Tree(Leaf.EMPTY);

  private final Node root;

  private Tree(Node root) {
    this.root = root;
  }

  static Tree of(Node root) {
    return new Tree(root);
  }

  Node root() {
    return root;
  }

  int size() {
    return root.size();
  }

  @Nullable KeyValue find(Bytes key) {
    return root.find(key);
  }

  int count(KeyRange range) {
    if (range.isEmpty()) {
      return 0;
    }
    Bytes to = range.to();
    return (to == null ? root.size() : root.rank(to)) - root.rank(range.from());
  }

  /** The part of a range that holds its greatest {@code wanted} keys; there must be that many. */
  KeyRange lastOf(KeyRange range, int wanted) {
    Bytes to = range.to();
    int end = to == null ? root.size() : root.rank(to);
    return new KeyRange(root.at(end - wanted).key(), to);
  }

  /** Visits the pairs of a range in order until the visitor says false. */
  void scan(KeyRange range, Predicate<KeyValue> visitor) {
    root.scan(range.from(), range.to(), visitor);
  }

  Tree with(KeyValue pair) {
    Node changed = root.with(pair);
    return new Tree(changed.width() > Node.WIDTH_MAX ? Branch.above(changed.halves()) : changed);
  }

  /** A tree without a key, which must be there. */
  Tree without(Bytes key) {
    Node changed = root.without(key);
    return new Tree(
        changed instanceof Branch branch && branch.width() == 1
            ? branch.children().getFirst()
            : changed);
  }
}
