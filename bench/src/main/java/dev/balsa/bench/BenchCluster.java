package dev.balsa.bench;

import dev.balsa.core.Configuration;
import dev.balsa.core.HardState;
import dev.balsa.log.DataDirectory;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import dev.balsa.net.NetSettings;
import dev.balsa.net.TcpTransport;
import dev.balsa.node.NodeObserver;
import dev.balsa.node.NodeSettings;
import dev.balsa.node.RaftNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** Some members of one group in this process, with disks and loopback connections of their own. */
final class BenchCluster implements AutoCloseable {
  private static final long CLUSTER_ID = 0xBE7CL;
  private static final long LEADER_WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final List<RaftNode> nodes = new ArrayList<>();
  private final List<MapStateMachine> machines = new ArrayList<>();
  private final List<DataDirectory> open = new ArrayList<>();

  private BenchCluster() {}

  /**
   * Starts the members and waits for a leader.
   *
   * @param folder where each member gets a folder; they should not exist
   */
  static BenchCluster start(Path folder, int members) throws Exception {
    BenchCluster cluster = new BenchCluster();
    try {
      Map<Long, InetSocketAddress> addresses = freeAddresses(members);
      for (long member : addresses.keySet()) {
        cluster.add(folder.resolve("member-" + member), member, addresses);
      }
      cluster.awaitLeader();
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  static Map<Long, InetSocketAddress> freeAddresses(int members) throws IOException {
    Map<Long, InetSocketAddress> addresses = new TreeMap<>();
    List<ServerSocket> held = new ArrayList<>();
    for (long member = 1; member <= members; member++) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      held.add(socket);
      addresses.put(
          member, new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()));
    }
    for (ServerSocket socket : held) {
      socket.close();
    }
    return addresses;
  }

  private void add(Path folder, long member, Map<Long, InetSocketAddress> addresses)
      throws Exception {
    DataDirectory directory = DataDirectory.open(folder, CLUSTER_ID, member);
    open.add(directory);
    SegmentedLog log = directory.openLog(LogSettings.STANDARD);
    TcpTransport transport =
        TcpTransport.of(NetSettings.of(directory.identity(), bind(addresses, member), addresses));
    Configuration voters =
        new Configuration(LongStream.rangeClosed(1, addresses.size()).boxed().toList());
    MapStateMachine machine = new MapStateMachine();
    nodes.add(
        RaftNode.start(
            NodeSettings.of(member, voters, directory.identity().directoryId() + member),
            log,
            transport,
            machine,
            NodeObserver.NONE));
    machines.add(machine);
  }

  private static InetSocketAddress bind(Map<Long, InetSocketAddress> addresses, long member) {
    InetSocketAddress address = addresses.get(member);
    if (address == null) {
      throw new IllegalStateException("member " + member + " has no address");
    }
    return address;
  }

  private void awaitLeader() throws TimeoutException {
    long deadline = System.nanoTime() + LEADER_WAIT_NANOS;
    while (leaderId() == HardState.NOBODY) {
      if (System.nanoTime() > deadline) {
        throw new TimeoutException("the members elected no leader within 10 s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
  }

  private long leaderId() {
    long leader = nodes.getFirst().status().leader();
    for (RaftNode node : nodes) {
      if (node.status().leader() != leader) {
        return HardState.NOBODY;
      }
    }
    return leader;
  }

  RaftNode leader() {
    return nodes.get((int) leaderId() - 1);
  }

  List<MapStateMachine> machines() {
    return machines;
  }

  List<RaftNode> nodes() {
    return nodes;
  }

  @Override
  public void close() throws IOException {
    for (RaftNode node : nodes) {
      node.close();
    }
    for (DataDirectory each : open.reversed()) {
      each.close();
    }
  }
}
