package dev.balsa.server;

import dev.balsa.net.InsecureListenException;
import dev.balsa.net.Security;
import dev.balsa.net.tls.CertificateFilesException;
import dev.balsa.net.tls.Certificates;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client port of a member: HTTP/1.1 with JSON in the shapes of etcd's gateway.
 *
 * <ul>
 *   <li>POST /v3/kv/put, /v3/kv/range, /v3/kv/deleterange, /v3/kv/txn, /v3/maintenance/status
 *   <li>GET /health, /version, /balsa/status
 *   <li>GET /events, for this machine only: what the node does, one JSON object to a line; {@code
 *       ?after=} a sequence number, {@code ?heartbeats=true}
 * </ul>
 *
 * <p>Requests are linearizable unless they ask for {@code serializable}; such an answer says in
 * headers how old it may be. An answer that something failed says in the header {@code
 * X-Balsa-Outcome} whether it is certain that nothing happened. Safe for use by many threads.
 */
public final class BalsaServer implements AutoCloseable {
  private static final int CLOSE_TIMEOUT_MILLIS = 2000;
  private static final int BACKLOG = 1024;
  private static final Logger LOG = LoggerFactory.getLogger(BalsaServer.class);

  private final EventLoopGroup acceptors;
  private final EventLoopGroup loops;
  private final Workers workers;
  private final Connections connections;
  private final Channel listening;
  private final @Nullable Certificates certificates;

  private BalsaServer(
      EventLoopGroup acceptors,
      EventLoopGroup loops,
      Workers workers,
      Connections connections,
      Channel listening,
      @Nullable Certificates certificates) {
    this.acceptors = acceptors;
    this.loops = loops;
    this.workers = workers;
    this.connections = connections;
    this.listening = listening;
    this.certificates = certificates;
  }

  /**
   * Starts to listen for this machine's clients.
   *
   * @param address a loopback address; port 0 for any that is free
   * @throws UncheckedIOException if the address cannot be listened on
   * @throws InsecureListenException if it is no loopback address
   */
  public static BalsaServer start(
      InetSocketAddress address, ServedMember member, ServerSettings settings) {
    return start(address, member, settings, new Security.LoopbackOnly());
  }

  /**
   * Starts to listen.
   *
   * @param address port 0 for any that is free
   * @param security how clients are told from strangers; with TLS every client that shows a
   *     certificate of the trusted authority may do everything, and without such an authority every
   *     client may
   * @throws UncheckedIOException if the address cannot be listened on, or, with a {@link
   *     CertificateFilesException}, there are no certificates that can be used
   * @throws InsecureListenException if the address is not fit for the security
   */
  public static BalsaServer start(
      InetSocketAddress address, ServedMember member, ServerSettings settings, Security security) {
    return start(address, member, settings, security, System::nanoTime);
  }

  /** As {@link #start(InetSocketAddress, ServedMember, ServerSettings, Security)}, by a clock. */
  static BalsaServer start(
      InetSocketAddress address,
      ServedMember member,
      ServerSettings settings,
      Security security,
      LongSupplier nanoClock) {
    security.check(address, "clients");
    Certificates certificates = certificates(security, member);
    long id = member.identity().memberId();
    EventLoopGroup acceptors = group(1, "balsa-" + id + "-client-accept");
    EventLoopGroup loops = group(settings.threads(), "balsa-" + id + "-client");
    Clients clients =
        new Clients(
            settings.rates(),
            nanoClock,
            line -> LOG.warn("client port of member {}: {}", id, line));
    Workers workers = new Workers(id, clients);
    Connections connections = new Connections(settings);
    Router router = new Router(member, settings, workers, clients);
    try {
      Channel listening =
          new ServerBootstrap()
              .group(acceptors, loops)
              .channel(NioServerSocketChannel.class)
              .option(ChannelOption.SO_REUSEADDR, true)
              .option(ChannelOption.SO_BACKLOG, BACKLOG)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childOption(ChannelOption.SO_KEEPALIVE, true)
              .childOption(ChannelOption.AUTO_READ, false)
              .childHandler(new HttpPipeline(settings, connections, router, clients, certificates))
              .bind(address)
              .syncUninterruptibly()
              .channel();
      return new BalsaServer(acceptors, loops, workers, connections, listening, certificates);
    } catch (Exception e) {
      if (certificates != null) {
        certificates.close();
      }
      stop(acceptors);
      stop(loops);
      workers.close();
      throw new UncheckedIOException(
          new IOException("cannot listen for clients on " + address + ": " + e.getMessage(), e));
    }
  }

  private static @Nullable Certificates certificates(Security security, ServedMember member) {
    if (!(security instanceof Security.Tls tls)) {
      return null;
    }
    String whose = "client port of member " + member.identity().memberId() + ": ";
    try {
      return Certificates.load(
          tls.files(),
          null,
          new Certificates.Watcher() {
            @Override
            public void loaded(String text) {
              LOG.info("{}{}", whose, text);
            }

            @Override
            public void kept(String text) {
              LOG.error("{}{}", whose, text);
            }
          });
    } catch (CertificateFilesException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static EventLoopGroup group(int threads, String name) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory(name, true), NioIoHandler.newFactory());
  }

  /** Where clients are listened for. */
  public InetSocketAddress boundAddress() {
    return (InetSocketAddress) listening.localAddress();
  }

  /** How many connections there are. */
  public int connectionCount() {
    return connections.count();
  }

  /** Stops listening and closes every connection; waits for that, 2 seconds at most. Idempotent. */
  @Override
  public void close() {
    listening.close().awaitUninterruptibly(CLOSE_TIMEOUT_MILLIS);
    connections.closeAll();
    if (certificates != null) {
      certificates.close();
    }
    stop(acceptors);
    stop(loops);
    workers.close();
  }

  private static void stop(EventLoopGroup group) {
    group
        .shutdownGracefully(0, CLOSE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_TIMEOUT_MILLIS);
  }
}
