package dev.balsa.server;

import dev.balsa.core.Bytes;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpVersion;
import java.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One request and its one answer. The answer may come from any thread, once; what comes after it is
 * dropped.
 */
final class Exchange {
  /**
   * What is asked.
   *
   * @param method of HTTP
   * @param path without the query
   * @param query the parameters of the path
   * @param body the whole of it
   */
  record Asked(String method, String path, Map<String, String> query, Bytes body) {}

  private final ChannelHandlerContext context;
  private final Asked asked;
  private final ClientAccount client;
  private final boolean keepAlive;
  private final HttpVersion version;
  private final Runnable afterwards;
  private final AtomicBoolean answered = new AtomicBoolean();
  private volatile boolean mayWrite;
  private boolean takenOver;

  /**
   * Makes one.
   *
   * @param client who asks; the answer's length is counted there
   * @param keepAlive what the answer says of the connection's future
   * @param afterwards run on the connection's thread once the answer has left
   */
  Exchange(
      ChannelHandlerContext context,
      Asked asked,
      ClientAccount client,
      HttpVersion version,
      boolean keepAlive,
      Runnable afterwards) {
    this.context = context;
    this.asked = asked;
    this.client = client;
    this.version = version;
    this.keepAlive = keepAlive;
    this.afterwards = afterwards;
  }

  Asked asked() {
    return asked;
  }

  /** Whose request it is. */
  ClientAccount client() {
    return client;
  }

  /** From now on the request may change something, and a missing answer leaves that open. */
  void mayWrite() {
    mayWrite = true;
  }

  /** Answers that no answer came in time. */
  void expire() {
    answer(ApiError.late(mayWrite));
  }

  /** The connection's thread. */
  Executor executor() {
    return context.executor();
  }

  void answer(ApiError error) {
    answer(error.reply());
  }

  /** Answers, and runs something when the answer has left or the connection is gone. */
  void answer(Reply reply, Runnable written) {
    if (!answered.compareAndSet(false, true)) {
      written.run();
      return;
    }
    client.spend(reply.body().length());
    context
        .writeAndFlush(response(reply))
        .addListener(done -> {
          written.run();
          if (done.isSuccess()) {
            afterwards.run();
          } else {
            context.close();
          }
        });
  }

  void answer(Reply reply) {
    answer(reply, () -> {});
  }

  /** Takes the connection for an answer without an end. */
  ChannelHandlerContext takeOver() {
    if (!answered.compareAndSet(false, true)) {
      throw new IllegalStateException("answered already");
    }
    takenOver = true;
    return context;
  }

  /** Whether the connection serves nothing but this answer from now on. */
  boolean isTakenOver() {
    return takenOver;
  }

  /** Who asks. */
  SocketAddress remote() {
    return context.channel().remoteAddress();
  }

  private FullHttpResponse response(Reply reply) {
    Bytes body = reply.body();
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            reply.status(),
            Unpooled.wrappedBuffer(body.sharedArray(), body.sharedOffset(), body.length()));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, reply.contentType())
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length())
        .set("X-Content-Type-Options", "nosniff");
    reply.headers().forEach(response.headers()::set);
    if (!keepAlive) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (version.equals(HttpVersion.HTTP_1_0)) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
    return response;
  }
}
