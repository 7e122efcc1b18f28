package dev.balsa.net;

import dev.balsa.log.Identity;
import dev.balsa.net.tls.Certificates;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The listening side: strangers, of which there are at most {@code handshakesMax}, and of one
 * address {@code handshakesPerAddressMax}, and one connection for each member. Used by the event
 * loop, except where it says otherwise.
 */
final class Acceptor {
  private final NetContext net;
  private final LongFunction<LinkCounters> counters;
  private final Set<Inbound> strangers = new LinkedHashSet<>();
  private final Map<Long, Inbound> members = new ConcurrentHashMap<>();
  private @Nullable Channel listening;

  /** Counts what comes from a member in its {@code counters}. */
  Acceptor(NetContext net, LongFunction<LinkCounters> counters) {
    this.net = net;
    this.counters = counters;
  }

  /**
   * Listens. Called once, by the thread that starts the transport.
   *
   * @return the address, with the port that the system chose if it was 0
   */
  InetSocketAddress listen() throws BindException {
    InetSocketAddress address = net.settings().bind();
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(net.loops().group())
            .channel(net.loops().serverType())
            .option(ChannelOption.SO_REUSEADDR, true)
            .option(ChannelOption.SO_BACKLOG, 128)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    accept(channel);
                  }
                });
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      throw bindException(address, Connection.text(bound.cause()));
    }
    listening = bound.channel();
    return (InetSocketAddress) bound.channel().localAddress();
  }

  private void accept(Channel channel) {
    Connection connection = new Inbound(net, this).connection();
    channel.pipeline().addLast(connection);
    Certificates certificates = net.certificates();
    if (certificates != null) {
      channel.config().setAutoRead(false);
      certificates.fresh(current ->
          net.execute(() -> {
            if (channel.isActive() && !connection.isClosing()) {
              channel.pipeline().addFirst(current.server().newHandler(channel.alloc()));
              channel.config().setAutoRead(true);
            }
          }));
    }
  }

  private static BindException bindException(InetSocketAddress address, String cause) {
    String where = address.getAddress().getHostAddress() + ":" + address.getPort();
    if (cause.contains("in use")) {
      return new BindException(
          "another process listens on "
              + where
              + "; stop it, or give this member another address (ss -ltnp names the process)");
    }
    if (cause.contains("ssign")) {
      return new BindException(
          "cannot listen on "
              + where
              + ": it is no address of this machine; give one that is (ip address lists them)");
    }
    return new BindException("cannot listen on " + where + ": " + cause);
  }

  void opened(Inbound stranger) {
    strangers.add(stranger);
    NetLimits limits = net.limits();
    if (limits.handshakesPerAddressMax() < limits.handshakesMax()) {
      InetAddress address = address(stranger);
      refuseOldest(
          strangers.stream().filter(each -> Objects.equals(address(each), address)).toList(),
          limits.handshakesPerAddressMax(),
          "connections of one address");
    }
    refuseOldest(strangers, limits.handshakesMax(), "connections");
  }

  /** An honest handshake takes a round trip, so the oldest is the least likely to be one. */
  private void refuseOldest(Collection<Inbound> waiting, int most, String what) {
    if (waiting.size() > most) {
      Inbound oldest = waiting.iterator().next();
      strangers.remove(oldest);
      oldest.refuse(
          0,
          new Farewell(
              RefusalReason.TOO_MANY,
              "more than " + most + " " + what + " wait for their handshake"));
    }
  }

  private static @Nullable InetAddress address(Inbound stranger) {
    return stranger.connection().remote() instanceof InetSocketAddress remote
        ? remote.getAddress()
        : null;
  }

  /** Puts a connection in the place of the member's former one, if there is one. */
  LinkCounters established(Inbound inbound, Identity member) {
    strangers.remove(inbound);
    Inbound former = members.put(member.memberId(), inbound);
    if (former != null) {
      former.lose("member " + member.memberId() + " has connected anew");
    }
    return counters.apply(member.memberId());
  }

  void closed(Inbound inbound) {
    strangers.remove(inbound);
    Identity member = inbound.member();
    if (member != null) {
      members.remove(member.memberId(), inbound);
    }
  }

  /** Whether the life before this one of a member still has a connection and lives. */
  Inbound.Former former(Identity later, long nowNanos) {
    Inbound inbound = members.get(later.memberId());
    Identity former = inbound == null ? null : inbound.member();
    if (inbound == null || former == null || former.bootCounter() >= later.bootCounter()) {
      return Inbound.Former.GONE;
    }
    return inbound.former(later.lifeAt(later.bootCounter()) | 1, nowNanos);
  }

  /** The member has restarted: a connection of its former life is dead. */
  void restarted(Identity member) {
    Inbound inbound = members.get(member.memberId());
    Identity former = inbound == null ? null : inbound.member();
    if (inbound != null && former != null && former.bootCounter() < member.bootCounter()) {
      members.remove(member.memberId(), inbound);
      inbound.lose("member " + member.memberId() + " has restarted");
    }
  }

  /** Whether a member has a connection to this one. By any thread. */
  boolean hasConnectionFrom(long member) {
    return members.containsKey(member);
  }

  void tick(long nowNanos) {
    for (Inbound inbound : members.values()) {
      inbound.tick(nowNanos);
    }
  }

  void forgive() {
    for (Inbound inbound : members.values()) {
      inbound.connection().forgive();
    }
  }

  /** The member is no peer any more. */
  void removed(long member, String why) {
    Inbound inbound = members.remove(member);
    if (inbound != null) {
      inbound.lose(why);
    }
  }

  /** The transport closes. */
  void stop() {
    if (listening != null) {
      listening.close();
    }
    List<Inbound> all = new ArrayList<>(strangers);
    all.addAll(members.values());
    for (Inbound inbound : all) {
      inbound.lose("this member stops");
    }
  }
}
