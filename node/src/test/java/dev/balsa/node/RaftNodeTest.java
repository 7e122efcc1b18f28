package dev.balsa.node;

import static dev.balsa.node.Requests.assertNotDone;
import static dev.balsa.node.Requests.assertUnknown;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.log.FileDisk;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import dev.balsa.node.RequestException.NotDone.Reason;
import dev.balsa.node.ThreadCluster.Member;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ends of nodes with threads: closing, failing, and what never comes back. */
@Timeout(120)
class RaftNodeTest {
  private static final NodeLimits SHORT_CLOSE = NodeLimits.STANDARD.withTimeouts(5000, 300);

  @TempDir Path directory;

  /** A state machine that waits before it applies the command "wait". */
  private static final class WaitingMachine extends ListMachine {
    final CountDownLatch arrived = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);

    @Override
    public Bytes apply(Entry entry) {
      if (entry.payload().equals(Bytes.utf8("wait"))) {
        arrived.countDown();
        try {
          released.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return super.apply(entry);
    }
  }

  private static List<CompletableFuture<?>> requests(Member member, int count) {
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(member.node().propose(Bytes.utf8("w" + i)));
      all.add(member.node().read(member.machine()::applied));
      all.add(member.node().readLocal(member.machine()::applied));
    }
    return all;
  }

  private static boolean allDone(List<? extends CompletableFuture<?>> futures) {
    return futures.stream().allMatch(CompletableFuture::isDone);
  }

  @Test
  void closingEndsEveryRequestAndTheThreads() throws Exception {
    try (ThreadCluster cluster = ThreadCluster.of(directory, 3)) {
      Member leader = cluster.leader();
      Member follower = cluster.follower();
      List<CompletableFuture<?>> atLeader = requests(leader, 2000);
      List<CompletableFuture<?>> atFollower = requests(follower, 2000);
      leader.node().close();
      assertThat(allDone(atLeader)).isTrue();
      Await.answer(leader.node().terminated());
      assertThat(leader.node().status().phase()).isEqualTo(NodeStatus.Phase.STOPPED);
      leader.node().close();
      assertNotDone(leader.node().propose(Bytes.utf8("late")), Reason.STOPPED);
      assertNotDone(leader.node().read(() -> "late"), Reason.STOPPED);
      assertNotDone(leader.node().readLocal(() -> "late"), Reason.STOPPED);
      cluster.members.remove(leader.id());
      Await.until("the follower's requests end", () -> allDone(atFollower));
    }
  }

  @Test
  void closingIsPossibleFromWhatIsChainedToARequest() throws Exception {
    try (ThreadCluster cluster = ThreadCluster.of(directory, 1)) {
      RaftNode node = cluster.member(1).node();
      CompletableFuture<Void> chained = node.propose(Bytes.utf8("a")).thenRun(node::close);
      Await.answer(chained);
      Await.answer(node.terminated());
    }
  }

  @Test
  void closingFromManyThreadsEndsOnce() throws Exception {
    try (ThreadCluster cluster = ThreadCluster.of(directory, 1)) {
      RaftNode node = cluster.member(1).node();
      List<CompletableFuture<Void>> closers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        closers.add(
            CompletableFuture.runAsync(node::close, task -> Thread.ofPlatform().start(task)));
      }
      for (CompletableFuture<Void> closer : closers) {
        Await.answer(closer);
      }
      assertThat(node.terminated()).isCompleted();
    }
  }

  @Test
  void b51AnExceptionInApplyStopsEveryMemberLoudly() throws Exception {
    try (ThreadCluster cluster = ThreadCluster.of(directory, 3)) {
      Member leader = cluster.leader();
      leader.write("good");
      CompletableFuture<Bytes> poison = leader.node().propose(ListMachine.POISON);
      List<CompletableFuture<?>> later = requests(leader, 100);
      for (Member member : cluster.members.values()) {
        assertThat(Await.failure(member.node().terminated()))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("the state machine cannot apply entry")
            .hasRootCauseMessage("poisoned");
        assertThat(member.node().status().phase()).isEqualTo(NodeStatus.Phase.FAILED);
      }
      assertUnknown(poison);
      assertThat(allDone(later)).isTrue();
    }
  }

  @Test
  void aDiskThatFailsStopsTheNodeAndTheOthersGoOn() throws Exception {
    try (ThreadCluster cluster = new ThreadCluster(directory, 3, NodeLimits.STANDARD)) {
      Map<Long, FaultyDisk> disks = new ConcurrentHashMap<>();
      for (long id = 1; id <= 3; id++) {
        long member = id;
        cluster.start(
            id,
            new ListMachine(),
            disk -> disks.computeIfAbsent(member, any -> new FaultyDisk(disk)));
      }
      Member leader = cluster.leader();
      leader.write("a");
      Objects.requireNonNull(disks.get(leader.id())).syncError = "Input/output error";
      CompletableFuture<Bytes> write = leader.node().propose(Bytes.utf8("b"));
      assertThat(Await.failure(leader.node().terminated()))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("Input/output error");
      assertThat(write).isDone();
      cluster.stop(leader.id());
      assertThat(cluster.leader().read()).startsWith("a");
    }
  }

  @Test
  void consensusNeverWaitsForTheStateMachine() throws Exception {
    try (ThreadCluster cluster = new ThreadCluster(directory, 3, NodeLimits.STANDARD)) {
      WaitingMachine slow = new WaitingMachine();
      cluster.start(1, slow, UnaryOperator.identity());
      cluster.start(2);
      cluster.start(3);
      CompletableFuture<Bytes> waiting = cluster.member(1).node().propose(Bytes.utf8("wait"));
      slow.arrived.await();
      // Member 1 does not apply any more; it still votes, leads and acknowledges.
      for (int i = 0; i < 20; i++) {
        cluster.member(2).write("w" + i);
      }
      NodeStatus status = cluster.member(1).node().status();
      assertThat(status.phase()).isEqualTo(NodeStatus.Phase.RUNNING);
      Await.until(
          "member 1 commits what it cannot apply yet",
          () -> {
            NodeStatus now = cluster.member(1).node().status();
            return now.commitIndex() > now.appliedIndex() + 20;
          });
      slow.released.countDown();
      assertThat(cluster.member(1).read()).hasSize(21).startsWith("wait").endsWith("w19");
      assertThat(waiting).isCompleted();
    }
  }

  @Test
  void aStateMachineThatNeverReturnsIsLeftBehind() throws Exception {
    try (ThreadCluster cluster = new ThreadCluster(directory, 1, SHORT_CLOSE)) {
      WaitingMachine stuck = new WaitingMachine();
      RaftNode node = cluster.start(1, stuck, UnaryOperator.identity()).node();
      CompletableFuture<Bytes> waiting = node.propose(Bytes.utf8("wait"));
      stuck.arrived.await();
      List<CompletableFuture<?>> others = requests(cluster.member(1), 100);
      node.close();
      assertUnknown(waiting);
      Await.until("everyone is answered", () -> allDone(others));
      assertThat(Await.failure(node.terminated()))
          .hasMessageContaining("member 1 did not stop within 300 ms: ")
          .hasMessageContaining("balsa-1-applier is in ")
          .hasMessageContaining("WaitingMachine.apply");
      stuck.released.countDown();
    }
  }

  @Test
  void aDiskThatNeverReturnsIsLeftBehind() throws Exception {
    try (ThreadCluster cluster = new ThreadCluster(directory, 1, SHORT_CLOSE)) {
      AtomicReference<FaultyDisk> faulty = new AtomicReference<>();
      RaftNode node =
          cluster
              .start(
                  1,
                  new ListMachine(),
                  disk -> {
                    faulty.set(new FaultyDisk(disk));
                    return faulty.get();
                  })
              .node();
      cluster.member(1).write("a");
      CountDownLatch hanging = new CountDownLatch(1);
      int syncs = faulty.get().syncs.get();
      faulty.get().syncHeld = hanging;
      List<CompletableFuture<?>> all = requests(cluster.member(1), 100);
      Await.until("the disk hangs", () -> faulty.get().syncs.get() > syncs);
      node.close();
      Await.until("everyone is answered", () -> allDone(all));
      assertThat(Await.failure(node.terminated()))
          .hasMessageContaining("balsa-1-log is in ")
          .hasMessageContaining("FaultyDisk");
      hanging.countDown();
    }
  }

  @Test
  void aTransportThatCannotStartLeavesNothingBehind() throws IOException {
    SegmentedLog log = SegmentedLog.open(FileDisk.at(directory), LogSettings.STANDARD);
    CountDownLatch transportClosed = new CountDownLatch(1);
    Transport busy =
        new Transport() {
          @Override
          public void start(Receiver receiver) {
            throw new UncheckedIOException(new IOException("port 8000 is taken"));
          }

          @Override
          public void send(long to, PeerMessage message) {}

          @Override
          public void close() {
            transportClosed.countDown();
          }
        };
    NodeSettings settings = NodeSettings.of(1, new Configuration(List.of(1L, 2L)), 7);
    assertThatThrownBy(
            () -> RaftNode.start(settings, log, busy, new ListMachine(), NodeObserver.NONE))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("port 8000 is taken");
    assertThat(transportClosed.getCount()).isZero();
    assertThatThrownBy(log::sync).isInstanceOf(IOException.class);
  }

  @Test
  void theLeaderIsClosedUnderLoadAndNothingAcknowledgedIsLost() throws Exception {
    try (ThreadCluster cluster = ThreadCluster.of(directory, 3)) {
      List<String> commands = new ArrayList<>();
      List<CompletableFuture<Bytes>> writes = new ArrayList<>();
      for (int round = 0; round < 3; round++) {
        long leader = cluster.leader().id();
        for (int i = 0; i < 300; i++) {
          Member member = cluster.member(1 + i % 3);
          String command = "r" + round + "w" + i;
          commands.add(command);
          writes.add(member.node().propose(Bytes.utf8(command)));
        }
        Await.until("some are answered", () -> writes.getLast().isDone() || someDone(writes));
        cluster.stop(leader);
        Await.until("every request ends", () -> allDone(writes));
        cluster.start(leader);
      }
      List<String> applied = cluster.leader().read();
      assertThat(applied).doesNotHaveDuplicates();
      for (int i = 0; i < writes.size(); i++) {
        if (!writes.get(i).isCompletedExceptionally()) {
          assertThat(applied).contains(commands.get(i));
        }
      }
      for (Member member : cluster.members.values()) {
        assertThat(member.read()).isEqualTo(applied);
      }
    }
  }

  private static boolean someDone(List<? extends CompletableFuture<?>> futures) {
    return futures.stream().filter(CompletableFuture::isDone).count() > futures.size() / 2;
  }
}
