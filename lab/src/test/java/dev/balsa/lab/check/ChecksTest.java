package dev.balsa.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each check passes on what it is for, and fails on what it is against. */
class ChecksTest {
  private static final String FIRST = "{\"term\": 1, \"command\": {\"VARIABLE\": \"a\"}}\n";
  private static final String SECOND = "{\"term\": 2, \"command\": {\"VARIABLE\": \"b\"}}\n";
  private static final String NAMED = "Leader is now: 127.0.0.1:8000\n";

  private static NodeFiles files(long node, String log, long term, String state, String console) {
    String storage = "{\"term\": " + term + ", \"voted_for\": null}\n";
    return new NodeFiles(node, log, storage, state, console);
  }

  private static NodeFiles good(long node) {
    return files(node, FIRST, 1, "{\"VARIABLE\": \"a\"}\n", NAMED);
  }

  private static NodeFiles second(long node) {
    return files(node, FIRST + SECOND, 2, "{\"VARIABLE\": \"b\"}\n", NAMED);
  }

  private static NodeView view(long node, String role, long term, long leader) {
    return new NodeView(node, role, term, leader, 2, 2, 2, 10);
  }

  private static void passes(Criterion criterion) {
    Outcome outcome = criterion.judge();
    assertThat(outcome.passed()).as(outcome.text()).isTrue();
    assertThat(outcome.text()).isNotBlank();
  }

  private static void fails(Criterion criterion, String... words) {
    Outcome outcome = criterion.judge();
    assertThat(outcome.passed()).as(outcome.text()).isFalse();
    assertThat(outcome.text()).contains("expected ", ", found ");
    for (String word : words) {
      assertThat(outcome.text()).contains(word);
    }
  }

  @Test
  void lc24_oneLeader() {
    List<NodeView> views = List.of(view(1, "leader", 1, 1), view(2, "follower", 1, 1));
    List<NodeFiles> files = List.of(good(1), good(2));
    passes(new Leadership.OneLeader(views, files, node -> "127.0.0.1:" + (7999 + node)));
    fails(new Leadership.OneLeader(views, files, node -> "another"), "another");
    List<NodeView> two = List.of(view(1, "leader", 1, 1), view(2, "leader", 1, 2));
    fails(new Leadership.OneLeader(two, files, node -> "127.0.0.1:8000"), "one leader in term 1");
    List<NodeView> deposed = List.of(view(1, "leader", 1, 1), view(2, "follower", 2, 0));
    fails(new Leadership.OneLeader(deposed, files, node -> "127.0.0.1:8000"), "term 2");
  }

  @Test
  void lc09And29_nobody() {
    passes(new Leadership.Nobody(Requirement.LC_09, List.of(view(1, "follower", 0, 0)), 10));
    fails(new Leadership.Nobody(Requirement.LC_09, List.of(view(1, "leader", 1, 1)), 10));
    fails(new Leadership.Nobody(Requirement.LC_29, List.of(view(1, "follower", 1, 2)), 10));
  }

  @Test
  void lc10_quiet() {
    List<NodeView> before = List.of(view(1, "leader", 1, 1));
    passes(new Leadership.Quiet(before, before, 2));
    fails(new Leadership.Quiet(before, List.of(view(1, "follower", 2, 0)), 2));
  }

  @Test
  void lc27_failover() {
    List<String> lines = List.of("Leader is now: None", "Leader is now: B", "Done writing X");
    passes(new Leadership.Failover(List.of(lines, lines), "B", 1, 2, 700));
    fails(new Leadership.Failover(List.of(lines), "B", 1, 2, 2_001), "2001 ms");
    fails(new Leadership.Failover(List.of(lines), "B", 1, 5, 700), "1 to 3 above 1");
    fails(new Leadership.Failover(List.of(lines), "B", 2, 2, 700), "1 to 3 above 2");
    List<String> twice = List.of("Leader is now: None", "Leader is now: None", "Leader is now: B");
    fails(new Leadership.Failover(List.of(twice), "B", 1, 2, 700), "None");
  }

  @Test
  void lc20_lossOnce() {
    String lost = "Leader is now: None\n";
    passes(new Leadership.LossOnce(List.of(files(1, "", 1, "{}\n", NAMED + lost + NAMED + lost))));
    passes(new Leadership.LossOnce(List.of(files(1, "", 1, "{}\n", NAMED + NAMED))));
    NodeFiles repeated = files(1, "", 1, "{}\n", NAMED + lost + "Done writing V\n" + lost);
    fails(new Leadership.LossOnce(List.of(repeated)), "twice");
  }

  @Test
  void lc12_pythonStyle() {
    passes(new FileShapes.PythonStyle(List.of(good(1))));
    fails(new FileShapes.PythonStyle(List.of(files(1, FIRST.replace(": ", ":"), 1, "{}\n", ""))));
    fails(new FileShapes.PythonStyle(List.of(files(1, "{\"x\": 1}\n", 1, "{}\n", ""))));
  }

  @Test
  void lc13_storage() {
    passes(new FileShapes.Storage(List.of(good(1)), Map.of(1L, 1L)));
    fails(new FileShapes.Storage(List.of(good(1)), Map.of(1L, 2L)), "at least 2");
    fails(
        new FileShapes.Storage(List.of(new NodeFiles(1, "", "{\"term\":1}\n", "", "")), Map.of()));
  }

  @Test
  void lc14_stateIsFold() {
    passes(new FileShapes.StateIsFold(List.of(good(1), second(2))));
    fails(
        new FileShapes.StateIsFold(
            List.of(files(1, FIRST + SECOND, 2, "{\"VARIABLE\": \"a\"}\n", ""))));
    String deleted = FIRST + "{\"term\": 1, \"command\": {\"VARIABLE\": null}}\n";
    passes(new FileShapes.StateIsFold(List.of(files(1, deleted, 1, "{}\n", ""))));
  }

  @Test
  void lc15_parse() {
    passes(new FileShapes.Parse(List.of(good(1))));
    fails(new FileShapes.Parse(List.of(files(1, "{\"term\": 1", 1, "{}\n", ""))), "line feed");
    fails(new FileShapes.Parse(List.of(files(1, "{\"term\": 1\n", 1, "{}\n", ""))), "node 1");
    fails(new FileShapes.Parse(List.of(files(1, "", 1, "{\"a\": \n", ""))));
  }

  @Test
  void lc26_sameFirst() {
    passes(new Writes.SameFirst(List.of(good(1), good(2)), "VARIABLE", "a"));
    fails(new Writes.SameFirst(List.of(good(1), second(2)), "VARIABLE", "a"), "node 2");
    fails(new Writes.SameFirst(List.of(files(1, FIRST, 1, "{}\n", "")), "VARIABLE", "a"), "state");
    NodeFiles other = files(2, FIRST, 2, "{\"VARIABLE\": \"a\"}\n", "");
    fails(new Writes.SameFirst(List.of(good(1), other), "VARIABLE", "a"));
  }

  @Test
  void lc28_secondAddedAndUntouched() {
    passes(new Writes.SecondAdded(List.of(second(1)), "VARIABLE", "a", "b"));
    fails(new Writes.SecondAdded(List.of(good(1)), "VARIABLE", "a", "b"), "two lines");
    NodeFiles flat = files(1, FIRST + SECOND.replace("2", "1"), 2, "{\"VARIABLE\": \"b\"}\n", "");
    fails(new Writes.SecondAdded(List.of(flat), "VARIABLE", "a", "b"), "higher term");
    passes(new Writes.Untouched(Requirement.LC_28, good(1), good(1)));
    fails(new Writes.Untouched(Requirement.LC_28, good(1), second(1)));
  }

  @Test
  void lc21And31_done() {
    List<String> said =
        List.of("Leader is now: X", "Done writing V", "Check the .log and .state_machine files!");
    List<String> silent = List.of("Leader is now: X");
    passes(new Writes.DoneOnce(Map.of(1L, said, 2L, silent), 1, "V"));
    fails(new Writes.DoneOnce(Map.of(1L, said, 2L, said), 1, "V"), "node 2");
    fails(new Writes.DoneOnce(Map.of(1L, silent), 1, "V"), "node 1");
    passes(new Writes.NotDone(Requirement.LC_31, 1, silent));
    fails(new Writes.NotDone(Requirement.LC_31, 1, said));
  }

  @Test
  void lc30_caughtUp() {
    NodeView leader = view(2, "leader", 2, 2);
    NodeView follower = view(1, "follower", 2, 2);
    passes(new Writes.CaughtUp(second(1), List.of(second(2)), follower, leader, leader, 300));
    fails(new Writes.CaughtUp(good(1), List.of(second(2)), follower, leader, leader, 300));
    fails(
        new Writes.CaughtUp(second(1), List.of(second(2)), follower, leader, leader, 1_001),
        "1000 ms");
    NodeView newer = view(2, "leader", 3, 2);
    fails(
        new Writes.CaughtUp(second(1), List.of(second(2)), follower, newer, leader, 300), "term 2");
    NodeView lost = view(1, "candidate", 2, 0);
    fails(
        new Writes.CaughtUp(second(1), List.of(second(2)), lost, leader, leader, 300),
        "a follower");
  }

  @Test
  void facts() {
    passes(Fact.equal(Requirement.LC_02, "x", "x"));
    fails(Fact.equal(Requirement.LC_02, "x", "y"), "x", "y");
    passes(Fact.atMost(Requirement.LC_09, 2_000, 2_000, "ms"));
    fails(Fact.atMost(Requirement.LC_09, 2_000, 2_001, "ms"), "at most 2000 ms");
  }

  @Test
  void requirementsHaveTheNumbersOfTheContractAndTitlesOfTheirOwn() {
    Set<String> titles = new TreeSet<>();
    for (Requirement requirement : Requirement.values()) {
      assertThat(requirement.id()).matches("LC-\\d\\d");
      titles.add(requirement.title());
    }
    assertThat(titles).hasSize(Requirement.values().length);
  }
}
