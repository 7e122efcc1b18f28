package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A node that holds pairs, in the order of their keys. */
final class Leaf extends Node {
  static final Leaf EMPTY = new Leaf(new KeyValue[0]);

  private final KeyValue[] pairs;

  private Leaf(KeyValue[] pairs) {
    this.pairs = pairs;
  }

  /** Takes the array over without a copy. */
  static Leaf of(KeyValue[] pairs) {
    return new Leaf(pairs);
  }

  @Override
  int width() {
    return pairs.length;
  }

  @Override
  int size() {
    return pairs.length;
  }

  @Override
  @Nullable KeyValue find(Bytes key) {
    int at = rank(key);
    return at < pairs.length && pairs[at].key().equals(key) ? pairs[at] : null;
  }

  @Override
  int rank(Bytes key) {
    int low = 0;
    int high = pairs.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (pairs[middle].key().compareTo(key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  KeyValue at(int rank) {
    return pairs[rank];
  }

  @Override
  boolean scan(Bytes from, @Nullable Bytes to, Predicate<KeyValue> visitor) {
    for (int i = rank(from); i < pairs.length; i++) {
      if ((to != null && pairs[i].key().compareTo(to) >= 0) || !visitor.test(pairs[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  Node with(KeyValue pair) {
    int at = rank(pair.key());
    boolean replaces = at < pairs.length && pairs[at].key().equals(pair.key());
    KeyValue[] copy = Arrays.copyOf(pairs, pairs.length + (replaces ? 0 : 1));
    if (!replaces) {
      System.arraycopy(pairs, at, copy, at + 1, pairs.length - at);
    }
    copy[at] = pair;
    return new Leaf(copy);
  }

  @Override
  Node without(Bytes key) {
    int at = rank(key);
    KeyValue[] copy = Arrays.copyOf(pairs, pairs.length - 1);
    System.arraycopy(pairs, at + 1, copy, at, pairs.length - at - 1);
    return new Leaf(copy);
  }

  @Override
  Node joined(Bytes separator, Node right) {
    KeyValue[] others = ((Leaf) right).pairs;
    KeyValue[] copy = Arrays.copyOf(pairs, pairs.length + others.length);
    System.arraycopy(others, 0, copy, pairs.length, others.length);
    return new Leaf(copy);
  }

  @Override
  Halves halves() {
    int middle = pairs.length / 2;
    return new Halves(
        new Leaf(Arrays.copyOf(pairs, middle)),
        pairs[middle].key(),
        new Leaf(Arrays.copyOfRange(pairs, middle, pairs.length)));
  }
}
