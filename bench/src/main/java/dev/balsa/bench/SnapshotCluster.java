package dev.balsa.bench;

import dev.balsa.Balsa;
import dev.balsa.Cluster;
import dev.balsa.Limits;
import dev.balsa.Member;
import dev.balsa.core.Effect;
import dev.balsa.core.Event;
import dev.balsa.node.NodeObserver;
import dev.balsa.node.RaftNode;
import dev.balsa.node.SnapshotLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Whole members of one cluster in this process, which can be stopped and started again. */
final class SnapshotCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path folder;
  private final List<Member> members;
  private final Map<Long, Balsa> running = new TreeMap<>();
  private final AtomicLong snapshots = new AtomicLong();

  SnapshotCluster(Path folder, int size) throws IOException {
    this.folder = folder;
    this.members = freeAddresses(size);
  }

  private static List<Member> freeAddresses(int size) throws IOException {
    List<Member> members = new ArrayList<>();
    List<ServerSocket> held = new ArrayList<>();
    for (int member = 1; member <= size; member++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      members.add(Member.of(member, "127.0.0.1:" + socket.getLocalPort()));
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    return members;
  }

  /** Starts all members with these limits; stops them first if they run. */
  void start(SnapshotLimits limits) throws InterruptedException, TimeoutException {
    close();
    for (Member member : members) {
      start(member.id(), limits);
    }
    await(leader());
  }

  private Balsa start(long member, SnapshotLimits limits) {
    Balsa balsa =
        Cluster.of(members)
            .name("bench")
            .directory(folder.resolve("member-" + member))
            .limits(Limits.STANDARD.with(limits))
            .observer(new Counting(member))
            .start(member);
    running.put(member, balsa);
    return balsa;
  }

  /** Counts the snapshots of one member, so that three members taking one are one. */
  private final class Counting implements NodeObserver {
    private final long member;

    Counting(long member) {
      this.member = member;
    }

    @Override
    public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
      for (Event event : events) {
        if (member == 1 && event instanceof Event.SnapshotTaken) {
          snapshots.incrementAndGet();
        }
      }
    }
  }

  /** How many snapshots member 1 has taken. */
  long snapshots() {
    return snapshots.get();
  }

  /** Stops a follower, starts it again, and returns the seconds until it serves a read. */
  double restartSeconds(SnapshotLimits limits, long keys)
      throws InterruptedException, TimeoutException {
    Balsa leader = leader();
    long follower =
        members.stream()
            .mapToLong(Member::id)
            .filter(id -> members.size() == 1 || id != leader.self().id())
            .findFirst()
            .orElseThrow();
    Balsa before = running.remove(follower);
    if (before != null) {
      before.close();
    }
    long begun = System.nanoTime();
    Balsa again = start(follower, limits);
    await(again);
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (again.store().keyCount() < keys) {
      throw new IllegalStateException(
          "the member serves with " + again.store().keyCount() + " of " + keys + " keys");
    }
    return seconds;
  }

  private static void await(Balsa member) throws InterruptedException, TimeoutException {
    if (!member.waitUntilReady(PATIENCE)) {
      throw new TimeoutException("member " + member.self().id() + " does not serve");
    }
  }

  /** The member that leads. */
  Balsa leader() throws InterruptedException, TimeoutException {
    Balsa any = running.values().iterator().next();
    await(any);
    return any.leader()
        .map(member -> running.get(member.id()))
        .orElseThrow(() -> new TimeoutException("there is no leader"));
  }

  /** The node that leads. */
  RaftNode leaderNode() throws InterruptedException, TimeoutException {
    return leader().raftNode();
  }

  @Override
  public void close() {
    running.values().forEach(Balsa::close);
    running.clear();
  }
}
