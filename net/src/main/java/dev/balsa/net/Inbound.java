package dev.balsa.net;

import dev.balsa.core.Message;
import dev.balsa.log.Identity;
import dev.balsa.net.NetListener.Direction;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.Transport;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A connection that somebody has dialled to this member: a stranger until its handshake is done.
 * Used by the event loop only.
 */
final class Inbound implements Connection.Owner {
  /** What has become of the life of a member that a connection is with. */
  enum Former {
    /** It does not answer, or there is none. */
    GONE,
    /** It has been asked. */
    ASKED,
    /** It answered. */
    ALIVE
  }

  private final NetContext net;
  private final Acceptor acceptor;
  private final Assembly assembly;
  private final Connection connection;
  private final Timer timer;
  private @Nullable Identity member;
  private boolean lost;
  private long asked;
  private long askedNanos;
  private boolean sign;

  Inbound(NetContext net, Acceptor acceptor) {
    this.net = net;
    this.acceptor = acceptor;
    this.assembly = new Assembly(net.limits().messageBytesMax());
    this.timer = new Timer(net.loop());
    this.connection = net.connection(this);
  }

  Connection connection() {
    return connection;
  }

  /** Who is at the other end, or null before the end of the handshake. */
  @Nullable Identity member() {
    return member;
  }

  @Override
  public void opened(Connection opened) {
    int millis = net.limits().handshakeMillis();
    timer.set(
        millis,
        () ->
            refuse(
                0, new Farewell(RefusalReason.TIMEOUT, "no handshake within " + millis + " ms")));
    acceptor.opened(this);
  }

  @Override
  public void frame(Connection from, Frame frame) throws WireFormatException {
    Identity other = member;
    if (other == null) {
      if (frame.type() != FrameType.HELLO) {
        throw new WireFormatException("the first frame is " + frame.type() + "; it must be HELLO");
      }
      hello(frame);
      return;
    }
    switch (frame.type()) {
      case MESSAGE -> deliver(other, frame, frame.body());
      case FRAGMENT -> {
        byte[] whole = assembly.add(frame.body());
        if (whole != null) {
          deliver(other, frame, whole);
        }
      }
      case PING -> {
        if (frame.body().length != 8) {
          throw new WireFormatException(
              "a PING of " + frame.body().length + " bytes; it must have 8");
        }
        connection.send(FrameType.PONG, out -> out.writeBytes(frame.body()));
      }
      case REFUSED -> {
        Farewell farewell = Farewell.decode(frame.body());
        net.refused(Direction.INBOUND, true, other.memberId(), connection, farewell);
        net.heardRefusal(farewell);
        connection.close(farewell.text());
      }
      case PONG -> {
        if (asked == 0) {
          throw new WireFormatException("a PONG frame, and nothing was asked");
        }
        sign |= Arrays.equals(frame.body(), question());
      }
      case NO_GROUP -> {
        FrameRules.noGroup(net, frame);
        net.noGroup(frame.groupId(), other.memberId());
      }
      case HELLO, WELCOME ->
          throw new WireFormatException(
              "a " + frame.type() + " frame after the handshake of whoever dialled");
    }
  }

  private void hello(Frame frame) throws WireFormatException {
    long claimed = 0;
    Hello hello;
    boolean restarted;
    try {
      hello = Hello.decode(frame.body());
      claimed = hello.identity().memberId();
      restarted = net.known().admit(hello, connection.certifiedNames());
    } catch (RefusedException e) {
      refuse(claimed, e.farewell());
      return;
    }
    timer.cancel();
    member = hello.identity();
    connection.establish(
        net.limits().frameBytesMax(), acceptor.established(this, hello.identity()));
    connection.send(FrameType.WELCOME, net.hello(claimed)::encode);
    net.tell(l -> l.connected(hello.identity().memberId(), Direction.INBOUND, connection.remote()));
    if (restarted) {
      net.memberRestarted(hello.identity());
    }
    net.memberRuns(claimed);
  }

  private void deliver(Identity from, Frame frame, byte[] body) throws WireFormatException {
    Transport.Receiver receiver = net.groups().of(frame.groupId());
    if (receiver == null && net.groups().isMany()) {
      connection.sendNoGroup(frame.groupId());
      return;
    }
    if (receiver == null) {
      throw new WireFormatException(
          "a message for group "
              + frame.groupId()
              + "; this connection serves group "
              + net.settings().groupId());
    }
    PeerMessage decoded = MessageCodec.decode(body);
    if (decoded instanceof PeerMessage.Consensus consensus) {
      Message message = consensus.message();
      long own = net.settings().identity().memberId();
      if (message.from() != from.memberId() || message.to() != own) {
        throw new WireFormatException(
            "a message from member "
                + message.from()
                + " to "
                + message.to()
                + "; this connection is from member "
                + from.memberId()
                + " to "
                + own);
      }
    }
    net.received(receiver, from.memberId(), decoded);
  }

  /**
   * Whether the member lives that this connection is with, now that a later life of it wants to
   * come in. The first call asks it; the answer takes a while.
   *
   * @param later the number of the later life
   */
  Former former(long later, long nowNanos) {
    if (connection.isClosing()) {
      return Former.GONE;
    }
    if (asked != later) {
      asked = later;
      askedNanos = nowNanos;
      sign = false;
      connection.send(FrameType.PING, out -> out.writeBytes(question()));
    }
    long patienceNanos = TimeUnit.MILLISECONDS.toNanos(2L * net.limits().pingMillis());
    if (sign) {
      return Former.ALIVE;
    }
    return nowNanos - askedNanos < patienceNanos ? Former.ASKED : Former.GONE;
  }

  private byte[] question() {
    return ByteBuffer.allocate(Long.BYTES).putLong(asked).array();
  }

  /** Ends a connection whose handshake failed, and says why on both sides. */
  void refuse(long claimed, Farewell farewell) {
    if (!connection.isClosing()) {
      net.refused(Direction.INBOUND, false, claimed, connection, farewell);
      connection.closeAfter(farewell);
    }
  }

  @Override
  public Farewell malformed(Connection from, WireFormatException cause) {
    Farewell farewell = new Farewell(RefusalReason.MALFORMED, Connection.text(cause));
    if (member == null) {
      net.refused(Direction.INBOUND, false, 0, connection, farewell);
    }
    return farewell;
  }

  @Override
  public void closed(Connection from, String reason) {
    timer.cancel();
    acceptor.closed(this);
    lose(reason);
  }

  /** The connection does not count any more: another has taken its place, or it is gone. */
  void lose(String reason) {
    Identity other = member;
    if (other != null && !lost) {
      lost = true;
      if (!net.isClosed()) {
        net.tell(l -> l.disconnected(other.memberId(), Direction.INBOUND, reason));
        net.disconnected(other.memberId());
      }
    }
    connection.close(reason);
  }

  @Override
  public void untrusted(Connection from, String text) {
    if (member == null) {
      Farewell farewell = new Farewell(RefusalReason.NOT_TRUSTED, text);
      net.refused(Direction.INBOUND, false, 0, connection, farewell);
    }
  }

  @Override
  public void failed(String text, Throwable cause) {
    net.failed(text, cause);
  }

  /**
   * Ends a connection from which nothing comes any more; whoever dialled asks for signs of life, so
   * something must.
   */
  void tick(long nowNanos) {
    if (!connection.isClosing()
        && connection.silentNanos(nowNanos)
            > TimeUnit.MILLISECONDS.toNanos(net.limits().idleMillis())) {
      connection.close("nothing heard for " + net.limits().idleMillis() + " ms");
    }
  }
}
