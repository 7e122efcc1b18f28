package dev.balsa.net;

import dev.balsa.net.tls.Certificates;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes outbound TCP connections. Used by the event loop only. */
final class Dialler {
  /** Bytes that the kernel may hold unsent: more would be ahead of a heartbeat on a slow link. */
  private static final long UNSENT_BYTES = 128 << 10;

  private final NetContext net;

  Dialler(NetContext net) {
    this.net = net;
  }

  /**
   * Connects to an address, which is looked up now if it is unresolved.
   *
   * @param failed told why there is no connection
   */
  void dial(InetSocketAddress address, Connection connection, Consumer<String> failed) {
    if (address.isUnresolved()) {
      resolve(address, connection, failed);
    } else {
      secure(address, connection, failed);
    }
  }

  /** Looks at the certificates first, if there are to be any. */
  private void secure(InetSocketAddress to, Connection connection, Consumer<String> failed) {
    Certificates certificates = net.certificates();
    if (certificates == null) {
      connect(to, null, connection, failed);
    } else {
      certificates.fresh(
          current -> net.execute(() -> connect(to, current.client(), connection, failed)));
    }
  }

  private void connect(
      InetSocketAddress to,
      @Nullable SslContext tls,
      Connection connection,
      Consumer<String> failed) {
    if (connection.isClosing() || net.isClosed()) {
      return;
    }
    int frame = net.limits().frameBytesMax();
    WriteBufferWaterMark marks = new WriteBufferWaterMark(frame / 4, frame + frame / 2);
    Bootstrap bootstrap =
        new Bootstrap()
            .group(net.loops().group())
            .channel(net.loops().channelType())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, net.limits().connectMillis())
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, marks)
            .handler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (tls != null) {
                      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    }
                    channel.pipeline().addLast(connection);
                  }
                });
    if (net.loops().epoll()) {
      bootstrap.option(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_BYTES);
    }
    bootstrap
        .connect(to)
        .addListener((ChannelFuture done) -> {
          if (!done.isSuccess()) {
            failed.accept(Connection.text(done.cause()));
          }
        });
  }

  /**
   * Looks the name up on a thread of its own: an answer can take seconds, and heartbeats cannot.
   */
  private void resolve(InetSocketAddress name, Connection connection, Consumer<String> failed) {
    Thread thread =
        new Thread(
            () -> {
              try {
                InetAddress host = net.names().address(name.getHostString());
                InetSocketAddress address = new InetSocketAddress(host, name.getPort());
                net.execute(() -> secure(address, connection, failed));
              } catch (UnknownHostException e) {
                String text = "the host name " + name.getHostString() + " is unknown";
                net.execute(() -> failed.accept(text));
              }
            },
            "balsa-net-resolver");
    thread.setDaemon(true);
    thread.start();
  }
}
