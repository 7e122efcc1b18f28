package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.RequestException;
import dev.balsa.server.json.JsonValue;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What machines and people ask of a member that runs: metrics, health, members. */
class OperateTest {
  private static RawHttp.Reply get(RawHttp http, String path) {
    http.send(RawHttp.request("GET", path, ""));
    return http.receive();
  }

  @Test
  void metricsAreInTheTextFormatOfPrometheus() {
    try (Served served = new Served();
        RawHttp http = new RawHttp(served.address())) {
      RawHttp.Reply reply = get(http, "/metrics");
      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.headers().get("content-type")).startsWith("text/plain; version=0.0.4");
      Set<String> described = new HashSet<>();
      for (String line : reply.body().split("\n", -1)) {
        if (line.startsWith("# TYPE ")) {
          assertThat(line).matches("# TYPE [a-z_]+ (counter|gauge)");
          assertThat(described.add(line.split(" ", -1)[2])).as(line).isTrue();
        } else if (!line.isEmpty() && !line.startsWith("# HELP ")) {
          assertThat(line).matches("[a-z_]+(\\{peer=\"\\d+\"})? -?\\d+");
          assertThat(described).contains(line.split("[{ ]", -1)[0]);
        }
      }
      assertThat(reply.body())
          .contains("balsa_term 3\n", "balsa_up 1\n", "balsa_elections_total 0\n")
          .contains("balsa_peer_connected{peer=\"2\"} 0\n")
          .contains("balsa_clients 0\n", "balsa_client_requests_total 0\n");
    }
  }

  @Test
  void readyMeansThatAMajorityWasSeen() {
    try (Served served = new Served();
        RawHttp http = new RawHttp(served.address())) {
      assertThat(get(http, "/livez").status()).isEqualTo(200);
      assertThat(get(http, "/readyz").body()).isEqualTo("ok\n");
      served.replica.fail(
          new RequestException.NotDone(RequestException.NotDone.Reason.NO_LEADER, "nobody"));
      RawHttp.Reply alone = get(http, "/readyz");
      assertThat(alone.status()).isEqualTo(503);
      assertThat(alone.body()).contains("no majority was seen", "etcdserver: no leader");
      assertThat(get(http, "/livez").status()).isEqualTo(200);
    }
  }

  @Test
  void aWitnessLivesAndIsNeverReady() {
    try (Served served = new Served();
        RawHttp http = new RawHttp(served.address())) {
      served.replica.witness();
      assertThat(get(http, "/livez").status()).isEqualTo(200);
      RawHttp.Reply ready = get(http, "/readyz");
      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.body()).isEqualTo("this member is a witness and answers no clients\n");
      assertThat(get(http, "/balsa/explain").body()).contains("This member is a witness");
      assertThat(get(http, "/balsa/status").json().get("witness").isTrue()).isTrue();
    }
  }

  @Test
  void membersAreListedAndWrongChangesRefused() {
    try (Served served = new Served();
        RawHttp http = new RawHttp(served.address())) {
      JsonValue members = get(http, "/balsa/members").json();
      assertThat(members.get("members").elements()).hasSize(1);
      assertThat(members.get("changing").isTrue()).isFalse();
      for (String body :
          new String[] {
            "", "[", "{\"id\":0,\"address\":\"a:1\"}", "{\"id\":4}", "{\"id\":4,\"address\":\"a\"}"
          }) {
        assertThat(http.post("/balsa/members/add", body).status()).as(body).isEqualTo(400);
      }
      assertThat(http.post("/balsa/transfer", "{\"to\":\"x\"}").status()).isEqualTo(400);
    }
  }

  @Test
  void aMemberExplainsItself() {
    try (Served served = new Served();
        RawHttp http = new RawHttp(served.address())) {
      JsonValue said = get(http, "/balsa/explain").json();
      assertThat(said.get("member").number()).isEqualTo(1);
      assertThat(said.get("lines").elements()).isNotEmpty();
    }
  }
}
