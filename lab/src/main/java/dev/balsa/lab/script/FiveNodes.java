package dev.balsa.lab.script;

import dev.balsa.lab.check.Fact;
import dev.balsa.lab.check.FileShapes;
import dev.balsa.lab.check.NodeFiles;
import dev.balsa.lab.check.NodeView;
import dev.balsa.lab.check.Outcome;
import dev.balsa.lab.check.Requirement;
import dev.balsa.lab.load.NodeClient;
import dev.balsa.lab.load.NodeClient.LocalValue;
import dev.balsa.lab.load.Reply;
import dev.balsa.lab.process.NodeProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The stale value: what a node that was away may answer, and what a leader that is cut off may
 * promise. Used by one thread.
 */
final class FiveNodes {
  /** What the scenario writes. */
  static final String VARIABLE = "COOLEST_HACKATHON";

  private static final String OLD = "somerandomhackathon";
  private static final String NEW = "HashCode";
  private static final String MINORITY = "a promise of the minority";
  private static final String MAJORITY = "the word of the majority";
  private static final int CUTS_MAX = 3;
  private static final long CUT_MILLIS = 5_000;
  private static final int READS = 1_000;
  private static final long REQUEST_MILLIS = 5_000;
  private static final int DAMAGED = 5;

  private final Stage stage;
  private final Report report;

  FiveNodes(Stage stage, Report report) {
    this.stage = stage;
    this.report = report;
  }

  /** A value is written while one node is down; that node never answers with the old one. */
  void staleValue() throws IOException, InterruptedException {
    report.check(Requirement.LC_24, stage.awaitLeader());
    NodeView leader = stage.leader();
    write(leader.node(), OLD);
    everyStateIs(OLD);
    long away = stage.aliveBut(leader.node()).getFirst();
    NodeProcess process = stage.cluster().living(away);
    process.kill();
    process.exitCode(REQUEST_MILLIS);
    write(leader.node(), NEW);
    stage.cluster().start(away);
    readAtReturn(away);
    everyStateIs(NEW);
    report.check(new FileShapes.Parse(stage.files()));
  }

  private void write(long node, String value) throws IOException {
    Reply reply = stage.client(node).put(VARIABLE, value, REQUEST_MILLIS);
    if (!reply.done()) {
      throw new IOException("writing " + VARIABLE + " at node " + node + ": " + reply);
    }
  }

  private void everyStateIs(String value) throws InterruptedException {
    report.check(
        Requirement.LC_33,
        Poll.until(
            Stage.PATIENCE_MILLIS,
            () -> {
              for (NodeFiles each : stage.files()) {
                if (!each.stateFields().equals(Map.of(VARIABLE, value))) {
                  return Fact.equal(Requirement.LC_33, Map.of(VARIABLE, value), each.stateFields());
                }
              }
              return new Fact(Requirement.LC_33, true, value, "all five show '" + value + "'");
            }));
  }

  /**
   * Reads from the first instant at which anything answers; the node may refuse, but not answer
   * with the old value.
   */
  private void readAtReturn(long node) throws IOException, InterruptedException {
    NodeClient client = stage.client(node);
    long end = System.nanoTime() + Stage.PATIENCE_MILLIS * 1_000_000;
    int fresh = 0;
    int refused = 0;
    int old = 0;
    LocalValue oldest = null;
    while (fresh + refused + old < READS && System.nanoTime() < end) {
      if (oldest == null) {
        oldest = client.localOrNull(VARIABLE, REQUEST_MILLIS);
      }
      Reply reply = client.range(VARIABLE, REQUEST_MILLIS);
      if (reply instanceof Reply.Done done) {
        if (NEW.equals(NodeClient.value(done))) {
          fresh++;
        } else {
          old++;
        }
      } else if (reply instanceof Reply.Refused) {
        refused++;
      }
    }
    String found =
        fresh + " with the new value, " + refused + " refused, " + old + " with an old one";
    report.check(
        new Fact(
            Requirement.LC_34,
            old == 0 && fresh > 0 && fresh + refused == READS,
            READS + " answers, none with the old value",
            found));
    localRead(oldest);
  }

  private void localRead(@Nullable LocalValue local) {
    if (local == null) {
      report.check(
          new Fact(Requirement.LC_35, false, "an answer to a local read", "none within the time"));
      return;
    }
    report.check(
        new Fact(
            Requirement.LC_35,
            local.appliedIndex() >= 0 && local.told(),
            "applied index, distance to the leader and age",
            local.toString()));
  }

  /** A leader that is cut off with a client waiting. */
  private record Cut(
      long node, NodeProcess process, String value, CompletableFuture<Reply> reply, Outcome seen) {}

  /**
   * The leader is cut off with a client waiting: the client gets an error, the entry is taken back.
   */
  void minority() throws IOException, InterruptedException {
    Cut cut = cutOff();
    report.check(Requirement.LC_36, cut.seen());
    long old = cut.node();
    List<Long> others = stage.aliveBut(old);
    Poll.millisUntil(
        "a leader of the majority",
        Stage.PATIENCE_MILLIS,
        () -> others.contains(leaderAmong(others)));
    long leader = leaderAmong(others);
    write(leader, MAJORITY);
    report.check(
        new Fact(
            Requirement.LC_36,
            !stage.files(old).state().contains(cut.value()),
            "nothing applied",
            "node " + old + " applied nothing, node " + leader + " leads the majority"));
    cut.process().heal();
    Reply reply = answer(cut.reply());
    report.check(
        new Fact(
            Requirement.LC_36,
            !reply.done() && !(reply instanceof Reply.Unreachable),
            "an error for the waiting client",
            "the waiting client was told: " + reply));
    report.check(Requirement.LC_36, rolledBack(old, leader, cut.value()));
  }

  /**
   * On a busy machine the leader may notice that it is alone before the client reaches it, and take
   * nothing in; then another one is tried.
   */
  private Cut cutOff() throws IOException, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      Cut cut = cutOff(MINORITY + (attempt == 1 ? "" : " " + attempt));
      if (cut.seen().passed() || attempt == CUTS_MAX) {
        return cut;
      }
      cut.process().heal();
      answer(cut.reply());
      stage.awaitLeader();
    }
  }

  private Cut cutOff(String value) throws IOException, InterruptedException {
    long old = stage.leader().node();
    NodeProcess process = stage.cluster().living(old);
    process.isolate();
    CompletableFuture<Reply> waiting =
        CompletableFuture.supplyAsync(
            () -> stage.client(old).put(VARIABLE, value, Stage.PATIENCE_MILLIS));
    Outcome seen =
        Poll.until(
            CUT_MILLIS,
            () ->
                new Fact(
                    Requirement.LC_36,
                    stage.files(old).log().contains(value),
                    "the uncommitted entry in the log of node " + old,
                    "node " + old + " is cut off with one uncommitted entry"));
    return new Cut(old, process, value, waiting, seen);
  }

  private Outcome rolledBack(long old, long leader, String value) throws InterruptedException {
    return Poll.until(
        Stage.PATIENCE_MILLIS,
        () -> {
          NodeFiles one = stage.files(old);
          NodeFiles other = stage.files(leader);
          boolean same = one.log().equals(other.log()) && one.state().equals(other.state());
          return new Fact(
              Requirement.LC_36,
              same && !one.log().contains(value),
              other.log() + other.state(),
              "the entry is gone from node "
                  + old
                  + ", log and state equal those of node "
                  + leader);
        });
  }

  private long leaderAmong(List<Long> nodes) throws IOException {
    for (long node : nodes) {
      if (stage.client(node).view().leads()) {
        return node;
      }
    }
    return 0;
  }

  private static Reply answer(CompletableFuture<Reply> waiting) throws IOException {
    try {
      return waiting.join();
    } catch (CompletionException failed) {
      throw new IOException(failed);
    }
  }

  /** A file is deleted under a live node: it says so and the store is not affected. */
  void deletedMirror() throws IOException, InterruptedException {
    long node = stage.cluster().aliveNodes().getLast();
    Path file = stage.layout().mirrors(node).state();
    Files.delete(file);
    String pid = Long.toString(stage.cluster().living(node).pid());
    report.check(
        Requirement.LC_17,
        Poll.until(
            Stage.PATIENCE_MILLIS,
            () -> {
              List<String> lines = stage.files(node).consoleLines();
              boolean told =
                  lines.stream()
                      .anyMatch(line ->
                          line.contains(file.getFileName().toString()) && line.contains(pid));
              return new Fact(
                  Requirement.LC_17, told, "a line with " + file + " and " + pid, lines.getLast());
            }));
    write(stage.leader().node(), NEW);
    everyStateIs(NEW);
  }

  /**
   * A bit of a node's log is flipped while it is down: it refuses to start, and says what and
   * where.
   */
  void damagedStore() throws IOException, InterruptedException {
    long node = stage.aliveBut(stage.leader().node()).getFirst();
    NodeProcess process = stage.cluster().living(node);
    process.kill();
    process.exitCode(REQUEST_MILLIS);
    Path segment = segment(stage.layout().store(node));
    int printed = stage.errors(node).length();
    flip(segment);
    int code = stage.cluster().spawn(node, List.of()).exitCode(Stage.PATIENCE_MILLIS);
    String said = stage.errors(node).substring(printed).lines().findFirst().orElse("");
    flip(segment);
    report.check(
        new Fact(
            Requirement.LC_18,
            code == DAMAGED && said.contains(segment.getFileName().toString()),
            "exit code " + DAMAGED + " and the name " + segment.getFileName(),
            "exit code " + code + ", '" + said + "'"));
    stage.startAndAwait(node);
    everyStateIs(NEW);
  }

  private static Path segment(Path store) throws IOException {
    try (DirectoryStream<Path> segments = Files.newDirectoryStream(store, "*.segment")) {
      return segments.iterator().next();
    }
  }

  /** Flips one bit of the first value that was ever written. Doing it twice does nothing. */
  private static void flip(Path segment) throws IOException {
    byte[] value = OLD.substring(1).getBytes(StandardCharsets.US_ASCII);
    byte[] bytes = Files.readAllBytes(segment);
    for (int at = 1; at + value.length <= bytes.length; at++) {
      if (Arrays.equals(bytes, at, at + value.length, value, 0, value.length)) {
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
          channel.write(ByteBuffer.wrap(new byte[] {(byte) (bytes[at - 1] ^ 1)}), at - 1);
        }
        return;
      }
    }
    throw new IOException("the value '" + OLD + "' is not in " + segment);
  }
}
