package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.node.TurnedCluster.Member;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State machines that do not do the same everywhere, in a cluster that is turned by hand. */
class DivergenceClusterTest {
  private static final int BETWEEN = 8;
  private static final SnapshotLimits OFTEN = new SnapshotLimits(2048, 0, 1024, 2, 100, 1000);

  @TempDir Path directory;

  private final Map<Long, Long> bentAt = new HashMap<>();

  /** Answers the next command otherwise than it should, once, when it is told to. */
  private final class Bent extends ListMachine {
    private final long id;

    Bent(long id) {
      this.id = id;
    }

    @Override
    public Bytes apply(Entry entry) {
      Bytes answer = super.apply(entry);
      if (bentAt.replace(id, 0L, entry.index())) {
        return Bytes.utf8("member " + id + " is wrong");
      }
      return answer;
    }
  }

  private TurnedCluster cluster(int size, long seed, SnapshotLimits snapshots) {
    return new TurnedCluster(directory, size, seed, snapshots, BETWEEN, Bent::new);
  }

  private static void write(TurnedCluster cluster, String what) {
    CompletableFuture<Bytes> answer = cluster.leader().propose(what + " " + "x".repeat(60));
    cluster.until("an answer", answer::isDone);
    answer.join();
  }

  private static void writes(TurnedCluster cluster, int count) {
    for (int i = 0; i < count; i++) {
      write(cluster, "write " + i);
    }
  }

  /** The next command is applied otherwise by a member. */
  private void bend(TurnedCluster cluster, long id) {
    bentAt.put(id, 0L);
    write(cluster, "bent");
    cluster.until("it is applied", () -> bentAt.getOrDefault(id, 0L) > 0);
  }

  private Divergence found(TurnedCluster cluster, Member odd) {
    while (odd.core().failure() == null) {
      CompletableFuture<Bytes> any = cluster.leader().propose("go on " + "x".repeat(60));
      cluster.until("it is found or goes on", () -> any.isDone() || odd.core().failure() != null);
      cluster.pass(50);
    }
    assertThat(odd.core().failure()).isInstanceOf(DivergedException.class);
    Divergence found = ((DivergedException) odd.core().failure()).divergence();
    assertThat(found.oddOnes()).containsExactly(odd.id());
    assertThat(found.index()).as("the first multiple").isEqualTo(next(bentAt.get(odd.id())));
    assertThat(found.equalIndex()).isEqualTo(found.index() - BETWEEN);
    return found;
  }

  private static long next(long index) {
    return (index + BETWEEN - 1) / BETWEEN * BETWEEN;
  }

  @Test
  void aFollowerIsNamedAtTheFirstMultipleAndStopsAndComesBack() {
    try (TurnedCluster cluster = cluster(3, 11, SnapshotLimits.STANDARD)) {
      writes(cluster, 2 * BETWEEN);
      Member odd = cluster.follower();
      bend(cluster, odd.id());
      found(cluster, odd);
      cluster.kill(odd.id());
      Member again = cluster.start(odd.id());
      writes(cluster, 3 * BETWEEN);
      cluster.pass(2000);
      assertThat(again.core().failure()).isNull();
      assertThat(again.machine().applied()).isEqualTo(cluster.leader().machine().applied());
    }
  }

  @Test
  void aLeaderThatIsTheOddOneStopsAndTheOthersGoOn() {
    try (TurnedCluster cluster = cluster(3, 12, SnapshotLimits.STANDARD)) {
      writes(cluster, 2 * BETWEEN);
      Member odd = cluster.leader();
      bend(cluster, odd.id());
      found(cluster, odd);
      cluster.kill(odd.id());
      writes(cluster, BETWEEN);
      assertThat(cluster.leader().id()).isNotEqualTo(odd.id());
    }
  }

  @Test
  void aDifferenceSurvivesSnapshotsAndRestarts() {
    try (TurnedCluster cluster = cluster(3, 13, OFTEN)) {
      writes(cluster, 2 * BETWEEN);
      Member odd = cluster.follower();
      long other = 6 - odd.id() - cluster.leader().id();
      // Without a majority nobody stops, so the odd one takes a snapshot of what it has.
      cluster.kill(other);
      bend(cluster, odd.id());
      while (odd.log().start().index() < bentAt.get(odd.id())) {
        writes(cluster, 1);
      }
      assertThat(odd.core().failure()).isNull();
      cluster.kill(odd.id());
      cluster.start(other);
      Member again = cluster.start(odd.id());
      while (again.core().failure() == null) {
        writes(cluster, 1);
        cluster.pass(100);
      }
      assertThat(again.core().failure())
          .isInstanceOfSatisfying(
              DivergedException.class,
              e -> assertThat(e.divergence().oddOnes()).containsExactly(odd.id()));
    }
  }

  @Test
  void withoutAMajorityNobodyStops() {
    try (TurnedCluster cluster = cluster(3, 14, SnapshotLimits.STANDARD)) {
      writes(cluster, 2 * BETWEEN);
      bentAt.put(1L, 0L);
      bentAt.put(2L, 0L);
      write(cluster, "bent twice");
      writes(cluster, 3 * BETWEEN);
      cluster.pass(2000);
      cluster.members.values().forEach(each -> assertThat(each.core().failure()).isNull());
    }
  }
}
