package dev.balsa.server;

import dev.balsa.kv.StoreLimits;
import dev.balsa.log.Identity;
import dev.balsa.net.PeerLink;
import dev.balsa.net.Security;
import dev.balsa.server.events.EventHub;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A server on a free port before a fake member. */
public final class Served implements AutoCloseable {
  public final FakeReplica replica = new FakeReplica();
  public final EventHub events;
  private final ServedMember member;
  private final BalsaServer server;

  public Served() {
    this(ServerSettings.STANDARD);
  }

  public Served(ServerSettings settings) {
    this(settings, System::nanoTime);
  }

  public Served(ServerSettings settings, LongSupplier nanoClock) {
    this(settings, StoreLimits.STANDARD, new EventHub(1), nanoClock);
  }

  public Served(ServerSettings settings, StoreLimits limits, EventHub events) {
    this(settings, limits, events, System::nanoTime);
  }

  private Served(
      ServerSettings settings, StoreLimits limits, EventHub events, LongSupplier nanoClock) {
    this.events = events;
    PeerLink link =
        new PeerLink(
            2,
            InetSocketAddress.createUnresolved("localhost", 8001),
            PeerLink.State.REFUSED,
            null,
            false,
            "the \"other\" cluster",
            null,
            1,
            2,
            3,
            4,
            5,
            6,
            7);
    this.member =
        new ServedMember(
            new Identity(-2, 1, 0xabc, 4),
            replica,
            replica.store,
            limits,
            () -> List.of(link),
            events);
    this.server =
        BalsaServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            member,
            settings,
            new Security.LoopbackOnly(),
            nanoClock);
  }

  ServedMember member() {
    return member;
  }

  public InetSocketAddress address() {
    return server.boundAddress();
  }

  public RawHttp connect() {
    return new RawHttp(address());
  }

  RawHttp.Reply post(String path, String body) {
    try (RawHttp http = connect()) {
      return http.post(path, body);
    }
  }

  RawHttp.@Nullable Reply get(String path) {
    try (RawHttp http = connect()) {
      http.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
      return http.receive();
    }
  }

  public int connectionCount() {
    return server.connectionCount();
  }

  @Override
  public void close() {
    server.close();
  }
}
