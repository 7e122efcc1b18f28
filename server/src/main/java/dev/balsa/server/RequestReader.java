package dev.balsa.server;

import dev.balsa.core.Bytes;
import dev.balsa.kv.KvError;
import dev.balsa.server.Exchange.Asked;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes whole requests of what a connection brings, one at a time. */
final class RequestReader extends ChannelInboundHandlerAdapter {
  /*
   * Nothing is read from the connection unless asked for: its auto-read is off. What one read
   * brings waits in a queue until its turn comes, and only when that is empty the next read is
   * asked for; the next request's turn comes when the answer to the last one has left. So requests
   * that a client sends ahead wait in its own socket buffer, answers keep the order of requests,
   * and one connection never holds more than one body.
   *
   * A body that is refused while it arrives is answered at once and then read to its end and
   * thrown away, so that the client sees the answer instead of a reset connection, and can go on.
   * After a request that came too soon nothing is read for a while: a client that heeds the answer
   * waits longer than that, and one that does not cannot keep this thread busy with refusals.
   */

  private enum State {
    /** The head of a request may come. */
    IDLE,
    /** Its body is coming. */
    BODY,
    /** Its body is coming and not wanted. */
    DRAIN,
    /** It is being answered. */
    ANSWER,
    /** It came too soon, and the next one has to wait. */
    PAUSE,
    /** The connection belongs to a stream, or is being closed. */
    GONE
  }

  private final ServerSettings settings;
  private final Budget bodies;
  private final Router router;
  private final Clients clients;

  private final Queue<Object> waiting = new ArrayDeque<>();
  private boolean taking;
  private State state = State.IDLE;
  private @Nullable String name;
  private ClientAccount client;
  private boolean tooSoon;
  private @Nullable HttpRequest head;
  private ByteArrayOutputStream body = new ByteArrayOutputStream(0);
  private long bodyTaken;
  private @Nullable ScheduledFuture<?> deadline;

  RequestReader(ServerSettings settings, Budget bodies, Router router, Clients clients) {
    this.settings = settings;
    this.bodies = bodies;
    this.router = router;
    this.clients = clients;
    this.client = clients.exempt();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    idle(ctx);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    disarm();
    giveBack();
    dropWaiting();
    state = State.GONE;
    ctx.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object object) {
    if (state == State.GONE) {
      // Whoever reads a stream has nothing more to say.
      ReferenceCountUtil.release(object);
      ctx.close();
      return;
    }
    waiting.add(object);
    takeWaiting(ctx);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (wantsMore() && waiting.isEmpty()) {
      ctx.read();
    }
  }

  private boolean wantsMore() {
    return state == State.IDLE || state == State.BODY || state == State.DRAIN;
  }

  /** An answer that leaves at once comes back here; the loop below it goes on then. */
  private void takeWaiting(ChannelHandlerContext ctx) {
    if (taking) {
      return;
    }
    taking = true;
    while (wantsMore() && !waiting.isEmpty()) {
      Object object = waiting.remove();
      try {
        if (object instanceof HttpRequest request) {
          begin(ctx, request);
        }
        if (object instanceof HttpContent content && state != State.GONE) {
          more(ctx, content);
        }
      } finally {
        ReferenceCountUtil.release(object);
      }
    }
    taking = false;
  }

  private void dropWaiting() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    if (!request.decoderResult().isSuccess()) {
      malformed(ctx, request.decoderResult());
      return;
    }
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      last(
          ctx,
          ApiError.of(ApiError.UNIMPLEMENTED, "balsa: " + version + " is not spoken here")
              .with(HttpResponseStatus.HTTP_VERSION_NOT_SUPPORTED));
      return;
    }
    head = request;
    state = State.BODY;
    arm(ctx, settings.requestTimeoutMillis(), () -> tooSlow(ctx));
    client = client(ctx, request);
    ApiError refused = clients.ask(client);
    tooSoon = refused != null;
    if (refused == null && HttpUtil.getContentLength(request, 0L) > settings.bodyBytesMax()) {
      refused = tooLarge();
    }
    boolean waits = HttpUtil.is100ContinueExpected(request);
    if (refused != null && waits) {
      // Whether the body still comes is up to the client, so what comes next could be anything.
      last(ctx, refused);
    } else if (refused != null) {
      refuse(ctx, refused);
    } else if (waits) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private ClientAccount client(ChannelHandlerContext ctx, HttpRequest request) {
    if (!router.isLimited(new QueryStringDecoder(request.uri()).rawPath())) {
      return clients.exempt();
    }
    String known = name;
    if (known == null) {
      known = ClientName.of(ctx.channel());
      name = known;
    }
    return clients.of(known);
  }

  private void more(ChannelHandlerContext ctx, HttpContent content) {
    if (!content.decoderResult().isSuccess()) {
      malformed(ctx, content.decoderResult());
      return;
    }
    boolean last = content instanceof LastHttpContent;
    if (state == State.DRAIN) {
      if (last) {
        next(ctx, HttpUtil.isKeepAlive(head()));
      }
      return;
    }
    int length = content.content().readableBytes();
    ApiError refused =
        body.size() + length > settings.bodyBytesMax()
            ? tooLarge()
            : clients.refusal(client, bodies.take(client.bodies, length), "bytes of requests");
    if (refused != null) {
      refuse(ctx, refused);
    } else {
      bodyTaken += length;
      client.spend(length);
      byte[] bytes = new byte[length];
      content.content().readBytes(bytes);
      body.writeBytes(bytes);
    }
    if (last) {
      if (state == State.DRAIN) {
        next(ctx, HttpUtil.isKeepAlive(head()));
      } else {
        dispatch(ctx);
      }
    }
  }

  private void dispatch(ChannelHandlerContext ctx) {
    boolean keepAlive = HttpUtil.isKeepAlive(head());
    Exchange exchange;
    try {
      exchange = exchange(ctx, keepAlive, () -> next(ctx, keepAlive));
    } catch (IllegalArgumentException e) {
      last(ctx, ApiError.of(ApiError.INVALID_ARGUMENT, "balsa: " + e.getMessage()));
      return;
    }
    body = new ByteArrayOutputStream(0);
    state = State.ANSWER;
    arm(ctx, settings.answerTimeoutMillis(), exchange::expire);
    HttpHeaders headers = head().headers();
    String origin = headers.get(HttpHeaderNames.ORIGIN);
    if (origin != null && !isOwn(origin, headers.get(HttpHeaderNames.HOST))) {
      exchange.answer(
          ApiError.of(
              ApiError.PERMISSION_DENIED, "balsa: pages of " + origin + " may not ask here"));
    } else {
      router.route(exchange);
      if (exchange.isTakenOver()) {
        disarm();
        state = State.GONE;
      }
    }
  }

  /** A page of another site must not reach a member through its visitor's browser. */
  private static boolean isOwn(String origin, @Nullable String host) {
    return host != null && (origin.equals("http://" + host) || origin.equals("https://" + host));
  }

  /** Answers now, and reads what still comes of the request without keeping it. */
  private void refuse(ChannelHandlerContext ctx, ApiError error) {
    state = State.DRAIN;
    giveBack();
    body = new ByteArrayOutputStream(0);
    blank(ctx, HttpUtil.isKeepAlive(head()), () -> {}).answer(error);
  }

  private void malformed(ChannelHandlerContext ctx, DecoderResult result) {
    Throwable cause = result.cause();
    ApiError error =
        ApiError.of(ApiError.INVALID_ARGUMENT, "balsa: not HTTP: " + cause.getMessage());
    if (cause instanceof TooLongHttpLineException) {
      error = error.with(HttpResponseStatus.REQUEST_URI_TOO_LONG);
    } else if (cause instanceof TooLongHttpHeaderException) {
      error = error.with(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE);
    }
    last(ctx, error);
  }

  private void tooSlow(ChannelHandlerContext ctx) {
    last(
        ctx,
        ApiError.of(ApiError.DEADLINE_EXCEEDED, "balsa: the request took too long to arrive")
            .with(HttpResponseStatus.REQUEST_TIMEOUT));
  }

  /** Answers and closes, because what comes next on this connection cannot be told. */
  private void last(ChannelHandlerContext ctx, ApiError error) {
    boolean answered = state == State.DRAIN;
    state = State.GONE;
    disarm();
    giveBack();
    if (answered) {
      ctx.close();
    } else {
      blank(ctx, false, ctx::close).answer(error);
    }
  }

  /** For an answer that does not depend on what was asked. */
  private Exchange blank(ChannelHandlerContext ctx, boolean keepAlive, Runnable afterwards) {
    Asked nothing = new Asked("", "", Map.of(), Bytes.EMPTY);
    return new Exchange(ctx, nothing, client, HttpVersion.HTTP_1_1, keepAlive, afterwards);
  }

  private Exchange exchange(ChannelHandlerContext ctx, boolean keepAlive, Runnable afterwards) {
    HttpRequest request = head();
    QueryStringDecoder uri = new QueryStringDecoder(request.uri());
    Map<String, String> query = new LinkedHashMap<>();
    uri.parameters().forEach((name, values) -> query.put(name, values.getLast()));
    Asked asked =
        new Asked(request.method().name(), uri.rawPath(), query, Bytes.wrap(body.toByteArray()));
    return new Exchange(ctx, asked, client, request.protocolVersion(), keepAlive, afterwards);
  }

  private HttpRequest head() {
    HttpRequest request = head;
    if (request == null) {
      throw new IllegalStateException("a body without a head");
    }
    return request;
  }

  private void next(ChannelHandlerContext ctx, boolean keepAlive) {
    if (!keepAlive) {
      state = State.GONE;
      ctx.close();
    } else if (tooSoon && settings.rates().refusedPauseMillis() > 0) {
      state = State.PAUSE;
      arm(ctx, settings.rates().refusedPauseMillis(), () -> idle(ctx));
    } else {
      idle(ctx);
    }
  }

  private void idle(ChannelHandlerContext ctx) {
    if (state == State.GONE) {
      return;
    }
    state = State.IDLE;
    head = null;
    body = new ByteArrayOutputStream(0);
    giveBack();
    arm(ctx, settings.idleTimeoutMillis(), ctx::close);
    takeWaiting(ctx);
    if (wantsMore() && waiting.isEmpty()) {
      ctx.read();
    }
  }

  private void giveBack() {
    bodies.giveBack(client.bodies, bodyTaken);
    bodyTaken = 0;
  }

  private void arm(ChannelHandlerContext ctx, int millis, Runnable expired) {
    disarm();
    deadline = ctx.executor().schedule(expired, millis, TimeUnit.MILLISECONDS);
  }

  private void disarm() {
    if (deadline != null) {
      deadline.cancel(false);
    }
    deadline = null;
  }

  private ApiError tooLarge() {
    return ApiError.of(KvError.TOO_LARGE).with(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    // The idle handler speaks when nothing has been taken from the send buffer for a while.
    ChannelOutboundBuffer waiting = ctx.channel().unsafe().outboundBuffer();
    if (event instanceof IdleStateEvent
        && waiting != null
        && waiting.totalPendingWriteBytes() > 0) {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
