package dev.balsa.net;

import dev.balsa.log.Acquaintance;
import dev.balsa.log.Identity;
import dev.balsa.log.MemberId;
import dev.balsa.log.Retirement;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.Transport;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A transport of a test and all it tells. */
final class Node implements Transport.Receiver, NetListener, AutoCloseable {
  private static final long PATIENCE_NANOS = 20_000_000_000L;

  record Received(long from, PeerMessage message) {}

  private final TcpTransport transport;
  private final long member;
  private final List<Received> received = new ArrayList<>();
  private final List<String> events = new ArrayList<>();
  private final List<Acquaintance> acquaintances = new ArrayList<>();
  private final List<Refused> refusals = new ArrayList<>();

  Node(NetSettings settings) {
    this(settings, InetAddress::getByName);
  }

  Node(NetSettings settings, Names names) {
    member = settings.identity().memberId();
    transport = TcpTransport.of(settings, this, names);
  }

  Node start() {
    transport.start(this);
    return this;
  }

  TcpTransport transport() {
    return transport;
  }

  long member() {
    return member;
  }

  void send(long to, PeerMessage message) {
    transport.send(to, message);
  }

  PeerLink link(long to) {
    return transport.status().get(to);
  }

  @Override
  public synchronized void received(long from, PeerMessage message) {
    received.add(new Received(from, message));
    notifyAll();
  }

  @Override
  public synchronized void disconnected(long lost) {
    event("receiver lost " + lost);
  }

  @Override
  public void connected(long to, Direction direction, SocketAddress remote) {
    event("connected " + to + " " + direction);
  }

  @Override
  public void disconnected(long to, Direction direction, String text) {
    event("disconnected " + to + " " + direction + ": " + text);
  }

  @Override
  public synchronized void refused(Refused refused) {
    refusals.add(refused);
    event("refused " + refused);
  }

  @Override
  public void unreachable(long to, SocketAddress remote, String text) {
    event("unreachable " + to + ": " + text);
  }

  @Override
  public void overloaded(long to, String text) {
    event("overloaded " + to + ": " + text);
  }

  @Override
  public synchronized void met(Acquaintance met) {
    acquaintances.removeIf(known -> known.memberId() == met.memberId());
    acquaintances.add(met);
    event("met " + met);
  }

  @Override
  public void retired(Retirement retirement, String text) {
    event("retired " + retirement.cause() + " by " + retirement.by());
  }

  @Override
  public void knocked(Identity successor) {
    event("knocked " + MemberId.text(successor.memberId()));
  }

  synchronized List<Acquaintance> acquaintances() {
    return List.copyOf(acquaintances);
  }

  @Override
  public void certificatesLoaded(String text) {
    event("certificates loaded " + text);
  }

  @Override
  public void certificatesKept(String text) {
    event("certificates kept " + text);
  }

  @Override
  public void failed(String text, Throwable cause) {
    event("failed " + text + ": " + cause);
  }

  private synchronized void event(String text) {
    events.add(text);
    notifyAll();
  }

  synchronized List<String> events() {
    return List.copyOf(events);
  }

  synchronized List<PeerMessage> messages() {
    return received.stream().map(Received::message).toList();
  }

  /** Waits until something holds of what has been told. */
  synchronized void await(String what, Predicate<Node> holds) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!holds.test(this)) {
      long millis = (end - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new AssertionError(
            "member "
                + member
                + " waited in vain for "
                + what
                + "; received "
                + received.size()
                + " messages; "
                + events);
      }
      try {
        wait(Math.min(millis, 100));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Waits for an event that begins like this, so often. */
  void awaitEvent(String beginning, int times) {
    await(beginning, node -> node.count(beginning) >= times);
  }

  void awaitEvent(String beginning) {
    awaitEvent(beginning, 1);
  }

  synchronized long count(String beginning) {
    return events.stream().filter(event -> event.startsWith(beginning)).count();
  }

  void awaitConnected(long to) {
    await(
        "a connection to " + to,
        node -> {
          // A member that has just been added is dialled a little later.
          PeerLink link = node.transport.status().get(to);
          return link != null && link.state() == PeerLink.State.CONNECTED;
        });
  }

  void awaitMessages(int count) {
    await(count + " messages", node -> node.received.size() >= count);
  }

  /** The first refusal of this kind, waited for. */
  synchronized Refused awaitRefusal(Direction direction, boolean byPeer, RefusalReason reason) {
    Predicate<Refused> wanted =
        r -> r.direction() == direction && r.byPeer() == byPeer && r.reason() == reason;
    await(
        direction + " refusal " + reason + " by peer " + byPeer,
        node -> node.refusals.stream().anyMatch(wanted));
    return refusals.stream().filter(wanted).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    transport.close();
  }
}
