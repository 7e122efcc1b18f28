package dev.balsa.node;

import static dev.balsa.node.Requests.assertAnswer;
import static dev.balsa.node.Requests.assertNotDone;
import static dev.balsa.node.Requests.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Message;
import dev.balsa.node.PeerMessage.ForwardedProposal;
import dev.balsa.node.PeerMessage.ForwardedProposalResponse;
import dev.balsa.node.RequestException.NotDone.Reason;
import dev.balsa.node.TurnedCluster.Member;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clusters turned by hand: what is about time takes none. */
class TurnedClusterTest {
  @TempDir Path directory;

  private TurnedCluster cluster(int size) {
    return new TurnedCluster(directory, size, 4711);
  }

  @Test
  void aWriteAtTheLeaderIsAnsweredWithoutTimePassing() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      CompletableFuture<Bytes> write = leader.propose("a");
      cluster.settle();
      assertAnswer(write, "1");
    }
  }

  @Test
  void aWriteAtAFollowerIsAppliedThereWhenItIsAnswered() {
    try (TurnedCluster cluster = cluster(3)) {
      Member follower = cluster.follower();
      CompletableFuture<List<String>> seen =
          follower.propose("a").thenApply(answer -> follower.machine().applied());
      cluster.until("answered", seen::isDone);
      assertThat(seen).isCompletedWithValue(List.of("a"));
    }
  }

  @Test
  void b06AClusterOfOneLeadsAtOnceAlsoAfterARestart() {
    try (TurnedCluster cluster = cluster(1)) {
      CompletableFuture<Bytes> first = cluster.leader().propose("a");
      cluster.settle();
      assertAnswer(first, "1");
      cluster.kill(1);
      cluster.start(1);
      CompletableFuture<List<String>> read = cluster.leader().read();
      cluster.settle();
      assertThat(read).isCompletedWithValue(List.of("a"));
    }
  }

  @Test
  void b23ALoneVoterAcknowledgesNothingBeforeItsDiskHasIt() {
    try (TurnedCluster cluster = cluster(1)) {
      Member lone = cluster.leader();
      cluster.settle();
      CompletableFuture<Bytes> write = lone.propose("a");
      for (int i = 0; i < 10; i++) {
        lone.core().consensus().doWork();
        lone.core().applier().doWork();
      }
      assertThat(write).isNotDone();
      assertThat(lone.core().logWriter().doWork()).isPositive();
      cluster.settle();
      assertAnswer(write, "1");
    }
  }

  @Test
  void withoutAMajorityAWriteEndsUnknownAndAReadNotDone() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      cluster.network.isolate(leader.id());
      CompletableFuture<Bytes> write = leader.propose("a");
      CompletableFuture<List<String>> read = leader.read();
      cluster.until("both ended", () -> write.isDone() && read.isDone());
      assertThat(cluster.clock.nanos() / 1_000_000).isLessThan(1000 + 6000);
      assertUnknown(write);
      assertNotDone(read, Reason.NO_LEADER);
    }
  }

  @Test
  void withoutALeaderAWriteWaitsAndEndsNotDone() {
    try (TurnedCluster cluster = cluster(3)) {
      cluster.kill(2);
      cluster.kill(3);
      long begin = cluster.clock.nanos();
      CompletableFuture<Bytes> write = cluster.member(1).propose("a");
      cluster.until("ended", write::isDone);
      assertNotDone(write, Reason.NO_LEADER);
      assertThat((cluster.clock.nanos() - begin) / 1_000_000).isBetween(2000L, 2100L);
    }
  }

  @Test
  void aWriteMadeBeforeTheElectionIsDoneAfterIt() {
    try (TurnedCluster cluster = cluster(3)) {
      CompletableFuture<Bytes> write = cluster.member(2).propose("early");
      cluster.until("answered", write::isDone);
      assertAnswer(write, "1");
    }
  }

  @Test
  void aFollowersWriteInFlightIsUnknownAsSoonAsTheLeaderIsKilled() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      Member follower = cluster.follower();
      cluster.network.lose(ForwardedProposalResponse.class::isInstance);
      cluster.network.lose(ForwardedProposal.class::isInstance);
      CompletableFuture<Bytes> write = follower.propose("a");
      CompletableFuture<Bytes> alsoSent = follower.propose("b");
      cluster.settle();
      cluster.kill(leader.id());
      cluster.settle();
      assertUnknown(write);
      assertUnknown(alsoSent);
      cluster.network.heal();
      CompletableFuture<Bytes> later = follower.propose("c");
      cluster.until("answered by the next leader", later::isDone);
      assertAnswer(later, "1");
    }
  }

  @Test
  void b54ALeadersWritesThatItsSuccessorReplacesAreLost() {
    try (TurnedCluster cluster = cluster(3)) {
      Member old = cluster.leader();
      cluster.settle();
      cluster.network.isolate(old.id());
      List<CompletableFuture<Bytes>> writes = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        writes.add(old.propose("lost" + i));
      }
      cluster.until(
          "a successor",
          () ->
              cluster.members.values().stream()
                  .anyMatch(m -> m.id() != old.id() && m.core().status().leader() == m.id()));
      cluster.network.heal();
      cluster.until("all ended", () -> writes.stream().allMatch(CompletableFuture::isDone));
      writes.forEach(write -> assertNotDone(write, Reason.LOST));
      CompletableFuture<List<String>> read = old.read();
      cluster.until("read", read::isDone);
      assertThat(read).isCompletedWithValue(List.of());
    }
  }

  @Test
  void anAnswerThatGetsLostIsUnknownInTimeAlthoughItWasApplied() {
    try (TurnedCluster cluster = cluster(3)) {
      Member follower = cluster.follower();
      cluster.network.lose(ForwardedProposalResponse.class::isInstance);
      CompletableFuture<Bytes> write = follower.propose("a");
      cluster.until("ended", write::isDone);
      assertUnknown(write);
      assertThat(follower.machine().applied()).containsExactly("a");
    }
  }

  @Test
  void b50ASlowStateMachineCausesNoElection() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      cluster.settle();
      long term = leader.core().status().term();
      List<CompletableFuture<Bytes>> writes = new ArrayList<>();
      // For ten seconds no member turns its applier; everything else goes on.
      for (int i = 0; i < 1000; i++) {
        if (i % 100 == 0) {
          writes.add(leader.propose("w" + i));
        }
        for (int round = 0; round < 10; round++) {
          for (Member member : cluster.members.values()) {
            member.core().consensus().doWork();
            member.core().logWriter().doWork();
          }
        }
        cluster.clock.advanceMillis(10);
      }
      NodeStatus status = leader.core().status();
      assertThat(status.term()).isEqualTo(term);
      assertThat(status.appliedIndex()).isEqualTo(1);
      assertThat(status.commitIndex()).isEqualTo(11);
      cluster.settle();
      assertThat(leader.machine().applied()).hasSize(10);
      assertThat(writes).allMatch(CompletableFuture::isDone);
    }
  }

  @Test
  void b48HeartbeatsGoOnWhileTheLeadersDiskIsSlow() {
    try (TurnedCluster cluster = cluster(3)) {
      Member leader = cluster.leader();
      cluster.settle();
      long term = leader.core().status().term();
      CompletableFuture<Bytes> write = leader.propose("a");
      // A write of the leader takes 700 ms; the followers have it long before.
      for (int i = 0; i < 70; i++) {
        for (int round = 0; round < 10; round++) {
          for (Member member : cluster.members.values()) {
            member.core().consensus().doWork();
            member.core().applier().doWork();
            if (member.id() != leader.id()) {
              member.core().logWriter().doWork();
            }
          }
        }
        cluster.clock.advanceMillis(10);
      }
      assertThat(cluster.members.values())
          .allMatch(member -> member.core().status().term() == term);
      assertThat(write).isNotDone();
      cluster.settle();
      assertAnswer(write, "1");
    }
  }

  @Test
  void b51AnExceptionInApplyStopsTheNodeAndIsTold() {
    try (TurnedCluster cluster = cluster(1)) {
      Member lone = cluster.leader();
      CompletableFuture<Bytes> good = lone.propose("good");
      cluster.settle();
      CompletableFuture<Bytes> poison = lone.core().propose(ListMachine.POISON);
      CompletableFuture<Bytes> next = lone.propose("next");
      cluster.settle();
      assertAnswer(good, "1");
      assertThat(lone.core().status().phase()).isEqualTo(NodeStatus.Phase.FAILED);
      assertThat(lone.core().failure()).hasRootCauseMessage("poisoned");
      lone.core().close();
      assertUnknown(poison);
      assertUnknown(next);
      assertNotDone(lone.propose("late"), Reason.STOPPED);
    }
  }

  @Test
  void aFailingSyncStopsTheNodeAndTheOthersGoOn() {
    try (TurnedCluster cluster = cluster(3)) {
      Member old = cluster.leader();
      cluster.settle();
      old.disk().syncError = "Input/output error";
      CompletableFuture<Bytes> write = old.propose("a");
      cluster.settle();
      assertThat(old.core().status().phase()).isEqualTo(NodeStatus.Phase.FAILED);
      assertThat(old.core().failure()).hasMessageContaining("Input/output error");
      old.core().close();
      assertThat(write).isDone();
      cluster.kill(old.id());
      CompletableFuture<List<String>> read = cluster.follower().read();
      cluster.until("the others answer", read::isDone);
      assertThat(read.join()).isIn(List.of(), List.of("a"));
    }
  }

  @Test
  void limitsOfWhatMayWaitAreTold() {
    try (TurnedCluster cluster = cluster(1)) {
      NodeCore core = cluster.member(1).core();
      assertNotDone(core.propose(Bytes.wrap(new byte[4097])), Reason.TOO_LARGE);
      List<CompletableFuture<Bytes>> writes = new ArrayList<>();
      for (int i = 0; i < (1 << 20) / (4096 + 128); i++) {
        writes.add(core.propose(Bytes.wrap(new byte[4096])));
      }
      CompletableFuture<Bytes> tooMuch = core.propose(Bytes.wrap(new byte[4096]));
      assertNotDone(tooMuch, Reason.OVERLOADED);
      assertThat(Await.failure(tooMuch))
          .hasMessageContaining("bytes wait already, and proposalBytesMax is 1048576");
      for (int i = 0; i < 1000; i++) {
        assertThat(core.readLocal(() -> "r")).isNotDone();
      }
      assertNotDone(core.read(() -> "r"), Reason.OVERLOADED);
      cluster.until("all ended", () -> writes.stream().allMatch(CompletableFuture::isDone));
      assertThat(core.propose(Bytes.wrap(new byte[4096]))).isNotDone();
      assertThat(core.read(() -> "r")).isNotDone();
    }
  }

  @Test
  void misdirectedMessagesAndFloodsAreDroppedAndCounted() {
    try (TurnedCluster cluster = cluster(3)) {
      NodeCore core = cluster.member(1).core();
      Message fromTwo = new Message.RequestVoteResponse(2, 1, 1, false);
      core.received(3, new PeerMessage.Consensus(fromTwo));
      core.received(2, new PeerMessage.Consensus(new Message.PreVote(2, 3, 1, 0, 0)));
      assertThat(core.status().messagesDropped()).isEqualTo(2);
      for (int i = 0; i < 1003; i++) {
        core.received(2, new PeerMessage.Consensus(fromTwo));
      }
      assertThat(core.status().messagesDropped()).isEqualTo(5);
    }
  }

  @Test
  void closingAnswersEveryone() {
    TurnedCluster cluster = cluster(3);
    Member leader = cluster.leader();
    Member follower = cluster.follower();
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(leader.propose("l" + i));
      all.add(follower.propose("f" + i));
      all.add(leader.read());
      all.add(follower.read());
      if (i % 100 == 0) {
        cluster.turn();
      }
    }
    cluster.close();
    assertThat(all).allMatch(CompletableFuture::isDone);
  }

  @Test
  void closingFromACallbackIsPossible() {
    try (TurnedCluster cluster = cluster(1)) {
      Member lone = cluster.leader();
      CountDownLatch closed = new CountDownLatch(1);
      CompletableFuture<Void> chained =
          lone.propose("a")
              .thenRun(() -> {
                lone.core().close();
                closed.countDown();
              });
      cluster.settle();
      assertThat(chained).isCompleted();
      assertThat(closed.getCount()).isZero();
      assertThat(lone.core().status().phase()).isEqualTo(NodeStatus.Phase.STOPPED);
    }
  }
}
