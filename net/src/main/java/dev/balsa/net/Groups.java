package dev.balsa.net;

import dev.balsa.node.Transport;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The Raft groups that a transport serves, and who takes what comes for each. By any thread. */
final class Groups {
  private final ConcurrentMap<Long, Transport.Receiver> receivers = new ConcurrentHashMap<>();
  private final boolean many;
  private final int most;

  private Groups(boolean many, int most) {
    this.many = many;
    this.most = most;
  }

  /** Of a transport that serves one group and expects to hear of no other. */
  static Groups one() {
    return new Groups(false, 1);
  }

  /** Of a transport whose groups come and go. */
  static Groups many(int most) {
    return new Groups(true, most);
  }

  /** Whether a message for a group that is not served is nothing unheard-of. */
  boolean isMany() {
    return many;
  }

  /**
   * Serves a group from now on.
   *
   * @throws IllegalStateException if it is served already or there are too many
   */
  synchronized void add(long group, Transport.Receiver receiver) {
    if (receivers.containsKey(group)) {
      throw new IllegalStateException("group " + group + " is served already");
    }
    if (receivers.size() >= most) {
      throw new IllegalStateException(
          most + " groups are served, and groupsMax is " + most + "; end some, or raise it");
    }
    receivers.put(group, receiver);
  }

  /** Serves a group no longer; answers whether it did. */
  synchronized boolean remove(long group) {
    return receivers.remove(group) != null;
  }

  /** Who takes what comes for a group, or null if it is not served. */
  Transport.@Nullable Receiver of(long group) {
    return receivers.get(group);
  }

  /** Does something with each receiver. */
  void forEach(Consumer<Transport.Receiver> action) {
    receivers.values().forEach(action);
  }

  int size() {
    return receivers.size();
  }
}
