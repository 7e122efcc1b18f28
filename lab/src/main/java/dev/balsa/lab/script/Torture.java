package dev.balsa.lab.script;

import dev.balsa.lab.check.Fact;
import dev.balsa.lab.check.NodeFiles;
import dev.balsa.lab.check.Outcome;
import dev.balsa.lab.check.Requirement;
import dev.balsa.lab.load.Bookkeeping;
import dev.balsa.lab.load.Changing;
import dev.balsa.lab.load.Contenders;
import dev.balsa.lab.load.History;
import dev.balsa.lab.load.MirrorReader;
import dev.balsa.lab.load.NodeClient;
import dev.balsa.lab.load.Writers;
import dev.balsa.lab.process.Cluster;
import dev.balsa.lab.process.NodeProcess;
import dev.balsa.simulator.history.Operation;
import dev.balsa.simulator.history.Register;
import dev.balsa.simulator.history.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Random {@code kill -9} under a writing client that keeps book; in the end every acknowledged
 * write must be there, and what clients saw that contended for keys must be linearizable.
 */
public final class Torture {
  /*
   * Every second victim is the leader, the others are drawn from those alive. Usually a node is
   * revived before the next one dies; every eighth kill takes a second node with it, so that a
   * majority is gone for a moment and unknown outcomes are met as well.
   *
   * Snapshots are taken so often that a node which was dead for a while needs one. While members
   * change, the rest need not be a majority when one dies, so failovers are not timed.
   */

  /**
   * How to torture.
   *
   * @param kills how often {@code kill -9} is sent; 1 to 100,000
   * @param seed decides on victims and moments
   * @param nodes size of the cluster; 1 to 9
   * @param writers writing threads; 1 to 64
   * @param writesPerSecond of all threads; 1 to 100,000
   * @param changes whether members lose their votes and get them back meanwhile
   */
  public record Measure(
      int kills, long seed, int nodes, int writers, int writesPerSecond, boolean changes) {
    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException naming the one that is out of range
     */
    public Measure {
      range("--kills", kills, 100_000);
      range("--nodes", nodes, 9);
      range("--writers", writers, 64);
      range("--rate", writesPerSecond, 100_000);
      if (changes && nodes == 1) {
        throw new IllegalArgumentException("--changes needs at least 2 nodes");
      }
    }

    private static void range(String name, int value, int most) {
      if (value < 1 || value > most) {
        throw new IllegalArgumentException(
            name + " is " + value + "; it must be from 1 to " + most);
      }
    }
  }

  private static final List<String> OPTIONS =
      List.of("--no-demo", "--snapshot-every", "16KiB", "--snapshot-kept", "4KiB");

  /** What contending clients saw, for {@code balsa check-history}. */
  private static final String HISTORY = "torture.history";

  private static final int CONTENDERS = 4;
  private static final int DOUBLE_KILL_EVERY = 8;
  private static final int PROGRESS_EVERY = 10;
  private static final int LIFE_MILLIS_MAX = 400;
  private static final int DEATH_MILLIS_MAX = 250;
  private static final long EXIT_MILLIS = 5_000;
  private static final long STALL_MILLIS_MAX = 30_000;

  private final Stage stage;
  private final Report report;
  private final Measure measure;
  private final SplittableRandom random;
  private final List<Long> failoverMillis = new ArrayList<>();

  private Torture(Stage stage, Report report, Measure measure) {
    this.stage = stage;
    this.report = report;
    this.measure = measure;
    this.random = new SplittableRandom(measure.seed());
  }

  /**
   * Tortures.
   *
   * @return whether nothing was lost and every file parsed
   */
  public static boolean run(Plan plan, Report report, Measure measure)
      throws IOException, InterruptedException, Cluster.BusyException {
    Folder.clear(plan.layout("", measure.nodes()));
    Files.deleteIfExists(plan.layout("", measure.nodes()).folder().resolve(HISTORY));
    report.say(
        String.format(
            Locale.ROOT,
            "Torture: %d kills, seed %d, %d nodes, %d writers, up to %d writes/s, snapshots%s",
            measure.kills(),
            measure.seed(),
            measure.nodes(),
            measure.writers(),
            measure.writesPerSecond(),
            measure.changes() ? ", changes of the members" : ""));
    try (Stage stage = Stage.set(plan, plan.layout("", measure.nodes()), OPTIONS)) {
      stage.startAll();
      stage.awaitLeader();
      new Torture(stage, report, measure).act();
    }
    report.summary();
    return report.failures() == 0;
  }

  private void act() throws IOException, InterruptedException {
    List<NodeClient> clients = stage.layout().nodes().stream().map(stage::client).toList();
    try (MirrorReader reader = new MirrorReader(stage.layout());
        Writers writers =
            new Writers(clients, measure.writers(), measure.writesPerSecond(), measure.seed());
        Contenders contenders = new Contenders(clients, CONTENDERS, measure.seed());
        @Nullable Changing changing = measure.changes() ? changing(clients) : null) {
      int kills = 0;
      for (int round = 1; kills < measure.kills(); round++) {
        Poll.watch(random.nextInt(LIFE_MILLIS_MAX));
        boolean second = round % DOUBLE_KILL_EVERY == 0 && kills + 1 < measure.kills();
        kills += round(second, writers);
        if (kills % PROGRESS_EVERY == 0 || kills >= measure.kills()) {
          progress(kills, writers.book(), reader);
        }
      }
      writers.finish();
      contenders.finish();
      stage.cluster().startAll();
      if (changing != null) {
        changing.finish();
        report.say("     " + changing.done() + " changes of the members came to their end");
      }
      judge(writers, reader);
      judge(contenders.history());
    }
  }

  private void judge(History history) throws IOException {
    Path file = stage.layout().folder().resolve(HISTORY);
    Files.write(file, history.lines());
    Verdict verdict = history.verdict();
    List<Operation<Register.Action>> all = history.operations();
    long unknown = all.stream().filter(each -> !each.answered()).count();
    String found =
        switch (verdict) {
          case Verdict.Linearizable yes ->
              all.size()
                  + " reads and writes of "
                  + all.stream().map(Operation::key).distinct().count()
                  + " contended keys are linearizable, "
                  + unknown
                  + " of them with an unknown outcome";
          case Verdict.NotLinearizable no -> "what clients saw of " + no.key() + " is not: " + file;
          case Verdict.OutOfSteps out ->
              "what clients saw of " + out.key() + " is too hard: " + file;
        };
    boolean holds = verdict instanceof Verdict.Linearizable && unknown < all.size();
    report.check(
        new Fact(Requirement.LC_34, holds, "an order that explains all that clients saw", found));
  }

  private Changing changing(List<NodeClient> clients) {
    return new Changing(clients, stage.layout()::address, measure.seed());
  }

  /** Kills one node or two, revives them and waits until writing goes on. */
  private int round(boolean second, Writers writers) throws IOException, InterruptedException {
    List<Long> alive = new ArrayList<>(stage.cluster().aliveNodes());
    long leader = leaderOrNobody();
    long victim =
        leader != 0 && random.nextBoolean() ? leader : alive.get(random.nextInt(alive.size()));
    List<Long> victims = new ArrayList<>(List.of(victim));
    alive.remove(victim);
    if (second && !alive.isEmpty()) {
      victims.add(alive.get(random.nextInt(alive.size())));
    }
    long killed = System.nanoTime();
    for (long node : victims) {
      NodeProcess process = stage.cluster().living(node);
      process.kill();
      process.exitCode(EXIT_MILLIS);
    }
    boolean majorityLeft = 2 * (alive.size() + 1 - victims.size()) > stage.layout().size();
    if (victim == leader && majorityLeft && !measure.changes()) {
      awaitSuccess(writers, killed);
      failoverMillis.add((System.nanoTime() - killed) / 1_000_000);
    }
    Poll.watch(random.nextInt(DEATH_MILLIS_MAX));
    for (long node : victims) {
      stage.startAndAwait(node);
    }
    awaitSuccess(writers, System.nanoTime());
    return victims.size();
  }

  private static void awaitSuccess(Writers writers, long since)
      throws IOException, InterruptedException {
    Poll.millisUntil(
        "a successful write", STALL_MILLIS_MAX, () -> writers.lastSuccessBegunNanos() > since);
  }

  private long leaderOrNobody() {
    try {
      return stage.leaderNow().node();
    } catch (IOException nobody) {
      return 0;
    }
  }

  private void progress(int kills, Bookkeeping book, MirrorReader reader) {
    report.say(
        String.format(
            Locale.ROOT,
            "%6.1f s  kills %d/%d  acknowledged %d  unknown %d  refused %d  files parsed %d",
            report.seconds(),
            kills,
            measure.kills(),
            book.acknowledged(),
            book.unknown(),
            book.refused(),
            reader.files()));
  }

  private void judge(Writers writers, MirrorReader reader)
      throws IOException, InterruptedException {
    report.check(Requirement.LC_24, stage.awaitLeader());
    Bookkeeping book = writers.book();
    Map<String, String> present = Writers.everything(stage.client(stage.leader().node()));
    List<String> wrong = new ArrayList<>(book.contradictions(present));
    wrong.addAll(writers.faults());
    report.check(
        new Fact(
            Requirement.LC_32,
            wrong.isEmpty() && book.acknowledged() > 0,
            "every acknowledged write, and no other",
            wrong.isEmpty()
                ? book.acknowledged()
                    + " acknowledged writes are there, "
                    + (present.size() - book.acknowledged())
                    + " of "
                    + book.unknown()
                    + " unknown ones too"
                : wrong.size()
                    + " contradictions: "
                    + wrong.subList(0, Math.min(5, wrong.size()))));
    report.check(
        new Fact(
            Requirement.LC_15,
            reader.faults().isEmpty(),
            "files that parse",
            reader.faults().isEmpty()
                ? reader.files() + " files read and parsed"
                : reader.faults().toString()));
    report.check(Requirement.LC_30, equalLogs());
    failovers();
  }

  private Outcome equalLogs() throws InterruptedException {
    return Poll.until(
        Stage.PATIENCE_MILLIS,
        () -> {
          List<NodeFiles> files = stage.files();
          long kinds = files.stream().map(each -> each.state() + each.term()).distinct().count();
          boolean logs = logsAgree(files);
          return new Fact(
              Requirement.LC_30,
              kinds == 1 && logs,
              "the same state and term everywhere, and logs that end alike",
              kinds == 1 && logs
                  ? "state and term of all nodes are equal, and their logs as far as both reach"
                  : kinds + " different states, logs " + (logs ? "agree" : "differ"));
        });
  }

  /** Logs begin after different snapshots, but one is the end of the other. */
  private static boolean logsAgree(List<NodeFiles> files) {
    String longest =
        files.stream().map(NodeFiles::log).max(Comparator.comparingInt(String::length)).orElse("");
    return files.stream().allMatch(each -> longest.endsWith(each.log()));
  }

  private void failovers() {
    if (failoverMillis.isEmpty()) {
      return;
    }
    Collections.sort(failoverMillis);
    report.say(
        String.format(
            Locale.ROOT,
            "     writing went on after the death of a leader: median %d ms, worst %d ms, %d times",
            failoverMillis.get(failoverMillis.size() / 2),
            failoverMillis.getLast(),
            failoverMillis.size()));
  }
}
