package dev.balsa.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.balsa.lab.check.NodeView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeClientTest {
  private static final long TIMEOUT_MILLIS = 20_000;

  private HttpServer server;
  private NodeClient client;
  private String asked = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
    client = new NodeClient(1, server.getAddress());
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private void answers(String path, int status, String outcome, String body) {
    server.createContext(
        path,
        exchange -> {
          asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("X-Balsa-Outcome", outcome);
          exchange.getResponseHeaders().add("X-Balsa-Applied-Index", "7");
          exchange.getResponseHeaders().add("X-Balsa-Commit-Lag", "2");
          exchange.getResponseHeaders().add("X-Balsa-Age-Millis", "-1");
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  @Test
  void keysAndValuesTravelInBase64() {
    answers("/v3/kv/put", 200, "", "{\"header\": {}}");
    assertThat(client.put("VARIABLE", "HashCode", TIMEOUT_MILLIS).done()).isTrue();
    assertThat(asked).isEqualTo("{\"key\": \"VkFSSUFCTEU=\", \"value\": \"SGFzaENvZGU=\"}");
  }

  @Test
  void aReadGivesTheValue() {
    answers("/v3/kv/range", 200, "", "{\"kvs\": [{\"key\": \"YQ==\", \"value\": \"eA==\"}]}");
    Reply reply = client.range("a", TIMEOUT_MILLIS);
    assertThat(reply).isInstanceOf(Reply.Done.class);
    assertThat(NodeClient.value((Reply.Done) reply)).isEqualTo("x");
    assertThat(NodeClient.value(new Reply.Done(java.util.Map.of()))).isNull();
  }

  @Test
  void lc35_aLocalReadComesWithItsAge() {
    answers("/v3/kv/range", 200, "", "{\"kvs\": [{\"key\": \"YQ==\", \"value\": \"eA==\"}]}");
    NodeClient.LocalValue local = client.localOrNull("a", TIMEOUT_MILLIS);
    assertThat(local).isEqualTo(new NodeClient.LocalValue("x", 7, 2, -1));
    assertThat(local.told()).isTrue();
    assertThat(asked).contains("\"serializable\": true");
  }

  @Test
  void aRefusalIsCertainOnlyIfTheNodeSaysSo() {
    answers("/v3/kv/put", 503, "not-done", "{\"message\": \"etcdserver: no leader\"}");
    answers("/v3/kv/range", 504, "unknown", "{\"message\": \"timed out\"}");
    assertThat(client.put("a", "b", TIMEOUT_MILLIS))
        .isEqualTo(new Reply.Refused(503, true, "etcdserver: no leader"));
    assertThat(client.range("a", TIMEOUT_MILLIS).certainlyNotDone()).isFalse();
  }

  @Test
  void whatIsNoJsonIsNoAnswer() {
    answers("/v3/kv/put", 200, "", "<html>");
    assertThat(client.put("a", "b", TIMEOUT_MILLIS)).isInstanceOf(Reply.Unreachable.class);
    assertThat(client.put("a", "b", TIMEOUT_MILLIS).certainlyNotDone()).isFalse();
  }

  @Test
  void aNodeThatIsNotThereCertainlyDidNothing() {
    server.stop(0);
    assertThat(client.put("a", "b", TIMEOUT_MILLIS).certainlyNotDone()).isTrue();
    assertThatThrownBy(client::view).isInstanceOf(IOException.class).hasMessageContaining("node 1");
  }

  @Test
  void theStatusIsRead() throws IOException {
    answers(
        "/balsa/status",
        200,
        "",
        "{\"member\": 2, \"role\": \"pre-candidate\", \"term\": 3, \"leader\": 0, \"lastIndex\": 5,"
            + " \"commitIndex\": 4, \"appliedIndex\": 4, \"lastContactMillis\": -1}");
    assertThat(client.view()).isEqualTo(new NodeView(2, "pre-candidate", 3, 0, 5, 4, 4, -1));
  }
}
