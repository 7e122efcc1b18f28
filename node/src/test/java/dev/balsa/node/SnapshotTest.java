package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.log.SnapshotReader;
import dev.balsa.node.TurnedCluster.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots (§7) in clusters turned by hand. */
class SnapshotTest {
  /** One after each 4 KiB of commands, and nothing kept for followers. */
  private static final SnapshotLimits OFTEN = new SnapshotLimits(4096, 0, 1024, 2, 100, 1000);

  private static final String FILLER = "x".repeat(200);

  @TempDir Path directory;

  private TurnedCluster cluster(int size) {
    return new TurnedCluster(directory, size, 4711, OFTEN);
  }

  private static void write(TurnedCluster cluster, int count) {
    Member leader = cluster.leader();
    for (int i = 0; i < count; i++) {
      CompletableFuture<Bytes> write = leader.propose("c" + i + FILLER);
      cluster.until("written", write::isDone);
      assertThat(write).isCompleted();
    }
  }

  private static void assertEqual(TurnedCluster cluster) {
    List<String> expected = cluster.leader().machine().applied();
    cluster.until(
        "all have the same",
        () ->
            cluster.members.values().stream()
                .allMatch(member -> member.machine().applied().equals(expected)));
  }

  @Test
  void everyMemberTakesSnapshotsAndForgetsTheLogBeforeThem() throws Exception {
    try (TurnedCluster cluster = cluster(3)) {
      write(cluster, 400);
      cluster.pass(1000);
      for (Member member : cluster.members.values()) {
        assertThat(member.log().snapshots().newest()).isNotNull();
        assertThat(member.log().read(1, 1)).isEmpty();
      }
    }
  }

  @Test
  void aSnapshotIsTakenWhenSomebodyAsksAndCanBeReadBesideTheNode() throws IOException {
    try (TurnedCluster cluster = cluster(1)) {
      write(cluster, 3);
      Member member = cluster.member(1);
      CompletableFuture<Long> taken = member.core().takeSnapshot();
      cluster.until("taken", taken::isDone);
      assertThat(taken).isCompletedWithValue(member.core().status().appliedIndex());
      cluster.until("durable", () -> member.core().status().snapshotIndex() == taken.join());
      ListMachine beside = new ListMachine();
      try (SnapshotReader reader = member.log().snapshots().openNewest()) {
        SnapshotContent.restore(reader.content(), new Sessions(beside));
      }
      assertThat(beside.applied()).isEqualTo(member.machine().applied());
    }
  }

  @Test
  void aMemberThatWasAwayGetsASnapshotAndThenTheRest() {
    try (TurnedCluster cluster = cluster(3)) {
      long away = cluster.follower().id();
      cluster.kill(away);
      write(cluster, 400);
      cluster.start(away);
      assertEqual(cluster);
      CompletableFuture<List<String>> read = cluster.member(away).read();
      cluster.until("the read", read::isDone);
      assertThat(read.join()).hasSize(400);
      assertThat(cluster.member(away).log().snapshots().newest()).isNotNull();
    }
  }

  @Test
  void aMemberWithAnOlderSnapshotIsSentWhatItLacks() throws IOException {
    try (TurnedCluster cluster = cluster(3)) {
      write(cluster, 300);
      cluster.pass(1000);
      long away = cluster.follower().id();
      cluster.kill(away);
      write(cluster, 100);
      cluster.start(away);
      assertEqual(cluster);
      NodeCore core = cluster.member(away).core();
      assertThat(core.count(Counter.SNAPSHOT_BYTES_REUSED)).isGreaterThan(30_000);
      assertThat(core.count(Counter.SNAPSHOT_BYTES_RECEIVED)).isBetween(20_000L, 60_000L);
    }
  }

  @Test
  void aRestartBeginsWithTheSnapshotAndAppliesNothingTwice() {
    try (TurnedCluster cluster = cluster(1)) {
      write(cluster, 100);
      List<String> before = cluster.member(1).machine().applied();
      cluster.settle();
      cluster.kill(1);
      cluster.start(1);
      cluster.leader();
      cluster.settle();
      assertThat(cluster.member(1).machine().applied()).isEqualTo(before);
      write(cluster, 10);
      assertThat(cluster.member(1).machine().applied()).hasSize(110);
    }
  }

  @Test
  void aSnapshotStreamThatLosesPiecesArrives() {
    try (TurnedCluster cluster = cluster(3)) {
      long away = cluster.follower().id();
      cluster.kill(away);
      write(cluster, 400);
      cluster.network.lose(
          message -> !(message instanceof PeerMessage.Consensus) && cluster.random.nextInt(10) < 3);
      cluster.start(away);
      assertEqual(cluster);
    }
  }

  @Test
  void aBrokenStreamGoesOnWhereItWas() {
    try (TurnedCluster cluster = cluster(3)) {
      long away = cluster.follower().id();
      cluster.kill(away);
      write(cluster, 400);
      long size = size(cluster.leader());
      List<Long> positions = new ArrayList<>();
      cluster.network.lose(message -> {
        if (message instanceof PeerMessage.SnapshotChunk chunk) {
          positions.add(chunk.position());
        }
        return false;
      });
      cluster.start(away);
      cluster.until("half of it is there", () -> last(positions) > size / 2);
      long leader = cluster.leader().id();
      cluster.member(away).core().disconnected(leader);
      cluster.member(leader).core().disconnected(away);
      int before = positions.size();
      assertEqual(cluster);
      List<Long> after = positions.subList(before, positions.size());
      assertThat(after.stream().filter(position -> position < size / 2))
          .as("pieces sent again")
          .hasSizeLessThanOrEqualTo(2);
    }
  }

  private static long size(Member member) {
    try (SnapshotReader reader = member.log().snapshots().openNewest()) {
      return reader.sizeBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long last(List<Long> positions) {
    return positions.isEmpty() ? -1 : positions.getLast();
  }

  @Test
  void scarceSpaceLetsEveryMemberForgetItsLogAtOnce() throws Exception {
    SnapshotLimits seldom =
        SnapshotLimits.STANDARD.withLog(1 << 20, 1 << 20).withFree(1 << 20, 4096, 1000);
    try (TurnedCluster cluster = new TurnedCluster(directory, 3, 4711, seldom)) {
      write(cluster, 100);
      cluster.pass(2000);
      for (Member member : cluster.members.values()) {
        assertThat(member.log().snapshots().newest()).isNull();
        member.disk().freeBytes = (1 << 20) - 1;
      }
      cluster.pass(2000);
      long applied = cluster.leader().core().status().appliedIndex();
      for (Member member : cluster.members.values()) {
        assertThat(member.log().snapshots().newest()).isNotNull();
        assertThat(member.log().start().index()).isEqualTo(applied);
      }
    }
  }

  @Test
  void theReceiverMayDieInTheMiddle() {
    try (TurnedCluster cluster = cluster(3)) {
      long away = cluster.follower().id();
      cluster.kill(away);
      write(cluster, 400);
      for (int turns = 1; turns < 60; turns += 7) {
        cluster.start(away);
        for (int i = 0; i < turns; i++) {
          cluster.turn();
          cluster.clock.advanceMillis(5);
        }
        cluster.kill(away);
      }
      cluster.start(away);
      assertEqual(cluster);
    }
  }
}
