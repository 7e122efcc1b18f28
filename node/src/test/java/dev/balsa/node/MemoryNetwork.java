package dev.balsa.node;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Connects nodes of one process: a message is received while it is sent. Links can be cut, in one
 * direction or both, and kinds of messages can be lost. Safe for use by many threads.
 */
final class MemoryNetwork {
  private record Link(long from, long to) {}

  private final Map<Long, Endpoint> endpoints = new ConcurrentHashMap<>();
  private final Set<Link> cut = ConcurrentHashMap.newKeySet();
  private final Set<Predicate<PeerMessage>> losing = ConcurrentHashMap.newKeySet();

  /** A new transport for a member; it replaces the one the member had. */
  Transport transport(long member) {
    return new Endpoint(member);
  }

  /** Loses every message from one member to another from now on. */
  void cut(long from, long to) {
    cut.add(new Link(from, to));
  }

  /**
   * Loses every message to and from a member from now on, without anybody noticing a lost
   * connection.
   */
  void isolate(long member) {
    for (long other : endpoints.keySet()) {
      cut(member, other);
      cut(other, member);
    }
  }

  /** Loses every message of some kind from now on. */
  void lose(Predicate<PeerMessage> kind) {
    losing.add(kind);
  }

  /** Connects everybody again, and loses nothing any more. */
  void heal() {
    cut.clear();
    losing.clear();
  }

  private final class Endpoint implements Transport {
    private final long member;
    private volatile Receiver receiver = (from, message) -> {};

    Endpoint(long member) {
      this.member = member;
    }

    @Override
    public void start(Receiver newReceiver) {
      receiver = newReceiver;
      endpoints.put(member, this);
    }

    @Override
    public void send(long to, PeerMessage message) {
      Endpoint other = endpoints.get(to);
      if (other != null
          && isOpen()
          && !cut.contains(new Link(member, to))
          && losing.stream().noneMatch(kind -> kind.test(message))) {
        other.receiver.received(member, message);
      }
    }

    @Override
    public boolean isConnected(long other) {
      return endpoints.containsKey(other);
    }

    private boolean isOpen() {
      return endpoints.get(member) == this;
    }

    @Override
    public void close() {
      if (endpoints.remove(member, this)) {
        for (Endpoint other : new HashSet<>(endpoints.values())) {
          other.receiver.disconnected(member);
        }
      }
    }
  }
}
