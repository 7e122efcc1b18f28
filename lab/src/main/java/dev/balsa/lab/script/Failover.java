package dev.balsa.lab.script;

import dev.balsa.lab.check.NodeView;
import dev.balsa.lab.load.Reply;
import dev.balsa.lab.process.Cluster;
import dev.balsa.lab.process.NodeProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measures how long nobody can write after {@code kill -9} of the leader. Used by one thread. */
public final class Failover {
  /** The median that is aimed at, in milliseconds. */
  public static final long MEDIAN_MILLIS_MAX = 1_000;

  /** The worst that is aimed at, in milliseconds. */
  public static final long WORST_MILLIS_MAX = 2_000;

  private static final long EXIT_MILLIS = 5_000;
  private static final String KEY = "failover";

  private Failover() {}

  /**
   * Kills, measures and revives.
   *
   * @return whether median and worst are as aimed at
   */
  public static boolean run(Plan plan, Report report, int rounds, int size)
      throws IOException, InterruptedException, Cluster.BusyException {
    Folder.clear(plan.layout("", size));
    List<Long> times = new ArrayList<>();
    try (Stage stage = Stage.set(plan, plan.layout("", size), List.of("--no-demo"))) {
      stage.startAll();
      for (int round = 1; round <= rounds; round++) {
        settle(stage);
        long old = stage.leader().node();
        long millis = kill(stage, old, round);
        times.add(millis);
        NodeView leader = stage.leader();
        report.say(
            String.format(
                Locale.ROOT,
                "round %2d: node %d killed, a write succeeded %4d ms later, leader node %d, term "
                    + "%d",
                round,
                old,
                millis,
                leader.node(),
                leader.term()));
        stage.startAndAwait(old);
      }
    }
    Collections.sort(times);
    long median = times.get(times.size() / 2);
    long worst = times.getLast();
    boolean good = median < MEDIAN_MILLIS_MAX && worst < WORST_MILLIS_MAX;
    report.say("");
    report.say(
        String.format(
            Locale.ROOT,
            "%s median %d ms (aim: below %d), worst %d ms (aim: below %d), best %d ms, %d rounds",
            good ? "ok  " : "FAIL",
            median,
            MEDIAN_MILLIS_MAX,
            worst,
            WORST_MILLIS_MAX,
            times.getFirst(),
            rounds));
    return good;
  }

  /** Waits until all nodes are alive, agree on the leader and have applied everything. */
  private static void settle(Stage stage) throws IOException, InterruptedException {
    stage.awaitLeader();
    Poll.millisUntil(
        "catching up",
        Stage.PATIENCE_MILLIS,
        () ->
            stage.views().stream().mapToLong(view -> view.appliedIndex()).distinct().count() == 1);
  }

  private static long kill(Stage stage, long old, int round)
      throws IOException, InterruptedException {
    List<Long> survivors = stage.aliveBut(old);
    NodeProcess process = stage.cluster().living(old);
    long begun = System.nanoTime();
    process.kill();
    Reply reply;
    int attempt = 0;
    do {
      long node = survivors.get(attempt++ % survivors.size());
      reply = stage.client(node).put(KEY, Integer.toString(round), Stage.PATIENCE_MILLIS);
      if (System.nanoTime() - begun > Stage.PATIENCE_MILLIS * 1_000_000) {
        throw new IOException("no write succeeded after the leader was killed: " + reply);
      }
    } while (!reply.done());
    long millis = (System.nanoTime() - begun) / 1_000_000;
    process.exitCode(EXIT_MILLIS);
    return millis;
  }
}
