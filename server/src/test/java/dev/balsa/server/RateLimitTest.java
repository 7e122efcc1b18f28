package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much one client may ask of a member. The tests turn the time. */
class RateLimitTest {
  private static final String PUT = "/v3/kv/put";
  private static final String RANGE = "/v3/kv/range";
  private static final String KEY = "{\"key\":\"YQ==\"}";
  private static final RateLimits QUICK = RateLimits.STANDARD.withRefusedPause(0);
  private static final RateLimits TWO = QUICK.withRequests(1, 2);

  private final AtomicLong nanos = new AtomicLong();

  private Served serve(RateLimits rates) {
    return new Served(ServerSettings.STANDARD.with(rates), nanos::get);
  }

  private void passSeconds(long seconds) {
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
  }

  private static RawHttp.Reply get(RawHttp http, String path) {
    http.send(RawHttp.request("GET", path, ""));
    return http.receive();
  }

  @Test
  void aClientOverItsRateIsToldToWaitAndMayAskAgainThen() {
    try (Served served = serve(TWO);
        RawHttp http = served.connect()) {
      assertThat(http.post(PUT, KEY).status()).isEqualTo(200);
      assertThat(http.post(RANGE, KEY).status()).isEqualTo(200);
      RawHttp.Reply refused = http.post(PUT, KEY);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.headers())
          .containsEntry("retry-after", "1")
          .containsEntry("x-balsa-outcome", "not-done");
      assertThat(refused.json().get("code").number()).isEqualTo(8);
      assertThat(refused.body())
          .contains("client 127.0.0.1 is over its limit of 1 requests per second");
      assertThat(served.replica.store.revision()).as("nothing happened").isEqualTo(2);

      try (RawHttp another = served.connect()) {
        assertThat(another.post(PUT, KEY).status()).as("connections do not help").isEqualTo(429);
      }
      passSeconds(1);
      assertThat(http.post(PUT, KEY).status()).isEqualTo(200);
      assertThat(http.post(PUT, KEY).status()).isEqualTo(429);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/health",
        "/livez",
        "/readyz",
        "/metrics",
        "/version",
        "/balsa/status",
        "/balsa/members",
        "/balsa/explain"
      })
  void operatorsSeeAMemberWhoseClientsAreOverTheirRate(String page) {
    try (Served served = serve(QUICK.withRequests(1, 1));
        RawHttp http = served.connect()) {
      assertThat(http.post(RANGE, KEY).status()).isEqualTo(200);
      assertThat(http.post(RANGE, KEY).status()).isEqualTo(429);
      for (int i = 0; i < 5; i++) {
        assertThat(get(http, page).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void thePagesThatAreNotThereCountToo() {
    try (Served served = serve(TWO);
        RawHttp http = served.connect()) {
      assertThat(get(http, "/nothing").status()).isEqualTo(404);
      assertThat(http.post("/v3/maintenance/status", "{}").status()).isEqualTo(200);
      assertThat(get(http, "/nothing").status()).isEqualTo(429);
    }
  }

  @Test
  void whatIsSentAndWhatIsReadCountAsBytes() {
    long kib = 1 << 10;
    try (Served served = serve(QUICK.withBytes(64 * kib, 64 * kib));
        RawHttp http = served.connect()) {
      String value = Base64.getEncoder().encodeToString(new byte[60 << 10]);
      String put = "{\"key\":\"YQ==\",\"value\":\"" + value + "\"}";
      assertThat(http.post(PUT, put).status()).as("80 KiB, begun with a token").isEqualTo(200);
      RawHttp.Reply refused = http.post(RANGE, KEY);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.headers()).containsEntry("retry-after", "1");
      assertThat(refused.body()).contains("over its limit of 65536 bytes per second");

      passSeconds(1);
      assertThat(http.post(RANGE, KEY).body()).hasSizeGreaterThan(80 << 10);
      assertThat(http.post(RANGE, KEY).status()).as("long answers count").isEqualTo(429);
      passSeconds(2);
      assertThat(http.post(RANGE, KEY).status()).isEqualTo(200);
    }
  }

  @Test
  void aRefusedBodyIsReadToItsEndAndTheConnectionGoesOn() {
    try (Served served = serve(QUICK.withRequests(1, 1));
        RawHttp http = served.connect()) {
      assertThat(http.post(RANGE, KEY).status()).isEqualTo(200);
      assertThat(http.post(PUT, KEY + " ".repeat(1_000_000)).status()).isEqualTo(429);
      passSeconds(1);
      assertThat(http.post(RANGE, KEY).status()).isEqualTo(200);
    }
  }

  @Test
  void afterARefusalTheConnectionPauses() {
    int pauseMillis = 100;
    try (Served served = serve(TWO.withRefusedPause(pauseMillis));
        RawHttp http = served.connect()) {
      long beforeNanos = System.nanoTime();
      http.send(RawHttp.request("POST", RANGE, KEY).repeat(4));
      assertThat(http.receive().status()).isEqualTo(200);
      assertThat(http.receive().status()).isEqualTo(200);
      assertThat(http.receive().status()).isEqualTo(429);
      assertThat(http.receive().status()).isEqualTo(429);
      assertThat(System.nanoTime() - beforeNanos)
          .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
      assertThat(get(http, "/livez").status()).as("it goes on after that").isEqualTo(200);
    }
  }

  @Test
  void whoHoldsMostOfAFullMemberIsRefusedAndOthersAreNot() throws InterruptedException {
    ServerSettings small = ServerSettings.STANDARD.withBodies(1024, 3 * 1024);
    try (Served served = new Served(small, nanos::get);
        RawHttp first = served.connect();
        RawHttp second = served.connect();
        RawHttp third = served.connect()) {
      String body = KEY + " ".repeat(1000 - KEY.length());
      served.replica.fallSilent();
      first.send(RawHttp.request("POST", RANGE, body));
      served.replica.awaitUnanswered();
      second.send(RawHttp.request("POST", RANGE, body));
      served.replica.awaitUnanswered();
      RawHttp.Reply over = third.post(RANGE, body);
      assertThat(over.status()).as("2000 are held and 1072 free").isEqualTo(429);
      assertThat(over.headers()).containsEntry("retry-after", "1");
      assertThat(over.body())
          .contains("client 127.0.0.1 has more bytes of requests than is left for all others");
      assertThat(third.post("/balsa/transfer", "x".repeat(1000)).status())
          .as("there is room for who has nothing here")
          .isEqualTo(400);
      assertThat(get(third, "/metrics").body()).contains("balsa_client_over_share_total 1\n");
    }
  }

  @Test
  void sumsAreInTheMetricsAndNoClientIs() {
    try (Served served = serve(TWO);
        RawHttp http = served.connect()) {
      for (int i = 0; i < 5; i++) {
        http.post(RANGE, KEY);
      }
      assertThat(get(http, "/metrics").body())
          .contains("balsa_clients 1\n")
          .contains("balsa_client_requests_total 5\n")
          .contains("balsa_client_over_requests_total 3\n")
          .contains("balsa_client_over_bytes_total 0\n")
          .contains("balsa_client_over_share_total 0\n")
          .doesNotContain("127.0.0.1");
    }
  }

  @Test
  void aRateCanBeSwitchedOff() {
    try (Served served = serve(QUICK.withRequests(0, 1).withBytes(0, 1));
        RawHttp http = served.connect()) {
      for (int i = 0; i < 100; i++) {
        assertThat(http.post(RANGE, KEY).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void aLimitOutOfRangeIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QUICK.withRequests(-1, 1))
        .withMessage("requestsPerSecond is -1; it must be from 0 to 10000000");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QUICK.withRequests(1, 0))
        .withMessageContaining("requestsBurst is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QUICK.withBytes(1, 1))
        .withMessage("bytesPerSecond is 1; it must be from 65536 to 1099511627776");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QUICK.withBytes(0, 0))
        .withMessageContaining("bytesBurst is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QUICK.withClientsMax(0))
        .withMessageContaining("clientsMax is 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QUICK.withRefusedPause(1001))
        .withMessageContaining("refusedPauseMillis is 1001");
  }
}
