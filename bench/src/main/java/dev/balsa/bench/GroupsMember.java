package dev.balsa.bench;

import dev.balsa.core.Configuration;
import dev.balsa.core.HardState;
import dev.balsa.log.DataDirectory;
import dev.balsa.log.LogSettings;
import dev.balsa.net.GroupLimits;
import dev.balsa.net.NetListener;
import dev.balsa.net.NetSettings;
import dev.balsa.net.PeerLink;
import dev.balsa.net.SharedTransport;
import dev.balsa.node.HostLimits;
import dev.balsa.node.NodeObserver;
import dev.balsa.node.NodeSettings;
import dev.balsa.node.RaftHost;
import dev.balsa.node.RaftNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One member of many groups, with threads, a disk and connections of its own. */
record GroupsMember(
    long id,
    Configuration voters,
    DataDirectory directory,
    SharedTransport connections,
    RaftHost host,
    List<RaftNode> nodes)
    implements AutoCloseable {
  private static final long CLUSTER_ID = 0xBE7CL;

  /** Small, because each group has such files and buffers. */
  private static final LogSettings LOG =
      LogSettings.STANDARD.withSizes(64 << 10, 16 << 10).withMemory(16 << 10, 64 << 10);

  /**
   * A member without groups.
   *
   * @param folder should not exist
   * @param addresses of all members
   */
  static GroupsMember start(
      Path folder, long id, Map<Long, InetSocketAddress> addresses, int groupsMax, int logThreads)
      throws IOException {
    DataDirectory directory = DataDirectory.open(folder, CLUSTER_ID, id);
    InetSocketAddress bind = Objects.requireNonNull(addresses.get(id));
    return new GroupsMember(
        id,
        new Configuration(List.copyOf(addresses.keySet())),
        directory,
        SharedTransport.start(
            NetSettings.of(directory.identity(), bind, addresses),
            GroupLimits.STANDARD,
            NetListener.NONE),
        RaftHost.start(
            HostLimits.STANDARD.withGroupsMax(groupsMax).withThreads(logThreads, 1),
            Long.toString(id)),
        new ArrayList<>());
  }

  /** Takes part in the next group. */
  void addGroup() throws IOException {
    int group = nodes.size();
    long seed = directory.identity().directoryId() + 31L * group;
    nodes.add(
        host.start(
            NodeSettings.of(id, voters, seed),
            directory.openLog(group, LOG),
            connections.group(group),
            new MapStateMachine(),
            NodeObserver.NONE));
  }

  /** Whether it knows a leader of each of its groups. */
  boolean isLed() {
    return nodes.stream().allMatch(node -> node.status().leader() != HardState.NOBODY);
  }

  /** Frames that have left it. */
  long frames() {
    return connections.status().values().stream().mapToLong(PeerLink::framesOut).sum();
  }

  @Override
  public void close() throws IOException {
    host.close();
    connections.close();
    directory.close();
  }
}
