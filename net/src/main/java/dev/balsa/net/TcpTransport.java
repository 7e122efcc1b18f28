package dev.balsa.net;

import dev.balsa.core.Configuration;
import dev.balsa.core.Message;
import dev.balsa.log.MemberId;
import dev.balsa.net.tls.CertificateFilesException;
import dev.balsa.net.tls.CertificateNames;
import dev.balsa.net.tls.Certificates;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.Transport;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
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
  private final Names names;
  private final Groups groups;
  private final Outbox outbox = new Outbox();
  private final Fellows fellows;
  private volatile @Nullable Running running;
  private volatile boolean closed;
  private volatile Set<Long> cutOff = Set.of();
  private Map<Long, InetSocketAddress> addresses;

  /** What exists between start and close. */
  private record Running(NetContext net, Acceptor acceptor, InetSocketAddress address) {}

  private TcpTransport(NetSettings settings, NetListener listener, Names names, Groups groups) {
    this.settings = settings;
    this.listener = listener;
    this.names = names;
    this.groups = groups;
    this.fellows = new Fellows(settings.identity().memberId());
    this.addresses = settings.peers();
  }

  /** A transport that is not started yet and that nobody watches. */
  public static TcpTransport of(NetSettings settings) {
    return of(settings, NetListener.NONE);
  }

  /** A transport that is not started yet. */
  public static TcpTransport of(NetSettings settings, NetListener listener) {
    return of(settings, listener, InetAddress::getByName);
  }

  /** With names that are looked up in another way. */
  static TcpTransport of(NetSettings settings, NetListener listener, Names names) {
    return new TcpTransport(settings, listener, names, Groups.one());
  }

  /** Connections for many groups. */
  static TcpTransport ofMany(NetSettings settings, NetListener listener, Groups groups) {
    return new TcpTransport(settings, listener, InetAddress::getByName, groups);
  }

  /**
   * Listens and begins to dial the other members.
   *
   * @throws UncheckedIOException with a {@link BindException} that says what to do if the address
   *     cannot be listened on
   * @throws UncheckedIOException with a {@link CertificateFilesException} if there are no
   *     certificates that can be used
   * @throws IllegalStateException if it was started or closed before
   */
  @Override
  public synchronized void start(Receiver receiver) {
    checkNew();
    groups.add(settings.groupId(), uncut(receiver));
    open();
  }

  private void checkNew() {
    if (closed || running != null) {
      throw new IllegalStateException(
          "the transport was " + (closed ? "closed" : "started") + " before; make a new one");
    }
  }

  /** Listens and begins to dial, as {@link #start}. */
  synchronized void open() {
    checkNew();
    Certificates certificates = certificates();
    EventLoops loops = EventLoops.named("balsa-net-" + settings.identity().memberId());
    NetContext net =
        new NetContext(settings, listener, groups, loops, names, certificates, fellows);
    Map<Long, Peer> peers = net.peers();
    addresses.forEach((member, address) -> peers.put(member, new Peer(net, member, address)));
    Acceptor acceptor =
        new Acceptor(net, member -> Objects.requireNonNull(peers.get(member)).counters());
    net.wire(acceptor);
    try {
      running = new Running(net, acceptor, acceptor.listen());
    } catch (BindException e) {
      if (certificates != null) {
        certificates.close();
      }
      loops.group().shutdownGracefully(0, settings.limits().closeMillis(), TimeUnit.MILLISECONDS);
      throw new UncheckedIOException(e.getMessage(), e);
    }
    Clock clock = new Clock(net, peers, acceptor);
    int ping = settings.limits().pingMillis();
    net.loop().execute(() -> peers.values().forEach(Peer::dial));
    net.loop().scheduleWithFixedDelay(clock::tick, ping, ping, TimeUnit.MILLISECONDS);
  }

  private @Nullable Certificates certificates() {
    if (!(settings.security() instanceof Security.Tls tls)) {
      return null;
    }
    String own =
        CertificateNames.member(
            settings.cluster(), MemberId.number(settings.identity().memberId()));
    try {
      return Certificates.load(
          tls.files(),
          own,
          new Certificates.Watcher() {
            @Override
            public void loaded(String text) {
              listener.certificatesLoaded(text);
            }

            @Override
            public void kept(String text) {
              listener.certificatesKept(text);
            }
          });
    } catch (CertificateFilesException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Serves a group from now on. */
  void serve(long group, Receiver receiver) {
    if (closed) {
      throw new IllegalStateException("the transport was closed; make a new one");
    }
    groups.add(group, uncut(receiver));
  }

  /** Serves a group no longer, and tells the other members. */
  void leave(long group) {
    Running now = running;
    fellows.forget(group);
    if (groups.remove(group) && now != null && !closed) {
      now.net().execute(() -> now.net().peers().values().forEach(peer -> peer.leave(group)));
    }
  }

  Groups groups() {
    return groups;
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

  /**
   * Tells who the other members are from now on: dials new ones, parts from those that are left
   * out, and looks for those that moved at their new address. Connections that work stay, that of a
   * member that moved too, for a connection belongs to a member and not to an address. Returns at
   * once.
   *
   * @param members all of them with where they listen; as in {@link NetSettings#peers}
   * @throws IllegalArgumentException if a member id is not positive or two members share an address
   */
  public synchronized void peers(Map<Long, InetSocketAddress> members) {
    addresses = NetSettings.others(settings.identity(), members);
    Running now = running;
    if (now != null) {
      Map<Long, InetSocketAddress> wanted = addresses;
      now.net().execute(() -> change(now, wanted));
    }
  }

  /**
   * {@inheritDoc} An address in the log comes before one in the settings. Who has left the cluster
   * is still let in, to be told so, unless another member has its address now.
   */
  @Override
  public void members(Configuration configuration) {
    members(settings.groupId(), configuration);
  }

  /** What a group says about who the members are. */
  synchronized void members(long group, Configuration configuration) {
    fellows.of(group, configuration);
    peers(MemberAddresses.merged(addresses, configuration));
  }

  private static void change(Running now, Map<Long, InetSocketAddress> wanted) {
    NetContext net = now.net();
    if (net.isClosed()) {
      return;
    }
    net.guests().settle(wanted);
    for (long member : net.peers().keySet()) {
      if (!wanted.containsKey(member) && !net.guests().contains(member)) {
        net.part(member, "member " + member + " is no longer in the cluster");
      }
    }
    wanted.forEach((member, address) -> {
      Peer peer = net.peers().get(member);
      if (peer == null) {
        Peer added = new Peer(net, member, address);
        net.peers().put(member, added);
        added.dial();
      } else {
        peer.moved(address);
      }
    });
  }

  /**
   * {@inheritDoc} A member without an address, as one that was just removed, cannot be reached.
   *
   * @throws IllegalArgumentException if the member is this one, or the message names another sender
   *     or receiver
   * @throws IllegalStateException if the transport was not started
   */
  @Override
  public void send(long to, PeerMessage message) {
    send(settings.groupId(), null, to, message);
  }

  /** Sends for a group, out of its share of what may wait, if it has one. */
  void send(long group, @Nullable Share share, long to, PeerMessage message) {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("the transport is not started");
    }
    if (to == settings.identity().memberId()) {
      throw new IllegalArgumentException("a message from member " + to + " to itself");
    }
    if (message instanceof PeerMessage.Consensus consensus) {
      checkAddressee(to, consensus.message());
    }
    Peer peer = now.net().peers().get(to);
    if (peer == null || cutOff.contains(to)) {
      return;
    }
    long bytes = MessageCodec.measure(message);
    if (bytes > settings.limits().messageBytesMax()) {
      peer.reserve().tooLarge(bytes, settings.limits().messageBytesMax());
      return;
    }
    Outgoing outgoing = new Outgoing(peer, group, share, message, (int) bytes);
    if (!closed && peer.take(outgoing) && outbox.push(outgoing)) {
      now.net().execute(this::drain, outbox::deliver);
    }
  }

  /**
   * {@inheritDoc} It takes a connection in each direction: one for the request and one for the
   * answer.
   */
  @Override
  public boolean isConnected(long member) {
    Running now = running;
    Peer peer = now == null ? null : now.net().peers().get(member);
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
    outbox.deliver();
    for (Peer peer : now.net().peers().values()) {
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
      now.net()
          .peers()
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
    Certificates certificates = net.certificates();
    if (certificates != null) {
      certificates.close();
    }
    net.execute(() -> {
      now.acceptor().stop();
      drain();
      net.peers().values().forEach(peer -> peer.stop("this member stops"));
    });
    int millis = settings.limits().closeMillis();
    var terminated = net.loops().group().shutdownGracefully(0, millis, TimeUnit.MILLISECONDS);
    if (!net.loop().inEventLoop()) {
      terminated.awaitUninterruptibly(millis, TimeUnit.MILLISECONDS);
    }
  }
}
