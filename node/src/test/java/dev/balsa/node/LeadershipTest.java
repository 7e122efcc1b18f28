package dev.balsa.node;

import static dev.balsa.node.Requests.assertAnswer;
import static dev.balsa.node.Requests.assertNotDone;
import static dev.balsa.node.Requests.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.node.RequestException.NotDone.Reason;
import dev.balsa.node.TurnedCluster.Member;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handing leadership over, and reads chosen per call. */
class LeadershipTest {
  @TempDir Path directory;

  private TurnedCluster cluster(int size) {
    return new TurnedCluster(directory, size, 4711);
  }

  private static CompletableFuture<Answer<List<String>>> read(Member member, Consistency how) {
    return member.core().read(how, member.machine()::applied);
  }

  @Test
  void leadershipGoesToTheMemberThatWasNamed() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      long next = cluster.follower().id();
      CompletableFuture<Long> over = leader.core().transferLeadership(next);
      CompletableFuture<Bytes> held = leader.propose("held");
      cluster.until("both ended", () -> over.isDone() && held.isDone());
      assertThat(over).isCompletedWithValue(next);
      assertAnswer(held, "1");
      assertThat(cluster.leader().id()).isEqualTo(next);
    }
  }

  @Test
  void aTransferThatIsRefusedSaysWhy() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      Member follower = cluster.follower();
      CompletableFuture<Long> elsewhere = follower.core().transferLeadership(leader.id());
      CompletableFuture<Long> unknown = leader.core().transferLeadership(9);
      cluster.settle();
      assertNotDone(elsewhere, Reason.NOT_LEADER);
      assertThat(Await.failure(elsewhere)).hasMessageContaining("ask member " + leader.id());
      assertNotDone(unknown, Reason.REFUSED);
      assertThat(Await.failure(unknown)).hasMessage("member 9 is no other voter");
    }
  }

  @Test
  void aTransferThatFailsIsUnknownAndTheLeaderGoesOn() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      Member follower = cluster.follower();
      cluster.kill(follower.id());
      CompletableFuture<Long> over = leader.core().transferLeadership(follower.id());
      CompletableFuture<Bytes> held = leader.propose("held");
      cluster.until("both ended", () -> over.isDone() && held.isDone());
      assertUnknown(over);
      assertThat(Await.failure(over)).hasMessageContaining("takes proposals again");
      assertAnswer(held, "1");
    }
  }

  @Test
  void aNodeThatStopsEndsItsTransfers() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      Member follower = cluster.follower();
      CompletableFuture<Long> over = leader.core().transferLeadership(follower.id());
      leader.core().consensus().doWork();
      leader.core().close();
      assertUnknown(over);
    }
  }

  @Test
  void aLeaderThatIsClosedHandsOverFirst() throws Exception {
    try (ThreadCluster cluster = ThreadCluster.of(directory, 3)) {
      ThreadCluster.Member leader = cluster.leader();
      long term = leader.node().status().term();
      leader.node().close();
      cluster.members.remove(leader.id());
      assertThat(cluster.leader().node().status().term()).isEqualTo(term + 1);
    }
  }

  @Test
  void leasesAreRefusedUnlessSwitchedOn() {
    try (TurnedCluster cluster = cluster(3)) {
      CompletableFuture<?> atLeader = read(cluster.leader(), Consistency.LEASE);
      CompletableFuture<?> atFollower = read(cluster.follower(), Consistency.LEASE);
      cluster.settle();
      assertNotDone(atLeader, Reason.REFUSED);
      assertNotDone(atFollower, Reason.REFUSED);
      assertThat(Await.failure(atFollower)).hasMessageContaining("leaseDriftPermille is 0");
    }
  }

  @Test
  void aLinearizableReadIsNotStale() {
    try (TurnedCluster cluster = cluster(3)) {
      var read = read(cluster.follower(), Consistency.LINEARIZABLE);
      cluster.until("answered", read::isDone);
      assertThat(read).isCompletedWithValue(new Answer<>(List.of(), 0));
    }
  }

  @Test
  void aLocalReadSaysHowStaleItIsAsFarAsKnown() {
    try (TurnedCluster cluster = cluster(3)) {
      Member follower = cluster.follower();
      var early = read(follower, Consistency.LOCAL);
      cluster.settle();
      assertThat(early).isCompletedWithValue(new Answer<>(List.of(), Answer.UNKNOWN));
      var fresh = read(follower, Consistency.LINEARIZABLE);
      cluster.until("answered", fresh::isDone);
      cluster.pass(70);
      var late = read(follower, Consistency.LOCAL);
      cluster.settle();
      assertThat(late.join().staleMillis()).isBetween(70L, 100L);
    }
  }

  @Test
  void aBoundedReadIsAnsweredAloneWithinItsBoundAndConfirmedBeyondIt() {
    try (TurnedCluster cluster = cluster(3)) {
      Member follower = cluster.follower();
      var first = read(follower, Consistency.bounded(100));
      cluster.until("confirmed", first::isDone);
      cluster.network.isolate(follower.id());
      cluster.pass(50);
      var alone = read(follower, Consistency.bounded(100));
      cluster.settle();
      assertThat(alone.join().staleMillis()).isBetween(50L, 100L);
      cluster.pass(60);
      var late = read(follower, Consistency.bounded(100));
      cluster.until("ended", late::isDone);
      assertNotDone(late, Reason.NO_LEADER);
    }
  }

  @Test
  void aBoundIsChecked() {
    assertThatThrownBy(() -> Consistency.bounded(0))
        .hasMessage("maxStalenessMillis is 0; it must be from 1 to 3600000");
  }
}
