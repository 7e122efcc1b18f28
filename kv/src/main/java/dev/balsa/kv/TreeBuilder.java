package dev.balsa.kv;

import dev.balsa.core.Bytes;
import dev.balsa.core.Check;
import java.util.ArrayList;
import java.util.List;

/** Makes a {@link Tree} of pairs that come in the order of their keys, without a path for each. */
final class TreeBuilder {
  /*
   * Leaves first, then a level of branches above them, and so on. How many pairs will come is known
   * from the start, so they are dealt out evenly and no node is left over too narrow. The nodes are
   * filled to three quarters: a full tree would have to split at nearly every write that follows.
   */

  /** What nodes are filled to, nearly; between the least and the most they may have. */
  private static final int WIDTH_AIM = Node.WIDTH_MAX / 4 * 3;

  private final int size;
  private final List<Node> leaves = new ArrayList<>();
  private final List<Bytes> firstKeys = new ArrayList<>();
  private KeyValue[] pairs;
  private int filled;

  TreeBuilder(int size) {
    this.size = size;
    this.pairs = nextLeaf();
  }

  /** Takes the next pair; its key must be greater than the one before. */
  void add(KeyValue pair) {
    pairs[filled++] = pair;
    if (filled == pairs.length) {
      leaves.add(Leaf.of(pairs));
      firstKeys.add(pairs[0].key());
      pairs = nextLeaf();
      filled = 0;
    }
  }

  /** The tree, once all pairs have come. */
  Tree built() {
    Check.that(leaves.size() == groups(size), "a tree must be given all its pairs");
    List<Node> nodes = leaves;
    List<Bytes> firsts = firstKeys;
    while (nodes.size() > 1) {
      List<Node> parents = new ArrayList<>();
      List<Bytes> parentFirsts = new ArrayList<>();
      int groups = groups(nodes.size());
      for (int i = 0; i < groups; i++) {
        int from = start(i, nodes.size());
        int to = start(i + 1, nodes.size());
        parents.add(Branch.of(firsts.subList(from + 1, to), nodes.subList(from, to)));
        parentFirsts.add(firsts.get(from));
      }
      nodes = parents;
      firsts = parentFirsts;
    }
    return nodes.isEmpty() ? Tree.EMPTY : Tree.of(nodes.getFirst());
  }

  private KeyValue[] nextLeaf() {
    int at = leaves.size();
    return new KeyValue[at == groups(size) ? 0 : start(at + 1, size) - start(at, size)];
  }

  private static int groups(int things) {
    return Math.max(Math.ceilDiv(things, Node.WIDTH_MAX), things / WIDTH_AIM);
  }

  private static int start(int group, int things) {
    return (int) ((long) things * group / groups(things));
  }
}
