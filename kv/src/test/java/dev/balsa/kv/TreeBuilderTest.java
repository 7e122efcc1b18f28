package dev.balsa.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TreeBuilderTest {
  @Test
  void everySizeGivesARightTree() {
    List<KeyValue> pairs = pairs(2_600);
    for (int size = 0; size <= pairs.size(); size += size < 200 ? 1 : 37) {
      Tree tree = built(pairs.subList(0, size));
      TreeTest.checkShape(tree);
      assertThat(tree.size()).isEqualTo(size);
      assertThat(TreeTest.contents(tree)).isEqualTo(pairs.subList(0, size));
    }
  }

  @Test
  void nodesHaveRoomForWhatComesLater() {
    List<KeyValue> pairs = pairs(24 * 24 * 4);
    Tree tree = built(pairs);
    assertThat(TreeTest.checkShape(tree)).isEqualTo(3);
    Branch root = (Branch) tree.root();
    assertThat(root.children()).extracting(Node::width).containsOnly(24);
    for (KeyValue pair : pairs) {
      tree = tree.without(pair.key());
      TreeTest.checkShape(tree);
    }
    assertThat(tree.size()).isZero();
  }

  @Test
  void aTreeThatWasPromisedMorePairsIsNotBuilt() {
    TreeBuilder builder = new TreeBuilder(40);
    pairs(39).forEach(builder::add);
    assertThatIllegalStateException().isThrownBy(builder::built).withMessageContaining("pairs");
  }

  private static Tree built(List<KeyValue> pairs) {
    TreeBuilder builder = new TreeBuilder(pairs.size());
    pairs.forEach(builder::add);
    return builder.built();
  }

  private static List<KeyValue> pairs(int size) {
    List<KeyValue> pairs = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      pairs.add(TreeTest.pair(TreeTest.key(i), i + 2));
    }
    return pairs;
  }
}
