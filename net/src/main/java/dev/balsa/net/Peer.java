package dev.balsa.net;

import dev.balsa.net.NetListener.Direction;
import dev.balsa.net.PeerLink.State;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Another member as this one sends to it: dials it, makes the handshake, keeps the connection
 * alive, dials again when it is lost. Used by the event loop, except where it says otherwise.
 */
final class Peer implements Connection.Owner {
  /*
   * Each side dials for what it sends, and only the dialler decides when to dial again. So there is
   * no question which of two simultaneous connections survives, and no state that both sides would
   * have to agree on. An inbound connection from the member is taken as news that it runs: a
   * waiting dial is made at once, which is why a restarted member is reached within milliseconds,
   * however long the wait has become.
   */

  private final NetContext net;
  private final long member;
  private final Sender sender;
  private final LinkCounters counters = new LinkCounters();
  private final Reserve reserve;
  private final Dialler dialler;
  private final Backoff backoff;
  private final Timer timer;

  private volatile InetSocketAddress address;
  private volatile State state = State.WAITING;
  private volatile @Nullable Instant connectedSince;
  private volatile @Nullable String lastError;
  private @Nullable Connection connection;
  private @Nullable Hello theirs;
  private boolean unreachableTold;
  private boolean gone;
  private boolean refused;
  private long connectedNanos;

  Peer(NetContext net, long member, InetSocketAddress address) {
    this.net = net;
    this.member = member;
    this.address = address;
    this.reserve = new Reserve(member, net.limits(), counters, this::overloaded);
    this.dialler = new Dialler(net);
    this.timer = new Timer(net.loop());
    this.backoff = new Backoff(net.limits(), new SplittableRandom());
    long overtakeNanos = TimeUnit.MILLISECONDS.toNanos(net.limits().overtakeMillis());
    this.sender = new Sender(overtakeNanos, reserve::release);
  }

  long member() {
    return member;
  }

  LinkCounters counters() {
    return counters;
  }

  /** How things stand. By any thread. */
  PeerLink link(boolean inbound) {
    return new PeerLink(
        member,
        address,
        state,
        connectedSince,
        inbound,
        lastError,
        reserve.lastDrop(),
        counters.framesOut(),
        counters.bytesOut(),
        counters.framesIn(),
        counters.bytesIn(),
        counters.dropped(),
        reserve.waitingBytes(),
        counters.roundTripMicros());
  }

  /** Whether messages can be sent. By any thread. */
  boolean isConnected() {
    return state == State.CONNECTED;
  }

  /** What may wait for this member. By any thread. */
  Reserve reserve() {
    return reserve;
  }

  /** Finds room for a message, or counts it as dropped. By any thread. */
  boolean take(Outgoing message) {
    return reserve.take(message, state);
  }

  /** Takes a message for which room was found. */
  void add(Outgoing message) {
    State now = state;
    if (now != State.CONNECTED && now != State.CONNECTING) {
      reserve.release(message);
      counters.drop();
      return;
    }
    Hello other = theirs;
    if (now == State.CONNECTED && other != null && message.bytes > other.messageBytesMax()) {
      reserve.tooLarge(message.bytes, other.messageBytesMax());
      reserve.release(message);
      return;
    }
    sender.add(message);
  }

  /** Tells the member that a group is not served any more. */
  void leave(long group) {
    Connection current = connection;
    if (current != null && state == State.CONNECTED) {
      current.sendNoGroup(group);
    }
  }

  /** Sends what waits, as far as the connection takes it. */
  void drain() {
    try {
      sender.drain();
    } catch (RuntimeException e) {
      failed("sending to member " + member + " failed", e);
      close("internal error: " + e);
    }
  }

  private void overloaded(String text) {
    net.execute(() -> net.tell(l -> l.overloaded(member, text)));
  }

  /** Dials now. */
  void dial() {
    if (gone || net.isClosed() || connection != null) {
      return;
    }
    timer.cancel();
    state = State.CONNECTING;
    refused = false;
    Connection dialled = net.connection(this);
    connection = dialled;
    dialler.dial(address, dialled, cause -> closed(dialled, cause));
  }

  /** The member has just shown that it runs. */
  void wake() {
    if (state == State.WAITING || state == State.REFUSED) {
      backoff.reset();
      dial();
    }
  }

  /** The member has restarted: whatever is connected to its former life is dead. */
  void restarted(long bootCounter) {
    Hello other = theirs;
    if (other != null && other.identity().bootCounter() < bootCounter) {
      close("member " + member + " has restarted");
    }
  }

  /**
   * The member is at another address from now on. A connection that works stays, since who is at
   * its other end is known; the new address is dialled when it ends.
   */
  void moved(InetSocketAddress newAddress) {
    if (newAddress.equals(address)) {
      return;
    }
    address = newAddress;
    unreachableTold = false;
    backoff.reset();
    Connection stale = connection;
    if (state == State.CONNECTING && stale != null) {
      stale.close("member " + member + " has moved");
      closed(stale, "member " + member + " has moved");
    }
    if (state == State.WAITING || state == State.REFUSED) {
      dial();
    }
  }

  @Override
  public void opened(Connection opened) {
    if (opened != connection || gone || net.isClosed()) {
      opened.close("no longer needed");
      return;
    }
    opened.send(FrameType.HELLO, net.hello(member)::encode);
    int millis = net.limits().handshakeMillis();
    timer.set(
        millis,
        () ->
            refuse(
                opened,
                new Farewell(
                    RefusalReason.TIMEOUT, "no answer to the handshake within " + millis + " ms")));
  }

  @Override
  public void frame(Connection from, Frame frame) throws WireFormatException {
    if (from != connection) {
      return;
    }
    boolean connected = state == State.CONNECTED;
    switch (frame.type()) {
      case WELCOME -> {
        FrameRules.expect(!connected, frame);
        welcome(from, frame);
      }
      case REFUSED -> refusedByPeer(from, Farewell.decode(frame.body()));
      case PONG -> {
        FrameRules.expect(connected && frame.body().length == 8, frame);
        counters.roundTrip((System.nanoTime() - ByteBuffer.wrap(frame.body()).getLong()) / 1000);
      }
      case PING -> {
        FrameRules.expect(connected && frame.body().length == 8, frame);
        from.send(FrameType.PONG, out -> out.writeBytes(frame.body()));
      }
      case NO_GROUP -> {
        FrameRules.expect(connected, frame);
        FrameRules.noGroup(net, frame);
        net.noGroup(frame.groupId(), member);
      }
      case HELLO, MESSAGE, FRAGMENT -> FrameRules.expect(false, frame);
    }
  }

  private void welcome(Connection from, Frame frame) throws WireFormatException {
    Hello hello;
    boolean restarted;
    try {
      hello = Hello.decode(frame.body());
      checkAnswers(hello);
      restarted = net.known().admit(hello, from.certifiedNames());
    } catch (RefusedException e) {
      refuse(from, e.farewell());
      return;
    }
    timer.cancel();
    unreachableTold = false;
    theirs = hello;
    connectedNanos = System.nanoTime();
    connectedSince = Instant.now();
    from.establish(Hello.BODY_BYTES_MAX, counters);
    state = State.CONNECTED;
    net.tell(l -> l.connected(member, Direction.OUTBOUND, from.remote()));
    if (restarted) {
      net.memberRestarted(hello.identity());
    }
    sender.attach(from, Math.min(hello.frameBytesMax(), net.limits().frameBytesMax()));
    drain();
  }

  private void checkAnswers(Hello hello) throws RefusedException {
    if (hello.identity().memberId() != member
        && hello.peerId() == net.settings().identity().memberId()) {
      throw KnownMembers.anotherAnswers(member, address, hello.identity().memberId());
    }
  }

  private void refuse(Connection from, Farewell farewell) {
    if (from == connection && !from.isClosing()) {
      refused = !farewell.reason().passes();
      net.refused(Direction.OUTBOUND, false, member, from, farewell);
      from.closeAfter(farewell);
    }
  }

  private void refusedByPeer(Connection from, Farewell farewell) {
    if (state != State.CONNECTED) {
      refused = !farewell.reason().passes();
      net.refused(Direction.OUTBOUND, true, member, from, farewell);
      net.heardRefusal(farewell);
    }
    from.close("member " + member + " says: " + farewell.text());
  }

  @Override
  public Farewell malformed(Connection from, WireFormatException cause) {
    Farewell farewell = new Farewell(RefusalReason.MALFORMED, Connection.text(cause));
    failedHandshake(from, farewell);
    return farewell;
  }

  @Override
  public void untrusted(Connection from, String text) {
    failedHandshake(from, new Farewell(RefusalReason.NOT_TRUSTED, text));
  }

  private void failedHandshake(Connection from, Farewell farewell) {
    if (from == connection && state != State.CONNECTED) {
      refused = true;
      net.refused(Direction.OUTBOUND, false, member, from, farewell);
    }
  }

  @Override
  public void writable(Connection from) {
    if (from == connection) {
      drain();
    }
  }

  @Override
  public void closed(Connection from, String reason) {
    if (from != connection) {
      return;
    }
    timer.cancel();
    boolean wasConnected = state == State.CONNECTED;
    connection = null;
    theirs = null;
    connectedSince = null;
    lastError = reason;
    if (gone || net.isClosed()) {
      state = State.CLOSED;
      empty();
      return;
    }
    state = refused ? State.REFUSED : State.WAITING;
    empty();
    if (wasConnected) {
      // A connection that ends as soon as it is made must not be made again and again without a
      // wait.
      if (System.nanoTime() - connectedNanos
          > TimeUnit.MILLISECONDS.toNanos(net.limits().reconnectMillisMax())) {
        backoff.reset();
      }
      net.tell(l -> l.disconnected(member, Direction.OUTBOUND, reason));
      net.disconnected(member);
    } else if (!refused && !unreachableTold) {
      unreachableTold = true;
      net.tell(l -> l.unreachable(member, address, reason));
    }
    timer.set(backoff.nextMillis(refused), this::dial);
  }

  private void empty() {
    sender.detach();
    sender.clear();
  }

  @Override
  public void failed(String text, Throwable cause) {
    net.failed(text, cause);
  }

  /** Looks for a sign of life and asks for the next. */
  void tick(long nowNanos) {
    Connection current = connection;
    if (current == null || state != State.CONNECTED || current.isClosing()) {
      return;
    }
    if (current.silentNanos(nowNanos) > TimeUnit.MILLISECONDS.toNanos(net.limits().idleMillis())) {
      close("nothing heard from member " + member + " for " + net.limits().idleMillis() + " ms");
      return;
    }
    sender.ping();
    drain();
  }

  /** This process has slept: silence is no evidence. */
  void forgive() {
    if (connection != null) {
      connection.forgive();
    }
  }

  /** Ends the connection, if there is one. */
  void close(String reason) {
    if (connection != null) {
      connection.close(reason);
    }
  }

  /** The transport closes, or the member is no peer any more. */
  void stop(String why) {
    gone = true;
    timer.cancel();
    Connection current = connection;
    if (current == null) {
      state = State.CLOSED;
      empty();
    } else {
      boolean wasConnected = state == State.CONNECTED;
      current.close(why);
      closed(current, why);
      if (wasConnected && !net.isClosed()) {
        net.tell(l -> l.disconnected(member, Direction.OUTBOUND, why));
        net.disconnected(member);
      }
    }
  }
}
