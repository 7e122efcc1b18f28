package dev.balsa.net;

import dev.balsa.net.tls.CertificateNames;
import dev.balsa.net.tls.Certificates;
import dev.balsa.net.tls.TlsFailure;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection as frames. Who is at its other end and what the frames mean is up to its
 * {@link Owner}.
 */
final class Connection extends ByteToMessageDecoder {
  /** Decides about a connection. Called by the event loop. */
  interface Owner {
    /** The connection is made. */
    void opened(Connection connection);

    /**
     * A frame with a good checksum arrived.
     *
     * @throws WireFormatException if it has no place here; the connection ends
     */
    void frame(Connection connection, Frame frame) throws WireFormatException;

    /**
     * What arrived is no frame, or has no place here. The connection ends after the farewell that
     * is returned.
     */
    Farewell malformed(Connection connection, WireFormatException cause);

    /** Bytes can be written again after {@link #isWritable} was false. */
    default void writable(Connection connection) {}

    /** The connection is gone. Called once. */
    void closed(Connection connection, String reason);

    /** The two sides do not trust each other's TLS. The connection ends; its text is for people. */
    void untrusted(Connection connection, String text);

    /** Code of this process failed; the connection ends. */
    void failed(String text, Throwable cause);
  }

  /** How long a farewell may take to leave. */
  private static final int FAREWELL_MILLIS = 200;

  private static final Pattern SYSTEM_CALL =
      Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

  private final Owner owner;
  private final @Nullable Certificates certificates;
  private final long groupId;
  private final long directoryId;
  private final CRC32C crc = new CRC32C();
  private LinkCounters counters = new LinkCounters();
  private int bodyBytesMax = Hello.BODY_BYTES_MAX;
  private @Nullable ChannelHandlerContext context;
  private @Nullable SocketAddress remote;
  private @Nullable String reason;
  private boolean closedTold;

  private boolean heard;
  private long heardNanos;
  private long writtenBytes;
  private long acceptedBytes;

  /** A connection of the owner of a data directory. */
  Connection(Owner owner, @Nullable Certificates certificates, long groupId, long directoryId) {
    this.owner = owner;
    this.certificates = certificates;
    this.groupId = groupId;
    this.directoryId = directoryId;
    this.heardNanos = System.nanoTime();
  }

  /**
   * The handshake is over: longer frames are accepted, and what passes is counted for the member.
   */
  void establish(int newBodyBytesMax, LinkCounters newCounters) {
    bodyBytesMax = newBodyBytesMax;
    counters = newCounters;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    context = ctx;
    remote = ctx.channel().remoteAddress();
    heardNanos = System.nanoTime();
    owner.opened(this);
    ctx.fireChannelActive();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    heard = true;
    if (reason != null) {
      in.skipBytes(in.readableBytes());
      return;
    }
    try {
      Frame frame = Frame.read(in, bodyBytesMax, crc);
      if (frame != null) {
        counters.in(Frame.HEADER_BYTES + frame.body().length);
        owner.frame(this, frame);
      }
    } catch (WireFormatException malformed) {
      closeAfter(owner.malformed(this, malformed));
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      owner.writable(this);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    if (!closedTold) {
      closedTold = true;
      owner.closed(this, reason == null ? "the other side closed the connection" : reason);
    }
  }

  @Override
  @SuppressWarnings(
      "deprecation") // The method is deprecated in one of the interfaces only, and there is no
  // other.
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    String untrusted = untrusted(cause);
    if (untrusted != null) {
      untrusted(untrusted);
    } else if (cause instanceof IOException) {
      close(text(cause));
    } else {
      owner.failed("a connection with " + remote() + " ends", cause);
      close("internal error: " + cause);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent done && !done.isSuccess()) {
      String untrusted = untrusted(done.cause());
      if (untrusted != null) {
        untrusted(untrusted);
      }
    }
    super.userEventTriggered(ctx, event);
  }

  private @Nullable String untrusted(Throwable cause) {
    return TlsFailure.text(cause, certificates == null ? null : certificates.current().own());
  }

  private void untrusted(String text) {
    if (reason == null) {
      owner.untrusted(this, text);
      close(text);
    }
  }

  /** The names in the other side's certificate, or null without TLS. */
  @Nullable Set<String> certifiedNames() {
    SslHandler tls = channel().pipeline().get(SslHandler.class);
    if (tls == null) {
      return null;
    }
    try {
      Certificate[] chain = tls.engine().getSession().getPeerCertificates();
      return CertificateNames.of((X509Certificate) chain[0]);
    } catch (SSLPeerUnverifiedException nameless) {
      return Set.of();
    }
  }

  /**
   * What went wrong, for people: without the names of system calls that native transports put
   * first.
   */
  static String text(Throwable cause) {
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : SYSTEM_CALL.matcher(message).replaceFirst("");
  }

  /** The other side's address, or null before the connection is made. */
  @Nullable SocketAddress remote() {
    return remote;
  }

  private Channel channel() {
    ChannelHandlerContext ctx = context;
    if (ctx == null) {
      throw new IllegalStateException("the connection is not made yet");
    }
    return ctx.channel();
  }

  /** Whether more should be written now. */
  boolean isWritable() {
    return reason == null && channel().isWritable();
  }

  ByteBuf buffer(int bytes) {
    return channel().alloc().directBuffer(bytes);
  }

  CRC32C crc() {
    return crc;
  }

  long groupId() {
    return groupId;
  }

  /** Writes a small frame at once. */
  void send(FrameType type, Consumer<ByteBuf> body) {
    if (reason == null) {
      sendNow(type, groupId, body);
    }
  }

  /** Says that a group is not served here, unless the other side takes nothing now. */
  void sendNoGroup(long group) {
    if (isWritable()) {
      sendNow(FrameType.NO_GROUP, group, nothing -> {});
    }
  }

  private ChannelFuture sendNow(FrameType type, long group, Consumer<ByteBuf> body) {
    ByteBuf out = buffer(128);
    int start = Frame.open(out, type, group);
    body.accept(out);
    Frame.seal(out, start, crc);
    counters.out(1, out.readableBytes());
    writtenBytes += out.readableBytes();
    return channel().writeAndFlush(out);
  }

  /** Writes frames that are ready; {@link #flush} sends them. A failure ends the connection. */
  void write(ByteBuf frames, int count) {
    counters.out(count, frames.readableBytes());
    write(frames);
  }

  /** Writes the rest of a frame whose beginning has been written. */
  void write(ByteBuf rest) {
    writtenBytes += rest.readableBytes();
    channel().write(rest, channel().voidPromise());
  }

  void flush() {
    channel().flush();
  }

  /**
   * Tells the other side why, then ends the connection. Nothing that arrives is looked at any more.
   */
  void closeAfter(Farewell farewell) {
    if (reason == null) {
      reason = farewell.text();
      if (channel().isActive()) {
        sendNow(FrameType.REFUSED, groupId, farewell.from(directoryId)::encode)
            .addListener(ChannelFutureListener.CLOSE);
        // A peer that does not read must not keep the connection open.
        channel()
            .eventLoop()
            .schedule(() -> channel().close(), FAREWELL_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  /** Ends the connection. Nothing that arrives is looked at any more. */
  void close(String why) {
    if (reason == null) {
      reason = why;
    }
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.close();
    }
  }

  /** Whether somebody has decided to end it. */
  boolean isClosing() {
    return reason != null;
  }

  /** Counts as a sign of life, for when this process itself has slept. */
  void forgive() {
    heard = true;
  }

  /**
   * How long no sign of life has come, in nanoseconds. While bytes wait for the network, its taking
   * some of them is a sign of life: an answer may need longer than any patience to get past them.
   */
  long silentNanos(long nowNanos) {
    ChannelOutboundBuffer pending = channel().unsafe().outboundBuffer();
    if (pending != null) {
      long accepted = writtenBytes - pending.totalPendingWriteBytes();
      heard |= !pending.isWritable() && accepted > acceptedBytes;
      acceptedBytes = accepted;
    }
    if (heard) {
      heard = false;
      heardNanos = nowNanos;
    }
    return nowNanos - heardNanos;
  }
}
