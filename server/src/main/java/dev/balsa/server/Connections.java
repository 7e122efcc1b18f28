package dev.balsa.server;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts connections, in all and by address. Safe for use by many threads. */
final class Connections {
  private final int most;
  private final int mostPerAddress;
  private final AtomicInteger all = new AtomicInteger();
  private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
  private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  Connections(ServerSettings settings) {
    this.most = settings.connectionsMax();
    this.mostPerAddress = settings.connectionsPerAddressMax();
  }

  /** Whether one more may stay; it is counted until it closes. */
  boolean admit(Channel channel) {
    InetAddress address = ((InetSocketAddress) channel.remoteAddress()).getAddress();
    int ofAddress = byAddress.merge(address, 1, Integer::sum);
    boolean admitted = all.incrementAndGet() <= most && ofAddress <= mostPerAddress;
    open.add(channel);
    channel
        .closeFuture()
        .addListener(closed -> {
          all.decrementAndGet();
          byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        });
    return admitted;
  }

  int count() {
    return all.get();
  }

  void closeAll() {
    open.close().awaitUninterruptibly(1000);
  }
}
