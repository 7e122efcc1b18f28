package dev.balsa.bench;

import dev.balsa.core.HardState;
import dev.balsa.core.RoleName;
import dev.balsa.node.RaftNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Three members of many groups in this process, each with threads, disk and connections. */
final class GroupsCluster implements AutoCloseable {
  private static final int MEMBERS = 3;
  private static final long LEADER_WAIT_NANOS = TimeUnit.SECONDS.toNanos(120);

  private final List<GroupsMember> members = new ArrayList<>();
  private final int groups;

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
    try {
      Map<Long, InetSocketAddress> addresses = BenchCluster.freeAddresses(MEMBERS);
      for (long id : addresses.keySet()) {
        cluster.members.add(
            GroupsMember.start(folder.resolve("member-" + id), id, addresses, groups, logThreads));
      }
      for (int group = 0; group < groups; group++) {
        for (GroupsMember each : cluster.members) {
          each.addGroup();
        }
      }
      cluster.awaitLeaders();
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e;
    }
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
    return members.stream().mapToLong(GroupsMember::frames).sum();
  }

  /** Whether every member has applied all that is committed. */
  boolean agrees() {
    for (int group = 0; group < groups; group++) {
      long end = members.getFirst().nodes().get(group).status().commitIndex();
      for (GroupsMember each : members) {
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
    for (GroupsMember each : members) {
      each.connections().close();
      each.directory().close();
    }
  }
}
