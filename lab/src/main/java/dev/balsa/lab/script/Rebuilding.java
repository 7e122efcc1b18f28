package dev.balsa.lab.script;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.kv.Commands;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.StoreLimits;
import dev.balsa.lab.check.Fact;
import dev.balsa.lab.check.NodeFiles;
import dev.balsa.lab.check.Outcome;
import dev.balsa.lab.check.Requirement;
import dev.balsa.lab.lesson.Narrator;
import dev.balsa.lab.mirror.Layout;
import dev.balsa.log.DataDirectory;
import dev.balsa.log.DataDirectoryException;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Figure 7 of the paper on real disks: a follower whose log ends in entries of old terms that
 * nobody committed, and a leader that finds out where the two logs part. Used by one thread.
 */
final class Rebuilding {
  /** The node that leads. */
  static final long LEADER = 1;

  /** The node whose log is rebuilt. */
  static final long FOLLOWER = 3;

  /** Terms of the leader's entries, as in the figure. */
  private static final List<Long> LEADER_TERMS = List.of(1L, 1L, 1L, 4L, 4L, 5L, 5L, 6L, 6L, 6L);

  /** Terms of the follower's: (f) in the figure, up to where the leader's log ends. */
  private static final List<Long> FOLLOWER_TERMS = List.of(1L, 1L, 1L, 2L, 2L, 2L, 3L, 3L, 3L, 3L);

  private static final int COMMON = 3;
  private static final int CONFLICTING = 7;
  private static final int CONFLICTING_TERMS = 2;
  private static final String KEPT = "kept";
  private static final String LOST = "never committed";

  private final Stage stage;
  private final Report report;

  Rebuilding(Stage stage, Report report) {
    this.stage = stage;
    this.report = report;
  }

  /** Writes the stores of two nodes that have not run yet. */
  static void build(Layout layout) throws IOException {
    build(layout, LEADER, LEADER_TERMS);
    build(layout, FOLLOWER, FOLLOWER_TERMS);
  }

  private static void build(Layout layout, long node, List<Long> terms) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (int index = 1; index <= terms.size(); index++) {
      long term = terms.get(index - 1);
      boolean kept = index <= COMMON || node == LEADER;
      PutRequest put = PutRequest.of(Bytes.utf8("entry" + index), Bytes.utf8(kept ? KEPT : LOST));
      Bytes command = Commands.encode(put, StoreLimits.STANDARD);
      entries.add(new Entry(index, term, EntryKind.COMMAND, command));
    }
    long clusterId = layout.cluster().clusterId();
    try (DataDirectory directory = DataDirectory.open(layout.store(node), clusterId, node);
        SegmentedLog log = directory.openLog(LogSettings.STANDARD)) {
      log.append(new HardState(terms.getLast(), HardState.NOBODY), entries);
      log.sync();
    } catch (DataDirectoryException unusable) {
      throw new IOException(unusable);
    }
  }

  /** Starts both nodes and watches the one rebuild the log of the other. */
  void act(boolean oneStep) throws IOException, InterruptedException {
    report.say("     entry     1  2  3  4  5  6  7  8  9 10");
    report.say("     node 1   " + row(LEADER_TERMS) + "   the terms of its log");
    report.say("     node 3   " + row(FOLLOWER_TERMS) + "   Figure 7, follower (f)");
    stage.startAndAwait(FOLLOWER);
    NodeFiles before = stage.files(FOLLOWER);
    report.check(
        new Fact(
            Requirement.LC_37,
            lines(before, LOST) == CONFLICTING && before.stateFields().isEmpty(),
            CONFLICTING + " lines with '" + LOST + "' in the .log and none in the .state_machine",
            "alone, node 3 shows "
                + lines(before, LOST)
                + " entries in its .log that nobody committed, and nothing applied"));
    stage.startAndAwait(LEADER);
    report.check(Requirement.LC_37, equalLogs());
    List<String> said = walk();
    said.forEach(line -> report.say("     node 1: " + line));
    stage.files(FOLLOWER).consoleLines().stream()
        .filter(line -> line.contains(Narrator.GIVES_WAY))
        .forEach(line -> report.say("     node 3: " + line));
    probes(said, oneStep);
    committed(before);
  }

  private static String row(List<Long> terms) {
    return terms.stream().map(term -> "  " + term).collect(Collectors.joining());
  }

  private static long lines(NodeFiles files, String value) {
    return files.logLines().stream().filter(line -> line.command().containsValue(value)).count();
  }

  private Outcome equalLogs() throws InterruptedException {
    return Poll.until(
        Stage.PATIENCE_MILLIS,
        () -> {
          NodeFiles leader = stage.files(LEADER);
          NodeFiles follower = stage.files(FOLLOWER);
          boolean equal =
              leader.log().equals(follower.log())
                  && lines(leader, KEPT) == LEADER_TERMS.size()
                  && leader.state().equals(follower.state())
                  && leader.stateFields().size() == LEADER_TERMS.size();
          return new Fact(
              Requirement.LC_37,
              equal,
              "equal logs with " + LEADER_TERMS.size() + " lines and equal states",
              "node 3's .log and .state_machine equal node 1's, its seven entries are gone");
        });
  }

  /** What the leader said of its search. */
  private List<String> walk() throws IOException, InterruptedException {
    Poll.millisUntil(
        "the end of the search in the console log of node " + LEADER,
        Stage.PATIENCE_MILLIS,
        () ->
            stage.files(LEADER).consoleLines().stream()
                .anyMatch(line -> line.contains(Narrator.AGREES)));
    return stage.files(LEADER).consoleLines().stream()
        .filter(line -> line.contains(Narrator.STEP) || line.contains(Narrator.AGREES))
        .toList();
  }

  private void probes(List<String> said, boolean oneStep) {
    long refusals = said.stream().filter(line -> line.contains(Narrator.STEP)).count();
    long probes = refusals + 1;
    long most = oneStep ? CONFLICTING + 1 : CONFLICTING_TERMS + 1;
    report.check(
        new Fact(
            Requirement.LC_38,
            oneStep ? probes == most : probes <= most,
            (oneStep ? "" : "at most ") + most + " probes",
            oneStep
                ? CONFLICTING + " entries one by one: " + probes + " probes"
                : CONFLICTING_TERMS + " terms by what the refusals tell: " + probes + " probes"));
  }

  private void committed(NodeFiles before) throws IOException {
    NodeFiles after = stage.files(FOLLOWER);
    boolean untouched =
        after
            .log()
            .lines()
            .limit(COMMON)
            .toList()
            .equals(before.log().lines().limit(COMMON).toList());
    boolean said =
        after.consoleLines().stream()
            .anyMatch(line -> line.startsWith("Entries " + (COMMON + 1)) && line.contains("10"));
    report.check(
        new Fact(
            Requirement.LC_38,
            untouched && said,
            "entries 1 to 3 as before, and entries 4 to 10 replaced",
            "entries 1 to 3 are as they were, only 4 to 10 gave way"));
  }
}
