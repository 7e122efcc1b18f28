package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.HardState;
import dev.balsa.core.RoleName;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.TurnedCluster.Member;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two members with a state, and the third one a witness. */
class WitnessTest {
  private static final long WITNESS = 3;

  /** One after each 4 KiB of commands, and nothing kept for followers. */
  private static final SnapshotLimits OFTEN = new SnapshotLimits(4096, 0, 1024, 2, 100, 1000);

  private static final String FILLER = "x".repeat(200);

  @TempDir Path directory;

  private TurnedCluster cluster() {
    TurnedCluster cluster =
        new TurnedCluster(directory, 3, 4711, OFTEN, 16, id -> new ListMachine());
    cluster.kill(WITNESS);
    cluster.witnesses.add(WITNESS);
    cluster.start(WITNESS);
    return cluster;
  }

  /** A member with a state that leads, since the witness would hand it on. */
  private static Member leader(TurnedCluster cluster) {
    cluster.until(
        "one with a state leads", () -> cluster.agreed() != 0 && cluster.agreed() != WITNESS);
    return cluster.leader();
  }

  private static long other(Member leader) {
    return leader.id() == 1 ? 2 : 1;
  }

  private static void write(TurnedCluster cluster, Member at, int count) {
    for (int i = 0; i < count; i++) {
      CompletableFuture<Bytes> write = at.propose("c" + i + FILLER);
      cluster.until("written", write::isDone);
      assertThat(write).isCompleted();
    }
  }

  @Test
  void aMajorityWithAWitnessCommits() {
    try (TurnedCluster cluster = cluster()) {
      Member leader = leader(cluster);
      cluster.kill(other(leader));
      write(cluster, leader, 10);
      assertThat(leader.machine().applied()).hasSize(10);
      Member witness = cluster.member(WITNESS);
      cluster.until(
          "the witness has it all",
          () -> witness.core().status().durableIndex() == leader.core().status().lastIndex());
      assertThat(witness.machine().applied()).isEmpty();
    }
  }

  @Test
  void whatItAloneHasIsGivenToTheOtherOneWhichLeadsThen() {
    try (TurnedCluster cluster = cluster()) {
      Member first = leader(cluster);
      long second = other(first);
      cluster.kill(second);
      write(cluster, first, 10);
      cluster.kill(first.id());
      cluster.start(second);
      cluster.until("the witness leads", () -> cluster.agreed() == WITNESS);
      Member heir = leader(cluster);
      assertThat(heir.id()).isEqualTo(second);
      CompletableFuture<List<String>> read = heir.read();
      cluster.until("read", read::isDone);
      assertThat(read.join()).hasSize(10);
    }
  }

  @Test
  void clientsOfTheOtherOneAreServedWhileItLeads() {
    try (TurnedCluster cluster = cluster()) {
      Member first = leader(cluster);
      long second = other(first);
      cluster.kill(second);
      write(cluster, first, 1);
      cluster.kill(first.id());
      Member back = cluster.start(second);
      cluster.until("the witness leads", () -> cluster.agreed() == WITNESS);
      CompletableFuture<Bytes> write = back.propose("more");
      cluster.until("written", write::isDone);
      assertThat(write).isCompleted();
      assertThat(back.machine().applied()).hasSize(2);
    }
  }

  @Test
  void itAnswersNoClients() {
    try (TurnedCluster cluster = cluster()) {
      leader(cluster);
      NodeCore witness = cluster.member(WITNESS).core();
      for (CompletableFuture<?> each :
          List.of(
              witness.propose(Bytes.utf8("a")),
              witness.read(() -> "b"),
              witness.readLocal(() -> "c"),
              witness.read(new Consistency.Bounded(1000), () -> "d"))) {
        assertThat(refusal(each)).isEqualTo(NotDone.Reason.NOT_LEADER);
      }
      assertThat(refusal(witness.takeSnapshot())).isEqualTo(NotDone.Reason.REFUSED);
      assertThatThrownBy(witness.propose(Bytes.utf8("a"))::join)
          .hasMessageContaining("member 3 is a witness, which keeps the log and no state");
    }
  }

  private static NotDone.Reason refusal(CompletableFuture<?> request) {
    assertThat(request).isCompletedExceptionally();
    return ((NotDone) request.exceptionNow()).reason();
  }

  @Test
  void itPassesOnWhatNeedsNoState() {
    try (TurnedCluster cluster = cluster()) {
      Member leader = leader(cluster);
      CompletableFuture<Long> handed = leader.core().transferLeadership(HardState.NOBODY);
      cluster.until("handed over", handed::isDone);
      assertThat(handed.join()).isEqualTo(other(leader));
      CompletableFuture<Members> change =
          cluster.member(WITNESS).core().changeMembers(now -> now.without(2));
      cluster.until("refused, since it does not lead", change::isDone);
      assertThat(refusal(change)).isEqualTo(NotDone.Reason.NOT_LEADER);
    }
  }

  @Test
  void itsLogStaysShortBecauseOthersGiveItSnapshots() throws IOException {
    try (TurnedCluster cluster = cluster()) {
      Member leader = leader(cluster);
      write(cluster, leader, 400);
      Member witness = cluster.member(WITNESS);
      cluster.until(
          "the log of the witness has forgotten its first half",
          () -> witness.log().start().index() > 200);
      assertThat(witness.log().snapshots().newest()).isNotNull();
      assertThat(witness.log().read(1, 1)).isEmpty();
      cluster.pass(3000);
      assertThat(witness.core().failure()).isNull();
    }
  }

  @Test
  void itAsksAnotherOneIfTheFirstHasNone() {
    try (TurnedCluster cluster = cluster()) {
      Member leader = leader(cluster);
      cluster.kill(other(leader));
      write(cluster, leader, 100);
      Member witness = cluster.member(WITNESS);
      cluster.until("it has got one", () -> witness.log().start().index() > 0);
    }
  }

  @Test
  void nothingIsSentToAWitnessThatHasIt() {
    try (TurnedCluster cluster = cluster()) {
      Member leader = leader(cluster);
      write(cluster, leader, 40);
      cluster.until("there is one", () -> leader.log().snapshots().newest() != null);
      cluster.settle();
      long newest = leader.core().status().snapshotIndex();
      List<PeerMessage> sent = new ArrayList<>();
      cluster.network.lose(message -> {
        sent.add(message);
        return false;
      });
      leader.core().received(WITNESS, new PeerMessage.SnapshotWanted(newest));
      cluster.settle();
      assertThat(sent).noneMatch(PeerMessage.SnapshotChunk.class::isInstance);
      leader.core().received(WITNESS, new PeerMessage.SnapshotWanted(newest - 1));
      cluster.settle();
      assertThat(sent).anyMatch(PeerMessage.SnapshotChunk.class::isInstance);
    }
  }

  @Test
  void itsDirectoryIsThatOfAnyMember() {
    try (TurnedCluster cluster = cluster()) {
      Member leader = leader(cluster);
      write(cluster, leader, 400);
      cluster.until("snapshots have come", () -> cluster.member(WITNESS).log().start().index() > 0);
      cluster.kill(WITNESS);
      cluster.witnesses.clear();
      Member full = cluster.start(WITNESS);
      cluster.until(
          "it has the whole state",
          () -> full.machine().applied().equals(leader.machine().applied()));
      cluster.pass(3000);
      assertThat(full.core().failure()).isNull();
    }
  }

  @Test
  void whatItHasNotIsNotComparedWithTheStatesOfOthers() {
    try (TurnedCluster cluster = cluster()) {
      write(cluster, leader(cluster), 100);
      cluster.pass(5000);
      assertThat(cluster.members.values()).allMatch(each -> each.core().failure() == null);
      assertThat(cluster.member(WITNESS).core().status().role()).isEqualTo(RoleName.FOLLOWER);
    }
  }

  @Test
  void aWitnessMustNotBeAskedToLeadLikeOthers() {
    NodeSettings eager = NodeSettings.of(1, new Configuration(List.of(1L)), 7);
    assertThatThrownBy(() -> Witness.check(eager, new Witness()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a witness must have priority 0");
  }
}
