package dev.balsa.net;

import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Looks at all connections in turn, to notice those that are dead. Used by the event loop only. */
final class Clock {
  private final NetContext net;
  private final Map<Long, Peer> peers;
  private final Acceptor acceptor;
  private long lastNanos = System.nanoTime();

  Clock(NetContext net, Map<Long, Peer> peers, Acceptor acceptor) {
    this.net = net;
    this.peers = peers;
    this.acceptor = acceptor;
  }

  void tick() {
    long now = System.nanoTime();
    // After a long pause of this process the answers lie unread in the kernel: only a further tick
    // can tell silence.
    if (now - lastNanos > TimeUnit.MILLISECONDS.toNanos(2L * net.limits().pingMillis())) {
      peers.values().forEach(Peer::forgive);
      acceptor.forgive();
    }
    lastNanos = now;
    peers.values().forEach(peer -> peer.tick(now));
    acceptor.tick(now);
    net.guests().tick(now);
  }
}
