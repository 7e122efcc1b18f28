package dev.balsa.lab.check;

import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;

/** Checks on who leads, and on what the console logs say about it. */
public final class Leadership {
  private Leadership() {}

  /**
   * One node leads in the highest term and every console log names it.
   *
   * @param views what the live nodes say
   * @param files their files
   * @param address how the leader must be written, given its number
   */
  public record OneLeader(List<NodeView> views, List<NodeFiles> files, LongFunction<String> address)
      implements Criterion {
    @Override
    public Requirement requirement() {
      return Requirement.LC_24;
    }

    @Override
    public Outcome judge() {
      long highest = views.stream().mapToLong(NodeView::term).max().orElse(0);
      List<NodeView> leaders =
          views.stream().filter(view -> view.leads() && view.term() == highest).toList();
      if (leaders.size() != 1) {
        return Outcome.fail("one leader in term " + highest, leaders.size() + " among " + views);
      }
      String name = address.apply(leaders.getFirst().node());
      for (NodeFiles each : files) {
        if (!each.leader().equals(name)) {
          return Outcome.fail(
              "'"
                  + NodeFiles.LEADER_LINE
                  + name
                  + "' last in the console log of node "
                  + each.node(),
              "'" + each.leader() + "'");
        }
      }
      return Outcome.pass("node " + leaders.getFirst().node() + ", term " + highest);
    }
  }

  /** Nobody leads, in the eyes of the nodes asked. */
  public record Nobody(Requirement requirement, List<NodeView> views, long windowMillis)
      implements Criterion {
    @Override
    public Outcome judge() {
      for (NodeView view : views) {
        if (view.leads() || view.leader() != 0) {
          return Outcome.fail("no leader", view);
        }
      }
      return Outcome.pass("no leader for " + windowMillis + " ms");
    }
  }

  /** The term did not change over a window of time. */
  public record Quiet(List<NodeView> before, List<NodeView> after, double seconds)
      implements Criterion {
    @Override
    public Requirement requirement() {
      return Requirement.LC_10;
    }

    @Override
    public Outcome judge() {
      for (NodeView view : before) {
        NodeView then =
            after.stream().filter(each -> each.node() == view.node()).findFirst().orElse(view);
        if (then.term() != view.term() || then.leader() != view.leader()) {
          return Outcome.fail(view.toString(), then);
        }
      }
      return Outcome.pass(
          String.format(
              Locale.ROOT,
              "term %d, leader node %d, watched for %.1f s",
              before.getFirst().term(),
              before.getFirst().leader(),
              seconds));
    }
  }

  /**
   * A survivor wrote exactly the loss of the leader and the new one.
   *
   * @param lines console lines of each survivor since before the leader was stopped, demo lines
   *     included
   * @param oldTerm term before
   * @param newTerm term after
   * @param millis from the stop until all survivors had named the new leader
   */
  public record Failover(
      List<List<String>> lines, String newLeader, long oldTerm, long newTerm, long millis)
      implements Criterion {
    private static final long MILLIS_MAX = 2_000;
    private static final long TERMS_MAX = 3;

    @Override
    public Requirement requirement() {
      return Requirement.LC_27;
    }

    @Override
    public Outcome judge() {
      List<String> expected =
          List.of(NodeFiles.LEADER_LINE + "None", NodeFiles.LEADER_LINE + newLeader);
      for (List<String> each : lines) {
        List<String> leaders =
            each.stream().filter(line -> line.startsWith(NodeFiles.LEADER_LINE)).toList();
        if (!leaders.equals(expected)) {
          return Outcome.fail(expected.toString(), leaders);
        }
      }
      if (newTerm <= oldTerm || newTerm > oldTerm + TERMS_MAX) {
        return Outcome.fail("a term 1 to 3 above " + oldTerm, newTerm);
      }
      if (millis > MILLIS_MAX) {
        return Outcome.fail("at most 2000 ms", millis + " ms");
      }
      return Outcome.pass(
          newLeader + " after " + millis + " ms, term " + oldTerm + " to " + newTerm);
    }
  }

  /**
   * No console log has the loss of a leader twice in a row. The same leader twice is right if the
   * node was restarted in between: a new process says whom it finds.
   */
  public record LossOnce(List<NodeFiles> files) implements Criterion {
    @Override
    public Requirement requirement() {
      return Requirement.LC_20;
    }

    @Override
    public Outcome judge() {
      String loss = NodeFiles.LEADER_LINE + "None";
      int losses = 0;
      for (NodeFiles each : files) {
        String before = "";
        for (String line : each.consoleLines()) {
          if (line.equals(loss) && before.equals(loss)) {
            return Outcome.fail(
                "each loss once at node " + each.node(), "'" + loss + "' twice in a row");
          }
          losses += line.equals(loss) ? 1 : 0;
          before = line.startsWith(NodeFiles.LEADER_LINE) ? line : before;
        }
      }
      return Outcome.pass(losses + " losses in " + files.size() + " console logs");
    }
  }
}
