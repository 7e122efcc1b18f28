package dev.balsa.server;

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

  private final EventLoopGroup acceptors;
  private final EventLoopGroup loops;
  private final Workers workers;
  private final Connections connections;
  private final Channel listening;

  private BalsaServer(
      EventLoopGroup acceptors,
      EventLoopGroup loops,
      Workers workers,
      Connections connections,
      Channel listening) {
    this.acceptors = acceptors;
    this.loops = loops;
    this.workers = workers;
    this.connections = connections;
    this.listening = listening;
  }

  /**
   * Starts to listen.
   *
   * @param address port 0 for any that is free
   * @throws UncheckedIOException if the address cannot be listened on
   */
  public static BalsaServer start(
      InetSocketAddress address, ServedMember member, ServerSettings settings) {
    long id = member.identity().memberId();
    EventLoopGroup acceptors = group(1, "balsa-" + id + "-client-accept");
    EventLoopGroup loops = group(settings.threads(), "balsa-" + id + "-client");
    Workers workers = new Workers(id);
    Connections connections = new Connections(settings);
    Router router = new Router(member, settings, workers);
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
              .childHandler(new HttpPipeline(settings, connections, router))
              .bind(address)
              .syncUninterruptibly()
              .channel();
      return new BalsaServer(acceptors, loops, workers, connections, listening);
    } catch (Exception e) {
      stop(acceptors);
      stop(loops);
      workers.close();
      throw new UncheckedIOException(
          new IOException("cannot listen for clients on " + address + ": " + e.getMessage(), e));
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
