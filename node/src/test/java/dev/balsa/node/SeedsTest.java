package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.node.PeerMessage.Consensus;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.Unknown;
import dev.balsa.node.TurnedCluster.Member;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills, cuts, losses and requests at random members, all drawn from a seed. What each client was
 * told must be true: "done" is there once, "not done" never is, "unknown" at most once; a read sees
 * every write that was answered before it was asked.
 */
class SeedsTest {
  private static final int STEPS = 600;

  @TempDir Path directory;

  private record Write(String command, CompletableFuture<Bytes> future) {}

  private record Read(Set<String> mustSee, CompletableFuture<List<String>> future) {}

  private final List<Write> writes = new ArrayList<>();
  private final List<Read> reads = new ArrayList<>();
  private final Set<Long> orphaned = new HashSet<>();
  private Random random = new Random(0);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void whatClientsAreToldIsTrue(long seed) {
    SnapshotLimits snapshots =
        seed % 3 == 0 ? SnapshotLimits.STANDARD : new SnapshotLimits(1024, 0, 1024, 2, 100, 1000);
    try (TurnedCluster cluster =
        new TurnedCluster(directory, seed % 2 == 0 ? 3 : 5, seed, snapshots)) {
      random = cluster.random;
      for (int step = 0; step < STEPS; step++) {
        step(cluster, step);
      }
      heal(cluster);
      cluster.until(
          "every request ends",
          () ->
              writes.stream().allMatch(write -> write.future().isDone())
                  && reads.stream().allMatch(read -> read.future().isDone()));
      CompletableFuture<List<String>> end = cluster.leader().read();
      cluster.until("the last read", end::isDone);
      check(end.join());
      cluster.until(
          "all applied",
          () ->
              cluster.members.values().stream()
                  .allMatch(member -> member.machine().applied().equals(end.join())));
    }
  }

  private void step(TurnedCluster cluster, int step) {
    int dice = random.nextInt(100);
    if (dice < 30) {
      write(some(cluster), "w" + step);
    } else if (dice < 45) {
      read(some(cluster));
    } else if (dice < 48) {
      killOrStart(cluster);
    } else if (dice < 51) {
      long a = some(cluster).id();
      long b = some(cluster).id();
      cluster.network.cut(a, b);
    } else if (dice < 53) {
      cluster.network.isolate(some(cluster).id());
    } else if (dice < 55) {
      int percent = random.nextInt(30);
      Random losses = new Random(random.nextLong());
      cluster.network.lose(message -> losses.nextInt(100) < percent);
    } else if (dice < 57) {
      cluster.network.lose(message -> !(message instanceof Consensus));
    } else if (dice < 63) {
      cluster.network.heal();
    }
    for (int turns = random.nextInt(6); turns > 0; turns--) {
      cluster.turn();
    }
    cluster.clock.advanceMillis(random.nextInt(60));
  }

  private Member some(TurnedCluster cluster) {
    List<Member> members = List.copyOf(cluster.members.values());
    return members.get(random.nextInt(members.size()));
  }

  private void write(Member member, String command) {
    writes.add(new Write(command, member.propose(command)));
  }

  private void read(Member member) {
    Set<String> answered = new HashSet<>();
    for (Write write : writes) {
      if (write.future().isDone() && !write.future().isCompletedExceptionally()) {
        answered.add(write.command());
      }
    }
    reads.add(new Read(answered, member.read()));
  }

  /**
   * Kills a member as long as a majority stays, or starts one again. What the killed one owed
   * nobody is told.
   */
  private void killOrStart(TurnedCluster cluster) {
    int size = cluster.configuration.voters().size();
    if (cluster.members.size() > size / 2 + 1) {
      Member victim = some(cluster);
      cluster.kill(victim.id());
      victim.core().abandon();
      victim.core().close();
      orphaned.add(victim.id());
    } else {
      long back = orphaned.iterator().next();
      orphaned.remove(back);
      cluster.start(back);
    }
  }

  private void heal(TurnedCluster cluster) {
    cluster.network.heal();
    orphaned.forEach(cluster::start);
    orphaned.clear();
  }

  private void check(List<String> end) {
    assertThat(end).doesNotHaveDuplicates();
    int done = 0;
    for (Write write : writes) {
      Throwable cause = cause(write.future());
      if (cause == null) {
        assertThat(end).contains(write.command());
        done++;
      } else if (cause instanceof NotDone) {
        assertThat(end).doesNotContain(write.command());
      } else {
        assertThat(cause).isInstanceOf(Unknown.class);
      }
    }
    assertThat(done).as("some writes succeed").isGreaterThan(writes.size() / 10);
    for (Read read : reads) {
      Throwable cause = cause(read.future());
      if (cause == null) {
        List<String> seen = read.future().join();
        assertThat(seen).containsAll(read.mustSee());
        assertThat(end.subList(0, seen.size())).isEqualTo(seen);
      } else {
        assertThat(cause).isInstanceOf(NotDone.class);
      }
    }
  }

  private static Throwable cause(CompletableFuture<?> future) {
    try {
      future.join();
      return null;
    } catch (CompletionException e) {
      return e.getCause();
    } catch (RequestException e) {
      return e;
    }
  }
}
