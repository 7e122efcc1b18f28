package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.kv.StoreLimits;
import dev.balsa.log.Identity;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTest {
  private static final String RANGE = "/v3/kv/range";
  private static final String KEY = "{\"key\":\"YQ==\"}";

  @Test
  void requestsSentAheadAreAnsweredInOrder() {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      StringBuilder ahead = new StringBuilder();
      for (int i = 0; i < 3000; i++) {
        ahead.append(RawHttp.request("POST", "/v3/kv/put", "{\"key\":\"YQ==\"}"));
        ahead.append(RawHttp.request("GET", "/nothing/" + i, ""));
      }
      Thread sender = Thread.ofVirtual().start(() -> http.send(ahead.toString()));
      for (int i = 0; i < 3000; i++) {
        RawHttp.Reply put = http.receive();
        assertThat(put.json().get("header").get("revision").number()).isEqualTo(i + 2);
        assertThat(http.receive().body()).contains("nothing is at /nothing/" + i + "\"");
      }
      assertThat(sender.isAlive()).isFalse();
    }
  }

  @Test
  void aRequestMayArriveByteByByte() {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      for (byte octet : RawHttp.request("POST", RANGE, KEY).getBytes(StandardCharsets.UTF_8)) {
        http.send(new byte[] {octet});
      }
      assertThat(http.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyMayComeInChunks() {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      http.send("POST /v3/kv/range HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      http.send("4\r\n{\"ke\r\n9\r\ny\":\"YQ==\"\r\n1\r\n}\r\n0\r\n\r\n");
      assertThat(http.receive().status()).isEqualTo(200);
      assertThat(http.post(RANGE, KEY).status()).isEqualTo(200);
    }
  }

  @Test
  void whoAsksBeforeSendingABodyIsToldToGoOn() {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      http.send(
          "POST /v3/kv/range HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: "
              + KEY.length()
              + "\r\n\r\n");
      assertThat(http.line()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(http.line()).isEmpty();
      http.send(KEY);
      assertThat(http.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void whoAsksBeforeSendingABodyThatIsTooLargeIsToldAndLetGo() {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      http.send(
          "POST /v3/kv/range HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: "
              + 100_000_000
              + "\r\n\r\n");
      RawHttp.Reply reply = http.receive();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.headers()).containsEntry("connection", "close");
      assertThat(http.isClosed()).isTrue();
    }
  }

  @Test
  void theConnectionEndsWhenTheClientWants() {
    try (Served served = new Served()) {
      try (RawHttp http = served.connect()) {
        http.send("GET /version HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(http.receive().headers()).containsEntry("connection", "close");
        assertThat(http.isClosed()).isTrue();
      }
      try (RawHttp http = served.connect()) {
        http.send("GET /version HTTP/1.0\r\n\r\n");
        assertThat(http.receive().status()).isEqualTo(200);
        assertThat(http.isClosed()).isTrue();
      }
      try (RawHttp http = served.connect()) {
        http.send("GET /version HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        assertThat(http.receive().headers()).containsEntry("connection", "keep-alive");
        assertThat(http.post(RANGE, KEY).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void unknownPathsAndMethodsAreClearAnswers() {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      RawHttp.Reply path = http.post("/v3/kv/nope?x=1", "{}");
      assertThat(path.status()).isEqualTo(404);
      assertThat(path.json().get("error").text()).isEqualTo("balsa: nothing is at /v3/kv/nope");
      http.send(RawHttp.request("GET", RANGE, ""));
      RawHttp.Reply method = http.receive();
      assertThat(method.status()).isEqualTo(405);
      assertThat(method.headers()).containsEntry("allow", "POST");
      assertThat(method.body()).contains("takes POST only");
      http.send(RawHttp.request("DELETE", "/health", ""));
      assertThat(http.receive().headers()).containsEntry("allow", "GET");
      assertThat(http.post(RANGE, KEY).status()).isEqualTo(200);
    }
  }

  @Test
  void aBodyAboveTheLimitIsRefusedAtOnceAndTheConnectionGoesOn() {
    try (Served served = new Served(ServerSettings.STANDARD.withBodies(1024, 1 << 20));
        RawHttp http = served.connect()) {
      http.send("POST /v3/kv/range HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n");
      RawHttp.Reply reply = http.receive();
      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.body()).contains("etcdserver: request is too large");
      http.send(new byte[1_000_000]);
      assertThat(http.post(RANGE, KEY).status()).isEqualTo(200);
      http.send("POST /v3/kv/range HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
      http.send("1000\r\n" + "x".repeat(4096) + "\r\n");
      assertThat(http.receive().status()).isEqualTo(413);
      http.send("1000\r\n" + "x".repeat(4096) + "\r\n0\r\n\r\n");
      assertThat(http.post(RANGE, KEY).status()).isEqualTo(200);
    }
  }

  @Test
  void aRefusedBodyEndsTheConnectionIfTheClientSaidSo() {
    try (Served served = new Served(ServerSettings.STANDARD.withBodies(1024, 1 << 20));
        RawHttp http = served.connect()) {
      http.send(
          "POST /v3/kv/range HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
              + "Content-Length: 2000\r\n\r\n"
              + "x".repeat(2000));
      assertThat(http.receive().status()).isEqualTo(413);
      assertThat(http.isClosed()).isTrue();
    }
  }

  @Test
  void theBodiesOfAllTogetherAreLimited() throws InterruptedException {
    try (Served served = new Served(ServerSettings.STANDARD.withBodies(1024, 1024));
        RawHttp first = served.connect();
        RawHttp second = served.connect()) {
      String body = KEY + " ".repeat(700 - KEY.length());
      served.replica.fallSilent();
      first.send(RawHttp.request("POST", RANGE, body));
      CompletableFuture<?> late = served.replica.awaitUnanswered();
      RawHttp.Reply refused = second.post(RANGE, body);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.body()).contains("too many requests");
      late.completeExceptionally(new IllegalStateException("late"));
      assertThat(first.receive().status()).isEqualTo(500);

      first.send(RawHttp.request("GET", "/version", ""));
      assertThat(first.receive().status())
          .as("its turn comes when the last has left")
          .isEqualTo(200);
      second.send(RawHttp.request("POST", RANGE, body));
      served.replica.awaitUnanswered().completeExceptionally(new IllegalStateException("late"));
      assertThat(second.receive().status()).isEqualTo(500);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\r\n\r\n",
        "GET /version\r\n\r\n",
        "GET /version HTTP/1.1\r\nbad header\r\n\r\n",
        "POST /v3/kv/put HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "POST /v3/kv/put HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        "POST /v3/kv/put HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET /events?after=%zz HTTP/1.1\r\nHost: h\r\n\r\n",
      })
  void whatIsNotHttpIsAnsweredAndClosed(String bytes) {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      http.send(bytes);
      RawHttp.Reply reply = http.receive();
      assertThat(reply.status()).as(reply.body()).isEqualTo(400);
      assertThat(reply.json().get("code").number()).isEqualTo(3);
      assertThat(http.isClosed()).isTrue();
    }
  }

  @Test
  void anotherVersionOfHttpIsRefusedByName() {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      http.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      RawHttp.Reply reply = http.receive();
      assertThat(reply.status()).isEqualTo(505);
      assertThat(reply.body()).contains("HTTP/2.0 is not spoken here");
      assertThat(http.isClosed()).isTrue();
    }
  }

  @Test
  void longLinesAndHeadersAreRefused() {
    try (Served served = new Served()) {
      try (RawHttp http = served.connect()) {
        http.send("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n");
        assertThat(http.receive().status()).isEqualTo(414);
      }
      try (RawHttp http = served.connect()) {
        http.send("GET /version HTTP/1.1\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
        assertThat(http.receive().status()).isEqualTo(431);
      }
    }
  }

  @Test
  void noiseNeverHurtsTheOthers() {
    Random random = new Random(1);
    try (Served served = new Served();
        RawHttp other = served.connect()) {
      for (int i = 0; i < 200; i++) {
        try (RawHttp http = served.connect()) {
          byte[] noise = RawHttp.request("POST", RANGE, KEY).getBytes(StandardCharsets.UTF_8);
          for (int flips = 1 + random.nextInt(5); flips > 0; flips--) {
            noise[random.nextInt(noise.length)] = (byte) random.nextInt(256);
          }
          http.send(noise);
        }
      }
      assertThat(other.post(RANGE, KEY).status()).isEqualTo(200);
    }
  }

  @Test
  void whoIsSlowIsToldAndWhoIsSilentIsLetGo() {
    try (Served served = new Served(ServerSettings.STANDARD.withClientTimeouts(100, 50, 1000))) {
      try (RawHttp http = served.connect()) {
        http.send("POST /v3/kv/range HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhalf");
        assertThat(http.receive().status()).isEqualTo(408);
        assertThat(http.isClosed()).isTrue();
      }
      try (RawHttp http = served.connect()) {
        assertThat(http.isClosed()).isTrue();
      }
      try (RawHttp http = served.connect()) {
        http.send("POST /v3/kv/ra");
        assertThat(http.isClosed()).isTrue();
      }
    }
  }

  @Test
  void whoDoesNotReadIsLetGo() {
    ServerSettings impatient = ServerSettings.STANDARD.withClientTimeouts(60_000, 60_000, 200);
    try (Served served = new Served(impatient)) {
      String value = Base64.getEncoder().encodeToString(new byte[1_500_000]);
      served.post("/v3/kv/put", "{\"key\":\"YQ==\",\"value\":\"" + value + "\"}");
      try (RawHttp http = served.connect()) {
        String range = RawHttp.request("POST", RANGE, KEY);
        // Some answers fit into the buffers of the system; the rest waits for a reader.
        Thread sender =
            Thread.ofVirtual()
                .start(() -> {
                  try {
                    http.send(range.repeat(50));
                  } catch (UncheckedIOException e) {
                    assertThat(e).isNotNull();
                  }
                });
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (served.connectionCount() > 0) {
          assertThat(System.nanoTime()).isLessThan(deadline);
          Thread.onSpinWait();
        }
        assertThat(sender).isNotNull();
      }
    }
  }

  @Test
  void connectionsAreLimited() {
    try (Served served = new Served(ServerSettings.STANDARD.withConnections(10, 2, 1));
        RawHttp first = served.connect();
        RawHttp second = served.connect()) {
      assertThat(first.post(RANGE, KEY).status()).isEqualTo(200);
      assertThat(second.post(RANGE, KEY).status()).isEqualTo(200);
      try (RawHttp third = served.connect()) {
        assertThat(third.isClosed()).isTrue();
      }
      assertThat(first.post(RANGE, KEY).status()).isEqualTo(200);
    }
  }

  @Test
  void pagesOfOtherSitesMayNotAsk() {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      http.send("GET /version HTTP/1.1\r\nHost: h:1\r\nOrigin: http://evil.example\r\n\r\n");
      RawHttp.Reply reply = http.receive();
      assertThat(reply.status()).isEqualTo(403);
      assertThat(reply.json().get("code").number()).isEqualTo(7);
      http.send("GET /version HTTP/1.1\r\nHost: h:1\r\nOrigin: http://h:1\r\n\r\n");
      assertThat(http.receive().status()).isEqualTo(200);
    }
  }

  @Test
  void aBusyAddressIsNamed() {
    try (Served served = new Served()) {
      ServedMember member =
          new ServedMember(
              new Identity(1, 1, 1, 1),
              served.replica,
              served.replica.store,
              StoreLimits.STANDARD,
              List::of,
              served.events);
      assertThatThrownBy(() -> BalsaServer.start(served.address(), member, ServerSettings.STANDARD))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot listen for clients on")
          .hasMessageContaining("Address already in use");
    }
  }

  @Test
  void closingEndsEveryConnection() {
    Served served = new Served();
    try (RawHttp http = served.connect()) {
      assertThat(http.post(RANGE, KEY).status()).isEqualTo(200);
      served.close();
      assertThat(http.isClosed()).isTrue();
      served.close();
    }
  }

  @Test
  void aSettingOutOfRangeIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerSettings.STANDARD.withBodies(1, 1 << 20))
        .withMessage("bodyBytesMax is 1; it must be from 1024 to 134217728");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerSettings.STANDARD.withConnections(5, 6, 1))
        .withMessageContaining("connectionsPerAddressMax is 6");
  }
}
