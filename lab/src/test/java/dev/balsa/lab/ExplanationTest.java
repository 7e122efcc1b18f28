package dev.balsa.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.lab.check.NodeView;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExplanationTest {
  private static final NodeView LEADER = new NodeView(1, "leader", 3, 1, 10, 9, 9, 0);

  private static String verdict(NodeView self) {
    Map<Long, NodeView> views = new TreeMap<>(Map.of(1L, LEADER));
    views.put(self.node(), self);
    return Explanation.of(self.node(), views).getLast();
  }

  @Test
  void lc53_everyCaseHasItsVerdict() {
    assertThat(verdict(LEADER)).contains("It is the leader");
    assertThat(verdict(new NodeView(2, "follower", 3, 1, 10, 9, 9, 40))).contains("not behind");
    assertThat(verdict(new NodeView(2, "follower", 3, 1, 5, 4, 4, 40)))
        .contains("5 entries behind");
    assertThat(verdict(new NodeView(2, "pre-candidate", 3, 0, 5, 4, 4, 9_000)))
        .contains("does not hear the leader");
    assertThat(Explanation.of(2, Map.of(1L, LEADER)).getLast()).contains("does not answer");
    assertThat(
            Explanation.of(2, Map.of(2L, new NodeView(2, "follower", 3, 0, 5, 4, 4, -1))).getLast())
        .contains("Nobody leads");
  }

  @Test
  void lc53_theFactsAreAppliedCommitMatchAndLastContact() {
    assertThat(
            Explanation.of(
                2, Map.of(1L, LEADER, 2L, new NodeView(2, "follower", 3, 1, 7, 6, 5, 40))))
        .anySatisfy(line -> assertThat(line).startsWith("applied       5"))
        .anySatisfy(line -> assertThat(line).startsWith("commit        6"))
        .anySatisfy(line -> assertThat(line).startsWith("log end       7"))
        .anySatisfy(line -> assertThat(line).startsWith("last contact  40 ms ago"));
  }
}
