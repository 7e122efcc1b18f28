package dev.balsa.server;

import dev.balsa.server.events.EventHub;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Which path is answered by what. */
final class Router {
  private record Page(String method, Answering answering) {}

  private interface Answering {
    void answer(Exchange exchange);
  }

  private final Map<String, Page> pages = new HashMap<>();
  private final EventHub events;
  private final int eventStreamsMax;
  private final AtomicInteger eventStreams = new AtomicInteger();

  Router(ServedMember member, ServerSettings settings, Workers workers, Clients clients) {
    this.events = member.events();
    this.eventStreamsMax = settings.eventStreamsMax();
    KvService kv = new KvService(member, settings, workers, clients);
    StatusService status = new StatusService(member, settings);
    pages.put("/v3/kv/put", new Page("POST", kv::put));
    pages.put("/v3/kv/range", new Page("POST", kv::range));
    pages.put("/v3/kv/deleterange", new Page("POST", kv::deleteRange));
    pages.put("/v3/kv/txn", new Page("POST", kv::txn));
    pages.put("/v3/maintenance/status", new Page("POST", status::maintenance));
    MemberService members = new MemberService(member);
    pages.put("/balsa/members", new Page("GET", members::list));
    pages.put("/balsa/members/add", new Page("POST", members::add));
    pages.put("/balsa/members/promote", new Page("POST", members::promote));
    pages.put("/balsa/members/remove", new Page("POST", members::remove));
    pages.put("/balsa/members/replace", new Page("POST", members::replace));
    pages.put("/balsa/members/move", new Page("POST", members::move));
    pages.put("/balsa/snapshot", new Page("POST", members::snapshot));
    pages.put("/balsa/transfer", new Page("POST", members::transfer));
    pages.put("/health", new Page("GET", status::health));
    HealthService health = new HealthService(member, settings);
    pages.put("/livez", new Page("GET", health::live));
    pages.put("/readyz", new Page("GET", health::ready));
    pages.put("/metrics", new Page("GET", new MetricsService(member, clients)::metrics));
    pages.put("/balsa/explain", new Page("GET", health::explain));
    pages.put("/version", new Page("GET", status::version));
    pages.put("/balsa/status", new Page("GET", status::balsa));
    pages.put("/events", new Page("GET", this::stream));
  }

  /**
   * Whether the rate of its client applies to a request. It does to all that programs do with the
   * store, and to what there is not. It does not to what operators and their machines need to see
   * and to mend a member that is too busy; the changes among it are one at a time anyway, and
   * readers of events are counted.
   */
  boolean isLimited(String path) {
    return path.startsWith("/v3/") || !pages.containsKey(path);
  }

  /** Has a request answered. */
  void route(Exchange exchange) {
    Page page = pages.get(exchange.asked().path());
    if (page == null) {
      exchange.answer(
          ApiError.of(ApiError.NOT_FOUND, "balsa: nothing is at " + exchange.asked().path()));
    } else if (!page.method().equals(exchange.asked().method())) {
      exchange.answer(
          ApiError.of(
                  ApiError.UNIMPLEMENTED,
                  "balsa: " + exchange.asked().path() + " takes " + page.method() + " only")
              .with(HttpResponseStatus.METHOD_NOT_ALLOWED)
              .reply()
              .with(Map.of("Allow", page.method())));
    } else {
      page.answering().answer(exchange);
    }
  }

  private void stream(Exchange exchange) {
    String after = exchange.asked().query().getOrDefault("after", "0");
    if (!after.matches("\\d{1,18}")) {
      exchange.answer(
          ApiError.of(ApiError.INVALID_ARGUMENT, "balsa: after must be a number, not " + after));
      return;
    }
    if (!isLocal(exchange)) {
      exchange.answer(
          ApiError.of(ApiError.PERMISSION_DENIED, "balsa: /events is for this machine only"));
      return;
    }
    if (eventStreams.incrementAndGet() > eventStreamsMax) {
      eventStreams.decrementAndGet();
      exchange.answer(
          ApiError.of(
              ApiError.RESOURCE_EXHAUSTED,
              "balsa: " + eventStreamsMax + " readers of /events are here already"));
      return;
    }
    boolean withHeartbeats = "true".equals(exchange.asked().query().get("heartbeats"));
    ChannelHandlerContext context = exchange.takeOver();
    EventStream.start(
        context, events, Long.parseLong(after), withHeartbeats, eventStreams::decrementAndGet);
  }

  private static boolean isLocal(Exchange exchange) {
    return exchange.remote() instanceof InetSocketAddress remote
        && remote.getAddress().isLoopbackAddress();
  }
}
