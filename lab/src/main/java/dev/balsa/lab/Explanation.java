package dev.balsa.lab;

import dev.balsa.lab.check.NodeView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in plain words how far a node is, compared with the others. */
final class Explanation {
  private static final long SILENCE_MILLIS = 1_000;

  private Explanation() {}

  /** One line for each fact, the verdict last. */
  static List<String> of(long node, Map<Long, NodeView> views) {
    NodeView self = views.get(node);
    if (self == null) {
      return List.of(
          "Node "
              + node
              + " does not answer: it is not running, or it is frozen. Look with: balsa lab ps");
    }
    List<String> lines = new ArrayList<>();
    lines.add("role          " + self.role() + " in term " + self.term());
    lines.add("applied       " + self.appliedIndex() + "  (what its .state_machine shows)");
    lines.add("commit        " + self.commitIndex() + "  (what it knows a majority has)");
    lines.add(
        "log end       " + self.lastIndex() + "  (its match with the leader, once they agree)");
    lines.add("last contact  " + contact(self));
    NodeView leader = leader(views);
    if (leader != null) {
      lines.add(
          "leader        node "
              + leader.node()
              + ", term "
              + leader.term()
              + ", log end "
              + leader.lastIndex()
              + ", commit "
              + leader.commitIndex());
    }
    lines.add(verdict(self, leader));
    return lines;
  }

  private static String contact(NodeView self) {
    if (self.leads()) {
      return "it is the leader";
    }
    return self.lastContactMillis() < 0
        ? "never heard from a leader"
        : self.lastContactMillis() + " ms ago";
  }

  private static @Nullable NodeView leader(Map<Long, NodeView> views) {
    NodeView leader = null;
    for (NodeView view : views.values()) {
      if (view.leads() && (leader == null || view.term() > leader.term())) {
        leader = view;
      }
    }
    return leader;
  }

  private static String verdict(NodeView self, @Nullable NodeView leader) {
    if (leader == null) {
      return "Nobody leads, so nobody is ahead: fewer than a majority of the nodes can reach each other.";
    }
    if (leader.node() == self.node()) {
      return "It is the leader: nobody is ahead of it.";
    }
    if (self.lastContactMillis() < 0 || self.lastContactMillis() > SILENCE_MILLIS) {
      return "It does not hear the leader: it is cut off, or was started with other ports.";
    }
    long behind = leader.commitIndex() - self.appliedIndex();
    return behind <= 0
        ? "It is not behind: it has applied everything the leader knows to be committed."
        : "It is " + behind + " entries behind and being sent them; ask again in a moment.";
  }
}
