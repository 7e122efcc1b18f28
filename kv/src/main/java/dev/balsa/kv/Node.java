package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A node of {@link Tree}; never changed once it is reachable from a tree. */
abstract sealed class Node permits Leaf, Branch {
  /** The most pairs of a leaf and children of a branch. */
  static final int WIDTH_MAX = 32;

  /** The fewest, except in the root. */
  static final int WIDTH_MIN = WIDTH_MAX / 2;

  /** Pairs or children. */
  abstract int width();

  /** Pairs in and below this node. */
  abstract int size();

  abstract @Nullable KeyValue find(Bytes key);

  /** How many keys in and below this node are less than {@code key}. */
  abstract int rank(Bytes key);

  /** The pair that has {@code rank} smaller ones. */
  abstract KeyValue at(int rank);

  /** Visits in order until the visitor says false; returns what it said last. */
  abstract boolean scan(Bytes from, @Nullable Bytes to, Predicate<KeyValue> visitor);

  /** A copy with the pair put in; may be one wider than {@link #WIDTH_MAX}. */
  abstract Node with(KeyValue pair);

  /** A copy without the key, which must be there; may be one narrower than {@link #WIDTH_MIN}. */
  abstract Node without(Bytes key);

  /** This node and its right neighbour as one; may be wider than {@link #WIDTH_MAX}. */
  abstract Node joined(Bytes separator, Node right);

  abstract Halves halves();

  /** A node cut in two: keys below the separator are on the left. */
  record Halves(Node left, Bytes separator, Node right) {}
}
