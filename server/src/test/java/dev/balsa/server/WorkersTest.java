package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final Clients clients = new Clients(RateLimits.STANDARD, () -> 0, line -> {});
  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());

  private Exchange exchange(ClientAccount client, String body) {
    ChannelHandlerContext context = channel.pipeline().firstContext();
    Exchange.Asked asked = new Exchange.Asked("POST", "/", Map.of(), Bytes.utf8(body));
    return new Exchange(context, asked, client, HttpVersion.HTTP_1_1, true, () -> {});
  }

  private int answeredStatus() {
    channel.runPendingTasks();
    FullHttpResponse response = channel.readOutbound();
    try {
      return response.status().code();
    } finally {
      response.release();
    }
  }

  @Test
  void oneClientsWorkLeavesPlacesForOthers() throws InterruptedException {
    ClientAccount greedy = clients.of("greedy");
    ClientAccount other = clients.of("other");
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    try (Workers workers = new Workers(1, clients)) {
      int taken = 0;
      while (workers.run(exchange(greedy, ""), () -> await(go))) {
        taken++;
      }
      assertThat(answeredStatus()).isEqualTo(429);
      // Half of the places, and what the threads have begun meanwhile.
      assertThat(taken).isBetween(512, 514);
      assertThat(clients.overShare()).isEqualTo(1);
      assertThat(workers.run(exchange(other, ""), done::countDown)).isTrue();
      go.countDown();
      done.await();
    }
  }

  @Test
  void aLongAnswerThatNobodyCanWriteGivesBackItsRoom() {
    Workers workers = new Workers(1, clients);
    workers.close();
    try (Served served = new Served()) {
      String value = Base64.getEncoder().encodeToString(new byte[100_000]);
      served.post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"" + value + "\"}");
      KvService service = new KvService(served.member(), ServerSettings.STANDARD, workers, clients);
      ClientAccount client = clients.of("reader");
      service.range(exchange(client, "{\"key\":\"YQ==\"}"));
      assertThat(answeredStatus()).isEqualTo(429);
      assertThat(client.replies.held()).isZero();
      assertThat(client.work.held()).isZero();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }
}
