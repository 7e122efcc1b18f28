package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Three members in this process, with real connections and real disks. */
final class ThreeMembers implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final Cluster cluster;
  private final Path root;
  private final @Nullable Balsa[] running = new @Nullable Balsa[3];

  private ThreeMembers(Path root, Cluster cluster) {
    this.root = root;
    this.cluster = cluster;
  }

  /** Starts three, each with the same changes to what it is started with. */
  static ThreeMembers start(Path root, UnaryOperator<Cluster> changes) throws Exception {
    ThreeMembers members =
        new ThreeMembers(
            root, changes.apply(Balsa.cluster(freeAddresses(3).toArray(String[]::new))));
    for (int member = 1; member <= 3; member++) {
      members.start(member);
    }
    assertThat(members.get(1).waitUntilReady(PATIENCE)).isTrue();
    return members;
  }

  static ThreeMembers start(Path root) throws Exception {
    return start(root, UnaryOperator.identity());
  }

  /** Has a member lead, whoever of some others leads before. */
  static void handOver(Balsa to, Balsa... others) throws Exception {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (!to.isLeader()) {
      assertThat(System.nanoTime()).isLessThan(deadlineNanos);
      for (Balsa other : others) {
        if (other.isLeader()) {
          other.raftNode().transferLeadership(to.identity().memberId()).get(60, TimeUnit.SECONDS);
        }
      }
      Thread.onSpinWait();
    }
  }

  /** Addresses that nobody listens on; all are held at once, so that they differ. */
  static List<String> freeAddresses(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      List<String> addresses = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        sockets.add(socket);
        addresses.add("127.0.0.1:" + socket.getLocalPort());
      }
      return addresses;
    } finally {
      for (ServerSocket socket : sockets) {
        socket.close();
      }
    }
  }

  Path directory(int member) {
    return root.resolve("member-" + member);
  }

  Balsa start(int member) {
    Balsa balsa = cluster.directory(directory(member)).start(member);
    running[member - 1] = balsa;
    return balsa;
  }

  void stop(int member) {
    get(member).close();
    running[member - 1] = null;
  }

  Balsa get(int member) {
    Balsa balsa = running[member - 1];
    if (balsa == null) {
      throw new IllegalStateException("member " + member + " is stopped");
    }
    return balsa;
  }

  List<Balsa> all() {
    List<Balsa> all = new ArrayList<>();
    for (Balsa balsa : running) {
      if (balsa != null) {
        all.add(balsa);
      }
    }
    return all;
  }

  /** The number of the member that leads, once one does and has applied what was before. */
  int leader() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      for (Balsa balsa : all()) {
        if (balsa.waitUntilLeader(Duration.ofMillis(10)).isPresent()) {
          return (int) balsa.self().id();
        }
      }
    }
    throw new AssertionError("nobody leads");
  }

  int follower() throws InterruptedException {
    int leader = leader();
    return all().stream()
        .mapToInt(b -> (int) b.self().id())
        .filter(m -> m != leader)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    all().forEach(Balsa::close);
  }
}
