package dev.balsa.server;

import dev.balsa.server.events.EventCursor;
import dev.balsa.server.events.EventHub;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** One reader of the events: lines of JSON in a chunked answer that ends when a side closes. */
final class EventStream {
  /*
   * The node's threads only ring: they set a flag and, if it was not set, hand one task to the
   * connection's thread. That thread fetches lines for as long as the connection takes them. A
   * reader that is slow stops taking; its lines are overwritten in the hub's ring, and it learns
   * how many were. One that takes nothing at all is cut off by the connection's write time-out.
   */

  private static final int LINES_AT_ONCE = 64;

  private final Channel channel;
  private final EventCursor cursor;
  private final AtomicBoolean rung = new AtomicBoolean();

  private EventStream(Channel channel, EventHub hub, long after, boolean withHeartbeats) {
    this.channel = channel;
    this.cursor = hub.read(after, withHeartbeats, this::ring);
  }

  static void start(
      ChannelHandlerContext context,
      EventHub hub,
      long after,
      boolean withHeartbeats,
      Runnable ended) {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/x-ndjson")
        .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED)
        .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    context.writeAndFlush(head);
    Channel channel = context.channel();
    EventStream stream = new EventStream(channel, hub, after, withHeartbeats);
    channel
        .closeFuture()
        .addListener(closed -> {
          stream.cursor.close();
          ended.run();
        });
    channel.pipeline().addLast(new Resume(stream));
    // From here on only the end of the connection is read, and it must be noticed at once.
    channel.config().setAutoRead(true);
    stream.pump();
  }

  private void ring() {
    if (rung.compareAndSet(false, true)) {
      channel.eventLoop().execute(this::pump);
    }
  }

  private void pump() {
    rung.set(false);
    while (channel.isActive() && channel.isWritable()) {
      List<String> lines = cursor.fetch(LINES_AT_ONCE);
      if (lines.isEmpty()) {
        return;
      }
      String text = String.join("\n", lines) + "\n";
      channel.writeAndFlush(
          new DefaultHttpContent(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8))));
    }
  }

  /** Goes on when the connection takes more. */
  private static final class Resume extends io.netty.channel.ChannelInboundHandlerAdapter {
    private final EventStream stream;

    Resume(EventStream stream) {
      this.stream = stream;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      stream.pump();
      ctx.fireChannelWritabilityChanged();
    }
  }
}
