package dev.balsa.net;

import dev.balsa.core.Message;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.Transport;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Messages between members over TCP: for each pair one connection in each direction, made by the
 * side that sends on it. Safe for use by many threads.
 *
 * <p>Messages of one member arrive in the order in which one thread sent them, except that when a
 * connection is full those without payloads (heartbeats, votes, answers) overtake those with. A
 * message is dropped, and counted in {@link PeerLink}, if its member is not connected or too much
 * waits for it.
 */
public final class TcpTransport implements Transport {
  private final NetSettings settings;
  private final NetListener listener;
  private final Outbox outbox = new Outbox();
  private volatile @Nullable Running running;
  private volatile boolean closed;
  private volatile Set<Long> cutOff = Set.of();

  /** What exists between start and close. */
  private record Running(
      NetContext net, Map<Long, Peer> peers, Acceptor acceptor, InetSocketAddress address) {}

  private TcpTransport(NetSettings settings, NetListener listener) {
    this.settings = settings;
    this.listener = listener;
  }

  /** A transport that is not started yet and that nobody watches. */
  public static TcpTransport of(NetSettings settings) {
    return of(settings, NetListener.NONE);
  }

  /** A transport that is not started yet. */
  public static TcpTransport of(NetSettings settings, NetListener listener) {
    return new TcpTransport(settings, listener);
  }

  /**
   * Listens and begins to dial the other members.
   *
   * @throws UncheckedIOException with a {@link BindException} that says what to do if the address
   *     cannot be listened on
   * @throws IllegalStateException if it was started or closed before
   */
  @Override
  public synchronized void start(Receiver receiver) {
    if (closed || running != null) {
      throw new IllegalStateException(
          "the transport was " + (closed ? "closed" : "started") + " before; make a new one");
    }
    EventLoops loops = EventLoops.named("balsa-net-" + settings.identity().memberId());
    NetContext net = new NetContext(settings, listener, uncut(receiver), loops);
    Map<Long, Peer> peers = new TreeMap<>();
    settings
        .peers()
        .forEach((member, address) -> peers.put(member, new Peer(net, member, address)));
    Acceptor acceptor = new Acceptor(net, member -> peer(peers, member).counters());
    net.wire(peers::get, acceptor);
    try {
      running = new Running(net, peers, acceptor, acceptor.listen());
    } catch (BindException e) {
      loops.group().shutdownGracefully(0, settings.limits().closeMillis(), TimeUnit.MILLISECONDS);
      throw new UncheckedIOException(e.getMessage(), e);
    }
    Clock clock = new Clock(net, peers, acceptor);
    int ping = settings.limits().pingMillis();
    net.loop().execute(() -> peers.values().forEach(Peer::dial));
    net.loop().scheduleWithFixedDelay(clock::tick, ping, ping, TimeUnit.MILLISECONDS);
  }

  /** A receiver that hears nothing from members that are cut off. */
  private Receiver uncut(Receiver receiver) {
    return new Receiver() {
      @Override
      public void received(long from, PeerMessage message) {
        if (!cutOff.contains(from)) {
          receiver.received(from, message);
        }
      }

      @Override
      public void disconnected(long member) {
        receiver.disconnected(member);
      }
    };
  }

  /**
   * Breaks the network on purpose, for tests and lessons: from now on messages to and from these
   * members are lost. Connections stay, as they do when a network goes silent.
   *
   * @param members who cannot be reached any more; empty heals
   */
  public void cutOff(Set<Long> members) {
    cutOff = Set.copyOf(members);
  }

  private static Peer peer(Map<Long, Peer> peers, long member) {
    Peer peer = peers.get(member);
    if (peer == null) {
      throw new IllegalArgumentException(
          "member " + member + " has no address; known are " + peers.keySet());
    }
    return peer;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the member has no address, is this one, or the message
   *     names another receiver
   * @throws IllegalStateException if the transport was not started
   */
  @Override
  public void send(long to, PeerMessage message) {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("the transport is not started");
    }
    Peer peer = peer(now.peers(), to);
    if (cutOff.contains(to)) {
      return;
    }
    if (message instanceof PeerMessage.Consensus consensus) {
      checkAddressee(to, consensus.message());
    }
    long bytes = MessageCodec.measure(message);
    if (bytes > settings.limits().messageBytesMax()) {
      peer.reserve().tooLarge(bytes, settings.limits().messageBytesMax());
      return;
    }
    Outgoing outgoing = new Outgoing(peer, message, (int) bytes);
    if (!closed && peer.take(outgoing) && outbox.push(outgoing)) {
      now.net().execute(this::drain);
    }
  }

  /**
   * {@inheritDoc} It takes a connection in each direction: one for the request and one for the
   * answer.
   */
  @Override
  public boolean isConnected(long member) {
    Running now = running;
    Peer peer = now == null ? null : now.peers().get(member);
    return now != null
        && peer != null
        && peer.isConnected()
        && now.acceptor().hasConnectionFrom(member);
  }

  private void checkAddressee(long to, Message message) {
    long own = settings.identity().memberId();
    if (message.to() != to || message.from() != own) {
      throw new IllegalArgumentException(
          "a message from member "
              + message.from()
              + " to "
              + message.to()
              + " cannot go from member "
              + own
              + " to "
              + to);
    }
  }

  private void drain() {
    Running now = running;
    if (now == null) {
      return;
    }
    for (Outgoing next = outbox.drain(); next != null; ) {
      Outgoing after = next.next;
      next.next = null;
      next.peer.add(next);
      next = after;
    }
    for (Peer peer : now.peers().values()) {
      peer.drain();
    }
  }

  /**
   * Where this member listens, with the port the system chose.
   *
   * @throws IllegalStateException if the transport was not started
   */
  public InetSocketAddress boundAddress() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("the transport is not started");
    }
    return now.address();
  }

  /** How each other member is reached at this moment; empty before the start. */
  public Map<Long, PeerLink> status() {
    Running now = running;
    Map<Long, PeerLink> links = new TreeMap<>();
    if (now != null) {
      now.peers()
          .forEach((member, peer) ->
              links.put(member, peer.link(now.acceptor().hasConnectionFrom(member))));
    }
    return Collections.unmodifiableMap(links);
  }

  /**
   * {@inheritDoc} Returns after {@code closeMillis} at the latest, and at once if called by the
   * transport's own thread.
   */
  @Override
  public void close() {
    Running now;
    synchronized (this) {
      closed = true;
      now = running;
    }
    if (now == null) {
      return;
    }
    NetContext net = now.net();
    net.close();
    net.execute(() -> {
      now.acceptor().stop();
      drain();
      now.peers().values().forEach(Peer::stop);
    });
    int millis = settings.limits().closeMillis();
    var terminated = net.loops().group().shutdownGracefully(0, millis, TimeUnit.MILLISECONDS);
    if (!net.loop().inEventLoop()) {
      terminated.awaitUninterruptibly(millis, TimeUnit.MILLISECONDS);
    }
  }
}
