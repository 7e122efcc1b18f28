package dev.balsa.node;

import static dev.balsa.node.Requests.assertAnswer;
import static dev.balsa.node.Requests.assertNotDone;
import static dev.balsa.node.Requests.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Change;
import dev.balsa.core.RoleName;
import dev.balsa.node.RequestException.NotDone.Reason;
import dev.balsa.node.TurnedCluster.Member;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes of the members (dissertation chapter 4), from the client's side. */
class MembershipTest {
  @TempDir Path directory;

  private TurnedCluster cluster(int size) {
    return new TurnedCluster(directory, size, 815);
  }

  private static Members changed(TurnedCluster cluster, UnaryOperator<Change> change) {
    CompletableFuture<Members> done = leading(cluster).core().changeMembers(change);
    cluster.until("the change is over", done::isDone);
    return done.join();
  }

  /** Who leads; a newcomer need not know it. */
  private static Member leading(TurnedCluster cluster) {
    cluster.until("somebody leads", () -> leader(cluster).isPresent());
    return leader(cluster).orElseThrow();
  }

  private static Optional<Member> leader(TurnedCluster cluster) {
    return cluster.members.values().stream()
        .filter(each -> each.core().status().role() == RoleName.LEADER)
        .max(Comparator.comparingLong(each -> each.core().status().term()));
  }

  private static List<Long> voters(Member member) {
    return member.core().status().members().configuration().voters();
  }

  @Test
  void aNewMemberGetsTheLogAndThenVotes() {
    try (TurnedCluster cluster = cluster(3)) {
      CompletableFuture<Bytes> before = cluster.leader().propose("before");
      cluster.until("written", before::isDone);
      Member fourth = cluster.join(4);
      Members members = changed(cluster, now -> now.withVoter(4, "d:1"));
      assertThat(members.configuration().voters()).containsExactly(1L, 2L, 3L, 4L);
      assertThat(members.configuration().address(4)).isEqualTo("d:1");
      assertThat(members.isChanging()).isFalse();
      cluster.until("the new member knows", () -> voters(fourth).size() == 4);
      cluster.until("it has the log", () -> fourth.machine().applied().contains("before"));
      cluster.kill(cluster.follower().id() == 4 ? 1 : cluster.follower().id());
      CompletableFuture<Bytes> after = cluster.leader().propose("after");
      cluster.until("written by three of four", after::isDone);
      assertAnswer(after, "2");
    }
  }

  @Test
  void aLearnerGetsTheLogAndIsPromoted() {
    try (TurnedCluster cluster = cluster(1)) {
      Member learner = cluster.join(2);
      assertThat(changed(cluster, now -> now.withLearner(2, "b:1")).configuration().learners())
          .containsExactly(2L);
      CompletableFuture<Bytes> write = cluster.member(1).propose("x");
      cluster.until("the learner has it", () -> learner.machine().applied().contains("x"));
      assertAnswer(write, "1");
      assertThat(changed(cluster, now -> now.withVoter(2, "")).configuration().voters())
          .containsExactly(1L, 2L);
    }
  }

  @Test
  void aDeadMemberIsReplacedInOneCall() {
    try (TurnedCluster cluster = cluster(3)) {
      long dead = cluster.follower().id();
      cluster.kill(dead);
      cluster.join(4);
      Members members = changed(cluster, now -> now.replacing(dead, 4, "d:1"));
      assertThat(members.configuration().voters()).hasSize(3).contains(4L).doesNotContain(dead);
    }
  }

  @Test
  void whoIsRemovedIsToldAndStops() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leaving = cluster.follower();
      changed(cluster, now -> now.without(leaving.id()));
      cluster.until(
          "it has stopped", () -> leaving.core().status().phase() == NodeStatus.Phase.REMOVED);
      assertThat(leaving.core().failure())
          .isInstanceOf(RemovedException.class)
          .hasMessageContaining("member " + leaving.id() + " was removed");
      leaving.core().close();
      assertNotDone(leaving.propose("late"), Reason.STOPPED);
    }
  }

  @Test
  void aLeaderCanRemoveItself() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      CompletableFuture<Members> done =
          leader.core().changeMembers(now -> now.without(leader.id()));
      cluster.until(
          "it has stopped", () -> leader.core().status().phase() == NodeStatus.Phase.REMOVED);
      leader.core().close();
      assertThat(done.join().configuration().voters()).hasSize(2);
      cluster.kill(leader.id());
      CompletableFuture<Bytes> write = cluster.leader().propose("after");
      cluster.until("the others go on", write::isDone);
      assertAnswer(write, "1");
    }
  }

  @Test
  void onlyTheLeaderTakesAChange() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      CompletableFuture<Members> elsewhere =
          cluster.follower().core().changeMembers(now -> now.withLearner(4, ""));
      cluster.settle();
      assertNotDone(elsewhere, Reason.NOT_LEADER);
      assertThat(Await.failure(elsewhere)).hasMessageContaining("ask member " + leader.id());
    }
  }

  @Test
  void whoDoesNotLeadDoesNotJudgeAChangeByWhatItKnows() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      CompletableFuture<Members> wrong =
          cluster.follower().core().changeMembers(now -> now.withVoter(2, ""));
      cluster.settle();
      assertNotDone(wrong, Reason.NOT_LEADER);
      assertThat(Await.failure(wrong)).hasMessageContaining("ask member " + leader.id());
    }
  }

  @Test
  void aChangeThatCannotBeSaysWhy() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      CompletableFuture<Bytes> own = leader.propose("own");
      cluster.until("the leader is ready", own::isDone);
      assertRefused(cluster, now -> now.withVoter(2, ""), "member 2 is a voter already");
      assertRefused(
          cluster,
          now -> now.withVoter(4, "a:1").withVoter(5, "a:1"),
          "members 4 and 5 would share a:1");
      long dead = cluster.follower().id();
      cluster.kill(dead);
      cluster.pass(1000);
      assertRefused(
          cluster,
          now -> new Change(pair(leader.id(), dead), List.of(), List.of()),
          "could decide nothing");
    }
  }

  private static List<Long> pair(long one, long other) {
    return List.of(Math.min(one, other), Math.max(one, other));
  }

  private static void assertRefused(
      TurnedCluster cluster, UnaryOperator<Change> change, String why) {
    CompletableFuture<Members> done = cluster.leader().core().changeMembers(change);
    cluster.settle();
    assertNotDone(done, Reason.REFUSED);
    assertThat(Await.failure(done)).hasMessageContaining(why);
  }

  @Test
  void whatIsThereAlreadyIsDone() {
    try (TurnedCluster cluster = cluster(3)) {
      CompletableFuture<Bytes> own = cluster.leader().propose("own");
      cluster.until("the leader is ready", own::isDone);
      assertThat(changed(cluster, now -> now).configuration().voters()).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void aNewcomerThatNeverComesMakesRoomForAnotherChange() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      CompletableFuture<Members> first =
          leader.core().changeMembers(now -> now.withVoter(4, "nowhere:1"));
      cluster.pass(1000);
      assertThat(first).isNotDone();
      assertThat(changed(cluster, now -> now.without(4)).configuration().voters())
          .containsExactly(1L, 2L, 3L);
      assertNotDone(first, Reason.REFUSED);
      assertThat(Await.failure(first)).hasMessageContaining("took the place of this one");
    }
  }

  @Test
  void whoWishesForMoreMeanwhileTakesOverWhatIsGoingOn() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      CompletableFuture<Members> first =
          leader.core().changeMembers(now -> now.withVoter(4, "late:1"));
      cluster.pass(100);
      CompletableFuture<Members> second =
          leader.core().changeMembers(now -> now.withVoter(5, "late:2"));
      cluster.pass(100);
      assertThat(first).isNotDone();
      cluster.join(4);
      cluster.join(5);
      cluster.until("both are done", () -> first.isDone() && second.isDone());
      assertThat(first.join().configuration().voters()).containsExactly(1L, 2L, 3L, 4L, 5L);
      assertThat(second.join()).isEqualTo(first.join());
    }
  }

  @Test
  void aChangeThatTakesTooLongIsUnknownAndGoesOn() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      CompletableFuture<Members> slow =
          leader.core().changeMembers(now -> now.withVoter(4, "late:1"));
      cluster.pass(TurnedCluster.LIMITS.changeTimeoutMillis() + 100);
      assertUnknown(slow);
      assertThat(Await.failure(slow)).hasMessageContaining("it goes on");
      cluster.join(4);
      cluster.until("the newcomer votes", () -> voters(leader).contains(4L));
    }
  }

  @Test
  void whoLosesLeadershipCannotTell() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      CompletableFuture<Members> open =
          leader.core().changeMembers(now -> now.withVoter(4, "nowhere:1"));
      cluster.settle();
      CompletableFuture<Long> over = leader.core().transferLeadership(cluster.follower().id());
      cluster.until("both are over", () -> over.isDone() && open.isDone());
      assertUnknown(open);
      assertThat(Await.failure(open)).hasMessageContaining("leadership was lost");
    }
  }

  @Test
  void aNodeThatStopsEndsItsChanges() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      CompletableFuture<Members> open =
          leader.core().changeMembers(now -> now.withVoter(4, "nowhere:1"));
      leader.core().consensus().doWork();
      leader.core().close();
      assertUnknown(open);
    }
  }
}
