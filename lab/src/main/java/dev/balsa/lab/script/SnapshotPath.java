package dev.balsa.lab.script;

import dev.balsa.lab.check.Fact;
import dev.balsa.lab.check.FileShapes;
import dev.balsa.lab.check.NodeFiles;
import dev.balsa.lab.check.Outcome;
import dev.balsa.lab.check.Requirement;
import dev.balsa.lab.lesson.Narrator;
import dev.balsa.lab.load.Reply;
import dev.balsa.lab.process.NodeProcess;
import java.io.IOException;
import java.util.List;

/** What a node gets that needs entries which the leader's log has forgotten. Used by one thread. */
final class SnapshotPath {
  /** Snapshots so often that a few dozen writes are enough. */
  static final List<String> OPTIONS =
      List.of("--no-demo", "--snapshot-every", "4KiB", "--snapshot-kept", "0");

  private static final int WRITES = 40;
  private static final int KEYS = 10;
  private static final int VALUE_CHARACTERS = 200;
  private static final long REQUEST_MILLIS = 5_000;

  private final Stage stage;
  private final Report report;

  SnapshotPath(Stage stage, Report report) {
    this.stage = stage;
    this.report = report;
  }

  /** A node that has never run is started when the log of the others begins late already. */
  void emptyDisk(long node) throws IOException, InterruptedException {
    forget("empty disk");
    stage.startAndAwait(node);
    caughtUp(node, "with an empty disk");
  }

  /** A node is away until the log of the others begins after its end. */
  void away(long node) throws IOException, InterruptedException {
    NodeProcess process = stage.cluster().living(node);
    process.kill();
    process.exitCode(REQUEST_MILLIS);
    forget("away");
    stage.startAndAwait(node);
    caughtUp(node, "that was away");
    report.check(new FileShapes.Parse(stage.files(stage.cluster().aliveNodes())));
  }

  /** Writes until the leader's log begins later than it did. */
  private void forget(String value) throws IOException, InterruptedException {
    long leader = stage.leader().node();
    long before = begins(leader);
    for (int i = 0; i < WRITES; i++) {
      String text = value + " " + i + " " + "x".repeat(VALUE_CHARACTERS);
      Reply reply = stage.client(leader).put("key" + i % KEYS, text, REQUEST_MILLIS);
      if (!reply.done()) {
        throw new IOException("writing at node " + leader + ": " + reply);
      }
    }
    report.check(
        Requirement.LC_39,
        Poll.until(
            Stage.PATIENCE_MILLIS,
            () -> {
              List<String> said = lines(stage.files(leader), Narrator.BEGINS);
              return new Fact(
                  Requirement.LC_39,
                  said.size() > before,
                  "a line of node " + leader + " that its log begins later",
                  said.isEmpty() ? "" : "node " + leader + ": " + said.getLast());
            }));
  }

  private long begins(long node) throws IOException {
    return lines(stage.files(node), Narrator.BEGINS).size();
  }

  private static List<String> lines(NodeFiles files, String text) {
    return files.consoleLines().stream().filter(line -> line.contains(text)).toList();
  }

  private void caughtUp(long node, String what) throws IOException, InterruptedException {
    report.check(Requirement.LC_39, equalStates(node, what));
    report.check(
        Requirement.LC_39,
        Poll.until(
            Stage.PATIENCE_MILLIS,
            () -> {
              long leader = stage.leaderNow().node();
              List<String> sent =
                  lines(stage.files(leader), Narrator.SENDS + stage.layout().address(node));
              List<String> came = lines(stage.files(node), Narrator.INSTALLED);
              return new Fact(
                  Requirement.LC_39,
                  !sent.isEmpty() && !came.isEmpty(),
                  "lines of the sender and of the receiver, not " + sent + came,
                  came.isEmpty() ? "" : "node " + node + ": " + came.getLast());
            }));
  }

  private Outcome equalStates(long node, String what) throws InterruptedException {
    return Poll.until(
        Stage.PATIENCE_MILLIS,
        () -> {
          NodeFiles leader = stage.files(stage.leaderNow().node());
          NodeFiles other = stage.files(node);
          return new Fact(
              Requirement.LC_39,
              !other.stateFields().isEmpty() && leader.state().equals(other.state()),
              leader.state(),
              "node "
                  + node
                  + ", "
                  + what
                  + ", shows all "
                  + other.stateFields().size()
                  + " keys and "
                  + other.logLines().size()
                  + " lines of the log");
        });
  }
}
