package dev.balsa.net;

import dev.balsa.core.Configuration;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.Transport;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The connections of one process for many Raft groups: for each pair of members one in each
 * direction, whatever the number of groups. Groups come and go while it runs. Safe for use by many
 * threads.
 *
 * <p>A member has the same id in all its groups. What is said of the order and the loss of messages
 * at {@link TcpTransport} holds for each group. A message for a group that a member does not serve
 * is dropped there, and the sender's group is told as if the connection to that member had been
 * lost; the connection itself stays.
 */
public final class SharedTransport implements AutoCloseable {
  private final NetSettings settings;
  private final GroupLimits limits;
  private final TcpTransport connections;

  private SharedTransport(NetSettings settings, GroupLimits limits, NetListener listener) {
    this.settings = settings;
    this.limits = limits;
    this.connections = TcpTransport.ofMany(settings, listener, Groups.many(limits.groupsMax()));
  }

  /**
   * Listens and begins to dial the other members; serves no group yet.
   *
   * @param settings whose {@code groupId} all members must name alike; it is none of the groups
   * @throws UncheckedIOException as {@link TcpTransport#start}
   */
  public static SharedTransport start(
      NetSettings settings, GroupLimits limits, NetListener listener) {
    SharedTransport shared = new SharedTransport(settings, limits, listener);
    shared.connections.open();
    return shared;
  }

  /**
   * What one group sends and receives with. It is served from its {@link Transport#start} to its
   * {@link Transport#close}; the connections stay when it ends.
   *
   * @param id the same on all members, 0 or more
   * @throws IllegalArgumentException if it is negative
   */
  public Transport group(long id) {
    if (id < 0) {
      throw new IllegalArgumentException("group " + id + "; the ids of groups are not negative");
    }
    return new Group(id);
  }

  /** How many groups are served. */
  public int groups() {
    return connections.groups().size();
  }

  /** Where this member listens, with the port the system chose. */
  public InetSocketAddress boundAddress() {
    return connections.boundAddress();
  }

  /** As {@link TcpTransport#status}. */
  public Map<Long, PeerLink> status() {
    return connections.status();
  }

  /** As {@link TcpTransport#peers}. */
  public void peers(Map<Long, InetSocketAddress> members) {
    connections.peers(members);
  }

  /** As {@link TcpTransport#cutOff}. */
  public void cutOff(Set<Long> members) {
    connections.cutOff(members);
  }

  /** Ends all connections. Idempotent, and otherwise as {@link TcpTransport#close}. */
  @Override
  public void close() {
    connections.close();
  }

  /** One group. */
  private final class Group implements Transport {
    private final long id;
    private final ConcurrentMap<Long, Share> shares = new ConcurrentHashMap<>();

    Group(long id) {
      this.id = id;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the group is served already, or too many are
     */
    @Override
    public void start(Receiver receiver) {
      connections.serve(id, receiver);
    }

    @Override
    public void send(long to, PeerMessage message) {
      Share share =
          shares.computeIfAbsent(to, all -> new Share(settings.limits(), limits.sharePercent()));
      connections.send(id, share, to, message);
    }

    @Override
    public boolean isConnected(long member) {
      return connections.isConnected(member);
    }

    /**
     * {@inheritDoc} What the groups say about where members are is put together; if they contradict
     * each other, the last word counts.
     */
    @Override
    public void members(Configuration configuration) {
      connections.members(id, configuration);
    }

    @Override
    public void close() {
      connections.leave(id);
    }
  }
}
