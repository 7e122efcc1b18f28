package dev.balsa.kv;

import dev.balsa.core.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A node that holds nodes, all of the same height. */
final class Branch extends Node {
  /** Keys below {@code separators[i]} are in a child up to i, the others in a later one. */
  private final Bytes[] separators;

  private final Node[] children;
  private final int size;

  private Branch(Bytes[] separators, Node[] children) {
    this.separators = separators;
    this.children = children;
    int sum = 0;
    for (Node child : children) {
      sum += child.size();
    }
    this.size = sum;
  }

  static Branch above(Halves halves) {
    return new Branch(new Bytes[] {halves.separator()}, new Node[] {halves.left(), halves.right()});
  }

  static Branch of(List<Bytes> separators, List<Node> children) {
    return new Branch(separators.toArray(new Bytes[0]), children.toArray(new Node[0]));
  }

  List<Node> children() {
    return List.of(children);
  }

  List<Bytes> separators() {
    return List.of(separators);
  }

  @Override
  int width() {
    return children.length;
  }

  @Override
  int size() {
    return size;
  }

  @Override
  @Nullable KeyValue find(Bytes key) {
    return children[childOf(key)].find(key);
  }

  @Override
  int rank(Bytes key) {
    int child = childOf(key);
    int before = 0;
    for (int i = 0; i < child; i++) {
      before += children[i].size();
    }
    return before + children[child].rank(key);
  }

  @Override
  KeyValue at(int rank) {
    int left = rank;
    int child = 0;
    while (left >= children[child].size()) {
      left -= children[child].size();
      child++;
    }
    return children[child].at(left);
  }

  @Override
  boolean scan(Bytes from, @Nullable Bytes to, Predicate<KeyValue> visitor) {
    for (int i = childOf(from); i < children.length; i++) {
      if (!children[i].scan(from, to, visitor)) {
        return false;
      }
    }
    return true;
  }

  @Override
  Node with(KeyValue pair) {
    int at = childOf(pair.key());
    return replaced(at, children[at].with(pair));
  }

  @Override
  Node without(Bytes key) {
    int at = childOf(key);
    return replaced(at, children[at].without(key));
  }

  @Override
  Node joined(Bytes separator, Node right) {
    Branch other = (Branch) right;
    List<Bytes> keys = new ArrayList<>(Arrays.asList(separators));
    keys.add(separator);
    keys.addAll(Arrays.asList(other.separators));
    List<Node> nodes = new ArrayList<>(Arrays.asList(children));
    nodes.addAll(Arrays.asList(other.children));
    return of(keys, nodes);
  }

  @Override
  Halves halves() {
    int middle = children.length / 2;
    return new Halves(
        new Branch(Arrays.copyOf(separators, middle - 1), Arrays.copyOf(children, middle)),
        separators[middle - 1],
        new Branch(
            Arrays.copyOfRange(separators, middle, separators.length),
            Arrays.copyOfRange(children, middle, children.length)));
  }

  /** A copy in which a child has been replaced and brought back to a width it may have. */
  private Branch replaced(int at, Node child) {
    if (child.width() >= WIDTH_MIN && child.width() <= WIDTH_MAX) {
      Node[] nodes = children.clone();
      nodes[at] = child;
      return new Branch(separators, nodes);
    }
    List<Bytes> keys = new ArrayList<>(Arrays.asList(separators));
    List<Node> nodes = new ArrayList<>(Arrays.asList(children));
    nodes.set(at, child);
    int wide = at;
    if (child.width() < WIDTH_MIN) {
      wide = at == 0 ? 0 : at - 1;
      Node right = nodes.remove(wide + 1);
      nodes.set(wide, nodes.get(wide).joined(keys.remove(wide), right));
    }
    if (nodes.get(wide).width() > WIDTH_MAX) {
      Halves halves = nodes.get(wide).halves();
      nodes.set(wide, halves.left());
      keys.add(wide, halves.separator());
      nodes.add(wide + 1, halves.right());
    }
    return of(keys, nodes);
  }

  private int childOf(Bytes key) {
    int low = 0;
    int high = separators.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (separators[middle].compareTo(key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
