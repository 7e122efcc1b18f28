package dev.balsa.node;

import static dev.balsa.node.Requests.assertAnswer;
import static dev.balsa.node.Requests.assertNotDone;
import static dev.balsa.node.Requests.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import dev.balsa.node.RequestException.NotDone.Reason;
import dev.balsa.node.TurnedCluster.Member;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
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

  private static Predicate<PeerMessage> counts(AtomicInteger words) {
    return message -> {
      if (message instanceof PeerMessage.Consensus consensus
          && consensus.message() instanceof Message.TimeoutNow) {
        words.incrementAndGet();
      }
      return false;
    };
  }

  @Test
  void aLeaderThatIsClosedHandsOverFirst() {
    try (ThreadCluster cluster = ThreadCluster.of(directory, 3)) {
      ThreadCluster.Member leader = cluster.leader();
      cluster.stop(leader.id());
      assertThat(cluster.members.values())
          .as("it does not return before another leads")
          .anyMatch(member -> member.node().status().role() == RoleName.LEADER);
    }
  }

  @Test
  void whetherAClosedLeaderHandsOverIsALimit() {
    NodeLimits never = NodeLimits.STANDARD.withHandOver(0);
    try (ThreadCluster cluster = new ThreadCluster(directory, 3, never)) {
      cluster.startAll();
      AtomicInteger words = new AtomicInteger();
      cluster.network.lose(counts(words));
      cluster.stop(cluster.leader().id());
      assertThat(words).hasValue(0);
    }
  }

  @Test
  void theLastOneHasNobodyToWaitFor() {
    NodeLimits patient = NodeLimits.STANDARD.withHandOver(60_000);
    try (ThreadCluster cluster = new ThreadCluster(directory, 1, patient)) {
      cluster.startAll();
      cluster.leader();
    }
  }

  /** Voters 1 to 3 and learner 4, of whom one follower does nothing at all. */
  @Test
  void aFollowerThatStandsStillSlowsNobodysReads() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      cluster.join(4);
      CompletableFuture<Members> added =
          leader.core().changeMembers(now -> now.withLearner(4, "d:1"));
      cluster.until("the learner is there", added::isDone);
      cluster.until("the learner knows the leader", () -> cluster.agreed() == leader.id());
      Member still = cluster.member(leader.id() % 3 + 1);
      cluster.still.add(still.id());
      long before = cluster.clock.nanos();
      for (Member member : cluster.members.values()) {
        if (!member.equals(still)) {
          CompletableFuture<List<String>> read = member.read();
          cluster.settle();
          assertThat(read).as("member %d", member.id()).isCompletedWithValue(List.of());
        }
      }
      assertThat(cluster.clock.nanos()).isEqualTo(before);
      cluster.still.clear();
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
