package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.NotDone.Reason;
import dev.balsa.node.TurnedCluster.Member;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client's session at a cluster whose leaders die, turned by hand. */
class SessionClusterTest {
  private static final SnapshotLimits OFTEN = new SnapshotLimits(4096, 0, 1024, 2, 100, 1000);

  @TempDir Path directory;

  /** What a client at whichever member runs asks. */
  private static CompletableFuture<Bytes> anyone(TurnedCluster cluster, Bytes command) {
    List<Member> running = List.copyOf(cluster.members.values());
    if (running.isEmpty()) {
      return CompletableFuture.failedFuture(new NotDone(Reason.LOST, "nobody runs"));
    }
    return running
        .get(cluster.random.nextInt(running.size()))
        .core()
        .propose(command)
        .exceptionallyCompose(failure -> CompletableFuture.failedFuture(ofAll(failure)));
  }

  /** That one member has stopped is no reason to give up. */
  private static Throwable ofAll(Throwable failure) {
    return failure instanceof NotDone notDone && notDone.reason() == Reason.STOPPED
        ? new NotDone(Reason.LOST, "the member has stopped")
        : failure;
  }

  private static void dies(TurnedCluster cluster, long id) {
    Member member = cluster.member(id);
    cluster.kill(id);
    member.core().abandon();
  }

  @Test
  void commandsAreAppliedOnceThoughLeadersDie() {
    try (TurnedCluster cluster = new TurnedCluster(directory, 3, 4711, OFTEN)) {
      ClientSession session =
          new ClientSession(
              command -> anyone(cluster, command),
              SessionLimits.STANDARD,
              NodeLimits.STANDARD.withTimeouts(600_000, 1000),
              cluster.clock);
      List<CompletableFuture<Bytes>> writes = new ArrayList<>();
      for (int round = 0; round < 12; round++) {
        long leader = cluster.leader().id();
        for (int i = 0; i < 10; i++) {
          writes.add(session.propose(Bytes.utf8("w" + writes.size() + " " + "x".repeat(60))));
        }
        for (int turns = cluster.random.nextInt(8); turns > 0; turns--) {
          cluster.turn();
        }
        dies(cluster, leader);
        cluster.pass(50);
        cluster.start(leader);
        cluster.until(
            "answers",
            () -> {
              session.tick();
              return writes.stream().allMatch(CompletableFuture::isDone);
            });
      }
      assertThat(writes).allSatisfy(write -> assertThat(write).isCompleted());
      List<String> applied = cluster.leader().machine().applied();
      assertThat(applied).hasSize(writes.size()).doesNotHaveDuplicates();
      for (int i = 0; i < writes.size(); i++) {
        int place = Integer.parseInt(writes.get(i).join().utf8());
        assertThat(applied.get(place - 1)).startsWith("w" + i + " ");
      }
    }
  }
}
