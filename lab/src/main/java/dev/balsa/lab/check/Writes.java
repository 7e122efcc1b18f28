package dev.balsa.lab.check;

import dev.balsa.lab.check.NodeFiles.LogLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks on what the leaders' demo clients wrote. */
public final class Writes {
  private static final String DONE = "Done writing ";
  private static final String LOOK = "Check the .log and .state_machine files!";

  private Writes() {}

  /** All nodes show the same single line, the same state and the same term. */
  public record SameFirst(List<NodeFiles> nodes, String variable, String value)
      implements Criterion {
    @Override
    public Requirement requirement() {
      return Requirement.LC_26;
    }

    @Override
    public Outcome judge() {
      NodeFiles one = nodes.getFirst();
      for (NodeFiles each : nodes) {
        List<LogLine> lines = each.logLines();
        if (lines.size() != 1 || !lines.getFirst().command().equals(Map.of(variable, value))) {
          return Outcome.fail(
              "one line with {\"" + variable + "\": \"" + value + "\"} at node " + each.node(),
              each.log());
        }
        if (!each.stateFields().equals(Map.of(variable, value))) {
          return Outcome.fail("that value in the state of node " + each.node(), each.state());
        }
        if (!each.log().equals(one.log()) || each.term() != one.term()) {
          return Outcome.fail(one.log() + one.storage(), each.log() + each.storage());
        }
      }
      return Outcome.pass(one.log().strip() + ", state " + one.state().strip());
    }
  }

  /** The survivors show two lines, the second in a higher term, and the second value. */
  public record SecondAdded(List<NodeFiles> nodes, String variable, String first, String second)
      implements Criterion {
    @Override
    public Requirement requirement() {
      return Requirement.LC_28;
    }

    @Override
    public Outcome judge() {
      for (NodeFiles each : nodes) {
        List<LogLine> lines = each.logLines();
        if (lines.size() != 2
            || !lines.get(0).command().equals(Map.of(variable, first))
            || !lines.get(1).command().equals(Map.of(variable, second))) {
          return Outcome.fail("two lines, " + first + " and " + second, each.log());
        }
        if (lines.get(1).term() <= lines.get(0).term()) {
          return Outcome.fail("a higher term in the second line", each.log());
        }
        if (!each.stateFields().equals(Map.of(variable, second))) {
          return Outcome.fail("{\"" + variable + "\": \"" + second + "\"}", each.state());
        }
      }
      return Outcome.pass(nodes.getFirst().log().lines().skip(1).findFirst().orElse(""));
    }
  }

  /** Nothing of a node's files has changed. */
  public record Untouched(Requirement requirement, NodeFiles before, NodeFiles after)
      implements Criterion {
    @Override
    public Outcome judge() {
      return before.equals(after)
          ? Outcome.pass("the files of node " + before.node() + " are byte for byte as before")
          : Outcome.fail(before.toString(), after);
    }
  }

  /** Of some nodes exactly one, the leader, said that it was done, in the two lines it must use. */
  public record DoneOnce(Map<Long, List<String>> lines, long leader, String variable)
      implements Criterion {
    @Override
    public Requirement requirement() {
      return Requirement.LC_21;
    }

    @Override
    public Outcome judge() {
      for (Map.Entry<Long, List<String>> each : lines.entrySet()) {
        List<String> said = new ArrayList<>(each.getValue());
        said.removeIf(line -> !line.startsWith(DONE) && !line.equals(LOOK));
        List<String> expected =
            each.getKey() == leader ? List.of(DONE + variable, LOOK) : List.of();
        if (!said.equals(expected)) {
          return Outcome.fail(expected + " at node " + each.getKey(), said);
        }
      }
      return Outcome.pass("node " + leader + ": " + DONE + variable);
    }
  }

  /** A node says nothing of a write. */
  public record NotDone(Requirement requirement, long node, List<String> lines)
      implements Criterion {
    @Override
    public Outcome judge() {
      for (String line : lines) {
        if (line.startsWith(DONE)) {
          return Outcome.fail("no '" + DONE + "…' at node " + node, line);
        }
      }
      return Outcome.pass("node " + node + " said nothing of a write");
    }
  }

  /** The returned node's files equal those of the others, and leader and term are as before. */
  public record CaughtUp(
      NodeFiles returned,
      List<NodeFiles> others,
      NodeView view,
      NodeView leader,
      NodeView leaderBefore,
      long millis)
      implements Criterion {
    private static final long MILLIS_MAX = 1_000;

    @Override
    public Requirement requirement() {
      return Requirement.LC_30;
    }

    @Override
    public Outcome judge() {
      if (!view.role().equals("follower") || view.leader() != leader.node()) {
        return Outcome.fail("a follower of node " + leader.node(), view);
      }
      if (leader.term() != leaderBefore.term() || leader.node() != leaderBefore.node()) {
        return Outcome.fail(
            "still node " + leaderBefore.node() + " in term " + leaderBefore.term(), leader);
      }
      for (NodeFiles other : others) {
        boolean same =
            returned.log().equals(other.log())
                && returned.state().equals(other.state())
                && returned.term() == other.term();
        if (!same) {
          return Outcome.fail(
              other.log() + other.state() + other.term(),
              returned.log() + returned.state() + returned.term());
        }
      }
      if (millis > MILLIS_MAX) {
        return Outcome.fail("at most 1000 ms after it started", millis + " ms");
      }
      return Outcome.pass(
          "node "
              + returned.node()
              + " equals the others "
              + millis
              + " ms after it started; still node "
              + leader.node()
              + " in term "
              + leader.term());
    }
  }
}
