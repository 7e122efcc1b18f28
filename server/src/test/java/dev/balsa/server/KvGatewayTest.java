package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.kv.StoreLimits;
import dev.balsa.node.RequestException;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.NotDone.Reason;
import dev.balsa.server.events.EventHub;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KvGatewayTest {
  private static final String PUT = "/v3/kv/put";
  private static final String RANGE = "/v3/kv/range";
  private static final String SOME_PUT = "{\"key\":\"YQ==\",\"value\":\"MQ==\"}";
  private static final String SOME_RANGE = "{\"key\":\"YQ==\"}";

  @Test
  void theShapesAreThoseOfEtcdToTheByte() {
    try (Served served = new Served()) {
      String header =
          "{\"header\":{\"cluster_id\":\"18446744073709551614\",\"member_id\":\"1\","
              + "\"revision\":\"2\",\"raft_term\":\"3\"}";
      assertThat(served.post(PUT, SOME_PUT).body()).isEqualTo(header + "}");
      assertThat(served.post(RANGE, SOME_RANGE).body())
          .isEqualTo(
              header
                  + ",\"kvs\":[{\"key\":\"YQ==\",\"create_revision\":\"2\","
                  + "\"mod_revision\":\"2\",\"version\":\"1\",\"value\":\"MQ==\"}],\"count\":\"1\"}");
      assertThat(served.post(RANGE, "{}").body())
          .isEqualTo(
              "{\"error\":\"etcdserver: key is not provided\",\"code\":3,"
                  + "\"message\":\"etcdserver: key is not provided\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"key\":",
        "{'key':'YQ=='}",
        "{\"key\":\"YQ==\"} trailing",
        "{\"key\":\"YQ==\",}",
        "[]",
        "\"YQ==\"",
        "{\"key\":5}",
        "{\"key\":\"!!!!\"}",
        "{\"key\":\"YQ==\",\"limit\":\"abc\"}",
        "{\"key\":\"YQ==\",\"limit\":1.5}",
        "{\"key\":\"YQ==\",\"limit\":\"9223372036854775808\"}",
        "{\"key\":\"YQ==\",\"sort_order\":\"DOWN\"}",
        "{\"key\":\"YQ==\",\"sort_target\":9}",
        "{\"key\":\"YQ==\",\"serializable\":\"perhaps\"}",
        "{\"key\":[\"YQ==\"]}",
        "{\"key\":{\"a\":1}}",
        "\u0000",
        "{\"key\":\"YQ==\",\"x\":\"\u0001\"}",
      })
  void wrongJsonIsAClearAnswerAndTheConnectionGoesOn(String body) {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      RawHttp.Reply reply = http.post(RANGE, body);
      assertThat(reply.status()).as(reply.body()).isEqualTo(400);
      assertThat(reply.json().get("code").number()).isEqualTo(3);
      assertThat(reply.json().get("error").text()).isNotBlank();
      assertThat(reply.json().get("message")).isEqualTo(reply.json().get("error"));
      assertThat(http.post(RANGE, SOME_RANGE).status()).isEqualTo(200);
    }
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      http.send("POST /v3/kv/range HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n");
      http.send(new byte[] {(byte) 0xc3, (byte) 0x28});
      assertThat(http.receive().body()).contains("not UTF-8");
    }
  }

  @Test
  void nothingAndNullAreTheEmptyRequest() {
    try (Served served = new Served()) {
      for (String body : new String[] {"", "  ", "null", "{}"}) {
        assertThat(served.post(RANGE, body).body()).contains("key is not provided");
        assertThat(served.post("/v3/kv/txn", body).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void jsonThatIsTooDeepIsRefusedWhateverItMeans() {
    try (Served served = new Served()) {
      String deep = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
      assertThat(served.post(RANGE, deep).body()).contains("nesting deeper than 100");
      String txn = "{\"success\":[{\"request_txn\":".repeat(30) + "{}" + "}]}".repeat(30);
      assertThat(served.post("/v3/kv/txn", txn).body()).contains("too many operations");
    }
  }

  @Test
  void aCommandAboveTheLimitIsRefusedInEtcdsWords() {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      String value = Base64.getEncoder().encodeToString(new byte[1_600_000]);
      RawHttp.Reply reply = http.post(PUT, "{\"key\":\"YQ==\",\"value\":\"" + value + "\"}");
      assertThat(reply.status()).isEqualTo(400);
      assertThat(reply.body()).contains("etcdserver: request is too large", "\"code\":3");
      String largest = Base64.getEncoder().encodeToString(new byte[1_572_000]);
      assertThat(http.post(PUT, "{\"key\":\"YQ==\",\"value\":\"" + largest + "\"}").status())
          .isEqualTo(200);
      assertThat(http.post(RANGE, SOME_RANGE).body()).hasSizeGreaterThan(2_000_000);
    }
  }

  @Test
  void theQuotaIsAnAnswer() {
    StoreLimits limits = new StoreLimits(100, 1000, 2000, 10, 3, 1000);
    try (Served served = new Served(ServerSettings.STANDARD, limits, new EventHub(1))) {
      String value = Base64.getEncoder().encodeToString(new byte[900]);
      RawHttp.Reply reply = served.post(PUT, "{\"key\":\"YQ==\",\"value\":\"" + value + "\"}");
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.body()).contains("etcdserver: mvcc: database space exceeded", "\"code\":8");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NO_LEADER, 503, 14, etcdserver: no leader",
    "LOST, 503, 14, etcdserver: leader changed",
    "OVERLOADED, 429, 8, etcdserver: too many requests",
    "TOO_LARGE, 400, 3, etcdserver: request is too large",
    "STOPPED, 503, 14, etcdserver: server stopped",
  })
  void whatDidNotHappenIsSaidSo(Reason reason, int status, int code, String text) {
    try (Served served = new Served()) {
      served.replica.fail(new NotDone(reason, "inside"));
      for (String path : new String[] {PUT, RANGE}) {
        RawHttp.Reply reply = served.post(path, SOME_RANGE);
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json().get("code").number()).isEqualTo(code);
        assertThat(reply.json().get("error").text()).isEqualTo(text);
        assertThat(reply.headers()).containsEntry("x-balsa-outcome", "not-done");
      }
    }
  }

  @Test
  void whatMayHaveHappenedIsSaidSo() {
    try (Served served = new Served()) {
      served.replica.fail(new RequestException.Unknown("inside"));
      RawHttp.Reply write = served.post(PUT, SOME_PUT);
      assertThat(write.status()).isEqualTo(504);
      assertThat(write.json().get("code").number()).isEqualTo(4);
      assertThat(write.body()).contains("outcome unknown: it may have been applied");
      assertThat(write.headers()).containsEntry("x-balsa-outcome", "unknown");
      RawHttp.Reply read = served.post(RANGE, SOME_RANGE);
      assertThat(read.status()).isEqualTo(504);
      assertThat(read.headers()).containsEntry("x-balsa-outcome", "not-done");
      served.replica.fail(new IllegalStateException("a bug"));
      RawHttp.Reply bug = served.post(PUT, SOME_PUT);
      assertThat(bug.status()).isEqualTo(500);
      assertThat(bug.headers()).containsEntry("x-balsa-outcome", "unknown");
    }
  }

  @Test
  void aMemberThatIsStuckDoesNotKeepItsClients() {
    ServerSettings impatient = ServerSettings.STANDARD.withMemberTimeouts(50, 50);
    try (Served served = new Served(impatient)) {
      served.replica.fallSilent();
      RawHttp.Reply write = served.post(PUT, SOME_PUT);
      assertThat(write.status()).isEqualTo(504);
      assertThat(write.headers()).containsEntry("x-balsa-outcome", "unknown");
      RawHttp.Reply read = served.post(RANGE, SOME_RANGE);
      assertThat(read.status()).isEqualTo(504);
      assertThat(read.headers()).containsEntry("x-balsa-outcome", "not-done");
    }
  }

  @Test
  void healthDoesNotWaitLongForAMemberThatIsStuck() {
    ServerSettings impatient = ServerSettings.STANDARD.withMemberTimeouts(10_000, 50);
    try (Served served = new Served(impatient)) {
      served.replica.fallSilent();
      RawHttp.Reply reply = served.get("/health");
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.body())
          .isEqualTo("{\"health\":\"false\",\"reason\":\"etcdserver: request timed out\"}");
    }
  }

  @Test
  void anOldAnswerSaysHowOldItMayBe() {
    try (Served served = new Served()) {
      served.post(PUT, SOME_PUT);
      RawHttp.Reply local = served.post(RANGE, "{\"key\":\"YQ==\",\"serializable\":true}");
      assertThat(local.headers())
          .containsEntry("x-balsa-applied-index", "1")
          .containsEntry("x-balsa-commit-lag", "5")
          .containsEntry("x-balsa-age-millis", "250");
      String txn = "{\"success\":[{\"request_range\":{\"key\":\"YQ==\",\"serializable\":true}}]}";
      assertThat(served.post("/v3/kv/txn", txn).headers()).containsKey("x-balsa-age-millis");
      assertThat(served.post(RANGE, SOME_RANGE).headers())
          .doesNotContainKey("x-balsa-applied-index");
    }
  }

  @Test
  void wideRangesAndLongAnswersArrive() {
    try (Served served = new Served();
        RawHttp http = served.connect()) {
      String value = Base64.getEncoder().encodeToString(new byte[3000]);
      for (int i = 0; i < 200; i++) {
        String key = Base64.getEncoder().encodeToString(new byte[] {1, (byte) i});
        http.post(PUT, "{\"key\":\"" + key + "\",\"value\":\"" + value + "\"}");
      }
      RawHttp.Reply reply = http.post(RANGE, "{\"key\":\"AA==\",\"range_end\":\"AA==\"}");
      assertThat(reply.json().get("kvs").elements()).hasSize(200);
    }
  }

  @Test
  void anAnswerAboveTheLimitIsRefusedWithAdvice() {
    ServerSettings small = ServerSettings.STANDARD.withReplies(1024, 1024);
    try (Served served = new Served(small)) {
      String value = Base64.getEncoder().encodeToString(new byte[1025]);
      served.post(PUT, "{\"key\":\"YQ==\",\"value\":\"" + value + "\"}");
      RawHttp.Reply reply = served.post(RANGE, SOME_RANGE);
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.body()).contains("longer than 1024 bytes", "give a limit");
    }
  }

  @Test
  void statusIsEtcdsAndOurOwn() {
    try (Served served = new Served()) {
      served.post(PUT, SOME_PUT);
      assertThat(served.post("/v3/maintenance/status", "{}").body())
          .isEqualTo(
              "{\"header\":{\"cluster_id\":\"18446744073709551614\",\"member_id\":\"1\","
                  + "\"revision\":\"2\",\"raft_term\":\"3\"},\"version\":\"3.4.23\","
                  + "\"dbSize\":\"146\",\"leader\":\"1\",\"raftIndex\":\"8\",\"raftTerm\":\"3\","
                  + "\"raftAppliedIndex\":\"1\",\"dbSizeInUse\":\"146\"}");
      assertThat(served.get("/version").body())
          .startsWith("{\"etcdserver\":\"3.4.23\",\"etcdcluster\":\"3.4.0\",\"balsa\":\"0.")
          .doesNotContain("$");
      assertThat(served.get("/balsa/status").json().get("store").get("keys").number()).isEqualTo(1);
      assertThat(served.get("/health").body()).isEqualTo("{\"health\":\"true\"}");
      served.replica.loseLeader();
      RawHttp.Reply ill = served.get("/health");
      assertThat(ill.status()).isEqualTo(503);
      assertThat(ill.body()).isEqualTo("{\"health\":\"false\",\"reason\":\"no leader\"}");
      assertThat(served.post("/v3/maintenance/status", "").body())
          .contains("\"errors\":[\"etcdserver: no leader\"]");
    }
  }
}
