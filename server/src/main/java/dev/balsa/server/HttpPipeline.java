package dev.balsa.server;

import dev.balsa.net.tls.Certificates;
import dev.balsa.net.tls.CurrentCertificates;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.IdleStateHandler;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sets up a connection that speaks HTTP/1.1. Nothing here looks at the first bytes, so whatever
 * decides by them which protocol a connection speaks can stand before it.
 */
final class HttpPipeline extends ChannelInitializer<Channel> {
  private static final int CHUNK_BYTES_MAX = 64 << 10;

  /** One read brings 64 KiB at most, and a request has 18 bytes at least. */
  private static final int REQUESTS_AHEAD_MAX = 4096;

  private final ServerSettings settings;
  private final Connections connections;
  private final Router router;
  private final Clients clients;
  private final @Nullable Certificates certificates;
  private final Budget bodies;

  /** Speaks TLS if there are certificates. */
  HttpPipeline(
      ServerSettings settings,
      Connections connections,
      Router router,
      Clients clients,
      @Nullable Certificates certificates) {
    this.settings = settings;
    this.connections = connections;
    this.router = router;
    this.clients = clients;
    this.certificates = certificates;
    this.bodies = new Budget(settings.bodiesBytesMax(), settings.bodyBytesMax());
  }

  @Override
  protected void initChannel(Channel channel) {
    if (!connections.admit(channel)) {
      channel.close();
    } else if (certificates == null) {
      install(channel.pipeline());
    } else {
      // Nothing is read before the handlers are there, for they ask for it.
      certificates.fresh(current -> channel.eventLoop().execute(() -> secure(channel, current)));
    }
  }

  private void secure(Channel channel, CurrentCertificates current) {
    if (channel.isActive()) {
      channel.pipeline().addLast(current.server().newHandler(channel.alloc()));
      install(channel.pipeline());
      channel.pipeline().fireChannelActive();
    }
  }

  private void install(ChannelPipeline pipeline) {
    HttpDecoderConfig http =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(settings.headerBytesMax())
            .setMaxHeaderSize(settings.headerBytesMax())
            .setMaxChunkSize(CHUNK_BYTES_MAX);
    pipeline
        .addLast(new HttpServerCodec(http, REQUESTS_AHEAD_MAX))
        .addLast(
            new IdleStateHandler(true, 0, settings.writeTimeoutMillis(), 0, TimeUnit.MILLISECONDS))
        .addLast(new RequestReader(settings, bodies, router, clients));
  }
}
