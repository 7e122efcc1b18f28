package dev.balsa.bench;

import dev.balsa.core.Configuration;
import dev.balsa.core.HardState;
import dev.balsa.core.RoleName;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Three members of many groups in this process, each with threads, disk and connections. */
final class GroupsCluster implements AutoCloseable {
  private static final long CLUSTER_ID = 0xBE7CL;
  private static final int MEMBERS = 3;
  private static final long LEADER_WAIT_NANOS = TimeUnit.SECONDS.toNanos(120);

  /** Small, because each group has such files and buffers. */
  private static final LogSettings LOG =
      LogSettings.STANDARD.withSizes(64 << 10, 16 << 10).withMemory(16 << 10, 64 << 10);

  private final List<Member> members = new ArrayList<>();
  private final int groups;

  private record Member(
      long id,
      DataDirectory directory,
      SharedTransport connections,
      RaftHost host,
      List<RaftNode> nodes) {}

  private GroupsCluster(int groups) {
    this.groups = groups;
  }

  /**
   * Starts the members with their groups and waits until each group has a leader.
   *
   * @param folder where each member gets a folder; they should not exist
   */
  static GroupsCluster start(Path folder, int groups, int logThreads) throws Exception {
    GroupsCluster cluster = new GroupsCluster(groups);
    HostLimits limits = HostLimits.STANDARD.withGroupsMax(groups).withThreads(logThreads, 1);
    try {
      Map<Long, InetSocketAddress> addresses = BenchCluster.freeAddresses(MEMBERS);
      for (long id : addresses.keySet()) {
        cluster.members.add(member(folder.resolve("member-" + id), id, addresses, limits));
      }
      Configuration voters = new Configuration(List.copyOf(addresses.keySet()));
      for (int group = 0; group < groups; group++) {
        for (Member each : cluster.members) {
          each.nodes().add(node(each, group, voters));
        }
      }
      cluster.awaitLeaders();
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
  }

  private static Member member(
      Path folder, long id, Map<Long, InetSocketAddress> addresses, HostLimits limits)
      throws IOException {
    DataDirectory directory = DataDirectory.open(folder, CLUSTER_ID, id);
    InetSocketAddress bind = Objects.requireNonNull(addresses.get(id));
    return new Member(
        id,
        directory,
        SharedTransport.start(
            NetSettings.of(directory.identity(), bind, addresses),
            GroupLimits.STANDARD,
            NetListener.NONE),
        RaftHost.start(limits, Long.toString(id)),
        new ArrayList<>());
  }

  private static RaftNode node(Member member, int group, Configuration voters) throws IOException {
    long seed = member.directory().identity().directoryId() + 31L * group;
    return member
        .host()
        .start(
            NodeSettings.of(member.id(), voters, seed),
            member.directory().openLog(group, LOG),
            member.connections().group(group),
            new MapStateMachine(),
            NodeObserver.NONE);
  }

  private void awaitLeaders() throws TimeoutException {
    long deadline = System.nanoTime() + LEADER_WAIT_NANOS;
    for (int group = 0; group < groups; group++) {
      while (leader(group) == null) {
        if (System.nanoTime() > deadline) {
          throw new TimeoutException("group " + group + " elected no leader within 120 s");
        }
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
  }

  int groups() {
    return groups;
  }

  /** The member of a group that leads it, as far as the others know too, or null. */
  @Nullable RaftNode leader(int group) {
    long leader = members.getFirst().nodes().get(group).status().leader();
    if (leader == HardState.NOBODY) {
      return null;
    }
    RaftNode node = members.get((int) leader - 1).nodes().get(group);
    return node.status().role() == RoleName.LEADER ? node : null;
  }

  /** Frames that have left all members. */
  long frames() {
    return members.stream()
        .flatMap(member -> member.connections().status().values().stream())
        .mapToLong(PeerLink::framesOut)
        .sum();
  }

  /** Whether every member has applied all that is committed. */
  boolean agrees() {
    for (int group = 0; group < groups; group++) {
      long end = members.getFirst().nodes().get(group).status().commitIndex();
      for (Member each : members) {
        if (each.nodes().get(group).status().appliedIndex() != end) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    members.parallelStream().forEach(each -> each.host().close());
    for (Member each : members) {
      each.connections().close();
      each.directory().close();
    }
  }
}
