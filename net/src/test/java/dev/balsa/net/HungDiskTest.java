package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import dev.balsa.core.Settings;
import dev.balsa.log.FileDisk;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import dev.balsa.node.NodeObserver;
import dev.balsa.node.NodeSettings;
import dev.balsa.node.NodeStatus;
import dev.balsa.node.RaftNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A leader whose disk neither fails nor answers must not lead on (B48). Nodes, threads, sockets and
 * files are real; only the sync of one disk waits until the test releases it.
 */
class HungDiskTest {
  private static final long PATIENCE_SECONDS = 20;

  @TempDir Path root;

  private final Members members = new Members(3);
  private final List<Member> all = new ArrayList<>();

  /** A node, its disk, what it has applied, and how often it said that it leads. */
  private static final class Member implements NodeObserver {
    final List<String> applied = new ArrayList<>();
    final AtomicInteger appendsSent = new AtomicInteger();
    final HangingDisk disk;
    final RaftNode node;

    Member(long id, Path directory, Members members) throws IOException {
      Files.createDirectory(directory);
      disk = new HangingDisk(FileDisk.at(directory));
      node =
          RaftNode.start(
              NodeSettings.of(id, new Configuration(List.of(1L, 2L, 3L)), id),
              SegmentedLog.open(disk, LogSettings.STANDARD.withSizes(4 << 20, 2 << 20)),
              TcpTransport.of(members.settings(id), NetListener.NONE),
              this::apply,
              this);
    }

    private Bytes apply(Entry entry) {
      applied.add(entry.payload().toString());
      return Bytes.EMPTY;
    }

    @Override
    public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
      for (Effect effect : effects) {
        if (effect instanceof Effect.Send send && send.message() instanceof Message.AppendEntries) {
          appendsSent.incrementAndGet();
        }
      }
    }

    boolean leads() {
      return node.status().role() == RoleName.LEADER;
    }

    List<String> read() throws Exception {
      return node.read(() -> List.copyOf(applied)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void write(String command) throws Exception {
      node.propose(Bytes.utf8(command)).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static void await(String what, BooleanSupplier holds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
      }
      LockSupport.parkNanos(500_000);
    }
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  @Test
  void b48ALeaderWhoseDiskHangsIsReplacedAndComesBackAsAFollower() throws Exception {
    try {
      for (long id = 1; id <= 3; id++) {
        all.add(new Member(id, root.resolve("member-" + id), members));
      }
      await("a leader", () -> all.stream().anyMatch(Member::leads));
      Member old = all.stream().filter(Member::leads).findFirst().orElseThrow();
      old.write("before");

      old.disk.hang();
      long hungNanos = System.nanoTime();
      CompletableFuture<Bytes> caught = old.node.propose(Bytes.utf8("caught"));
      await("the leader steps down", () -> !old.leads());
      long steppedDownMillis = millisSince(hungNanos);
      int appendsSent = old.appendsSent.get();
      await("another leader", () -> all.stream().anyMatch(Member::leads));
      Member next = all.stream().filter(Member::leads).findFirst().orElseThrow();
      next.write("meanwhile");
      System.out.printf(
          "A leader whose disk hangs stepped down after %d ms, and the next write was done after"
              + " %d ms (election timeout %d ms)%n",
          steppedDownMillis, millisSince(hungNanos), Settings.STANDARD.electionTimeoutMillis());

      assertThat(next).isNotSameAs(old);
      assertThat(steppedDownMillis)
          .isGreaterThanOrEqualTo(Settings.STANDARD.electionTimeoutMillis());
      CompletableFuture<List<String>> read = old.node.read(() -> List.copyOf(old.applied));
      assertThat(next.read()).contains("before", "meanwhile");
      assertThat(old.appendsSent).as("heartbeats after it stepped down").hasValue(appendsSent);
      assertThat(read).isNotDone();
      assertThat(old.leads()).isFalse();

      old.disk.release();
      assertThat(read.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains("before", "meanwhile");
      await("the caught command ends", caught::isDone);
      assertThat(old.node.status().role()).isEqualTo(RoleName.FOLLOWER);
      assertThat(old.node.status().phase()).isEqualTo(NodeStatus.Phase.RUNNING);
      old.write("after");
      assertThat(old.read()).isEqualTo(next.read()).endsWith("after");
    } finally {
      all.forEach(member -> member.disk.release());
      all.forEach(member -> member.node.close());
    }
  }
}
