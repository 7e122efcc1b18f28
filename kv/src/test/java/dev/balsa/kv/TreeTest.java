package dev.balsa.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeTest {
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void growsAndShrinksByChanceAndKeepsItsShape(long seed) {
    Random random = new Random(seed);
    Tree tree = Tree.EMPTY;
    TreeMap<Bytes, KeyValue> model = new TreeMap<>();
    int tallest = 0;
    for (int step = 0; step < 12_000; step++) {
      // The balance swings, so that the tree fills and empties several times.
      boolean growing = step / 3_000 % 2 == 0;
      Bytes key = key(random.nextInt(4_000));
      if (random.nextInt(10) < (growing ? 9 : 1)) {
        KeyValue pair = pair(key, step);
        tree = tree.with(pair);
        model.put(key, pair);
      } else if (!model.isEmpty()) {
        Bytes there = model.ceilingKey(key);
        Bytes gone = there == null ? model.lastKey() : there;
        tree = tree.without(gone);
        model.remove(gone);
      }
      if (step % 16 == 0) {
        tallest = Math.max(tallest, checkShape(tree));
        check(tree, model, random);
      }
    }
    assertThat(tallest).isGreaterThanOrEqualTo(3);
    assertThat(contents(tree)).containsExactlyElementsOf(model.values());
  }

  @Test
  void growsAndShrinksInOrderAndKeepsItsShapeAtEveryStep() {
    Tree tree = Tree.EMPTY;
    for (int i = 0; i < 2_500; i++) {
      tree = tree.with(pair(key(i), i));
      checkShape(tree);
      assertThat(tree.size()).isEqualTo(i + 1);
    }
    for (int i = 0; i < 2_500; i++) {
      tree = tree.without(key(i % 2 == 0 ? i / 2 : 2_499 - i / 2));
      checkShape(tree);
      assertThat(tree.size()).isEqualTo(2_499 - i);
    }
  }

  @Test
  void oldTreesStayAsTheyWere() {
    List<Tree> trees = new ArrayList<>();
    Tree tree = Tree.EMPTY;
    for (int i = 0; i < 300; i++) {
      trees.add(tree);
      tree = tree.with(pair(key(i * 7 % 300), i));
    }
    for (int i = 0; i < 300; i++) {
      tree = tree.without(key(i));
    }
    assertThat(tree.size()).isZero();
    for (int i = 0; i < 300; i++) {
      assertThat(trees.get(i).size()).isEqualTo(i);
      assertThat(contents(trees.get(i))).hasSize(i);
      checkShape(trees.get(i));
    }
  }

  private static void check(Tree tree, NavigableMap<Bytes, KeyValue> model, Random random) {
    Bytes from = key(random.nextInt(4_000));
    Bytes to = random.nextInt(5) == 0 ? null : key(random.nextInt(4_000));
    KeyRange range = new KeyRange(from, to);
    List<KeyValue> expected =
        range.isEmpty()
            ? List.of()
            : List.copyOf((to == null ? model.tailMap(from) : model.subMap(from, to)).values());
    assertThat(tree.count(range)).isEqualTo(expected.size());
    List<KeyValue> scanned = new ArrayList<>();
    tree.scan(range, scanned::add);
    assertThat(scanned).isEqualTo(expected);
    assertThat(tree.find(from)).isEqualTo(model.get(from));
    if (!expected.isEmpty()) {
      int wanted = 1 + random.nextInt(expected.size());
      assertThat(tree.lastOf(range, wanted).from())
          .isEqualTo(expected.get(expected.size() - wanted).key());
      List<KeyValue> first = new ArrayList<>();
      tree.scan(
          range,
          pair -> {
            first.add(pair);
            return first.size() < wanted;
          });
      assertThat(first).isEqualTo(expected.subList(0, wanted));
    }
  }

  /** Checks the invariants of the whole tree and returns its height. */
  static int checkShape(Tree tree) {
    if (tree.root() instanceof Branch branch) {
      assertThat(branch.width()).isGreaterThanOrEqualTo(2);
    }
    return checkShape(tree.root(), true, null, null);
  }

  private static int checkShape(Node node, boolean isRoot, Bytes from, Bytes to) {
    assertThat(node.width()).isLessThanOrEqualTo(Node.WIDTH_MAX);
    if (!isRoot) {
      assertThat(node.width()).isGreaterThanOrEqualTo(Node.WIDTH_MIN);
    }
    if (!(node instanceof Branch branch)) {
      Bytes before = null;
      for (int i = 0; i < node.size(); i++) {
        Bytes key = node.at(i).key();
        assertThat(before == null || before.compareTo(key) < 0).isTrue();
        assertThat(from == null || from.compareTo(key) <= 0).isTrue();
        assertThat(to == null || key.compareTo(to) < 0).isTrue();
        before = key;
      }
      return 1;
    }
    int size = 0;
    int height = 0;
    for (int i = 0; i < branch.width(); i++) {
      Node child = branch.children().get(i);
      int below =
          checkShape(
              child,
              false,
              i == 0 ? from : branch.separators().get(i - 1),
              i == branch.width() - 1 ? to : branch.separators().get(i));
      assertThat(height == 0 || height == below).isTrue();
      height = below;
      size += child.size();
    }
    assertThat(branch.size()).isEqualTo(size);
    return height + 1;
  }

  static List<KeyValue> contents(Tree tree) {
    List<KeyValue> all = new ArrayList<>();
    tree.scan(new KeyRange(Bytes.EMPTY, null), all::add);
    return all;
  }

  static Bytes key(int number) {
    return Bytes.utf8(String.format("%05d", number));
  }

  static KeyValue pair(Bytes key, long revision) {
    return new KeyValue(key, Bytes.EMPTY, revision, revision, 1, 0);
  }
}
