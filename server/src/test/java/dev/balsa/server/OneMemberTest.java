package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.Balsa;
import dev.balsa.core.Bytes;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.RangeRequest;
import dev.balsa.server.client.ClientSettings;
import dev.balsa.server.client.GatewayClient;
import dev.balsa.server.client.MemberStatus;
import dev.balsa.server.events.EventHub;
import dev.balsa.server.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from the client port to the disk, with a cluster of one. */
class OneMemberTest {
  @Test
  void whatWasAnsweredIsThereAfterARestartAndTheEventsTellTheStory(@TempDir Path directory)
      throws Exception {
    try (Running running = new Running(directory)) {
      for (int i = 0; i < 100; i++) {
        running.client.put(PutRequest.of(Bytes.utf8("key" + i), Bytes.utf8("value")));
      }
      assertThat(running.client.health(running.address()).healthy()).isTrue();
      Set<String> kinds = new HashSet<>();
      running.client.events(
          running.address(),
          0,
          false,
          line -> {
            kinds.add(JsonValue.parse(line).get("kind").text());
            return !kinds.containsAll(Set.of("role", "leader"));
          });
    }
    try (Running running = new Running(directory)) {
      assertThat(running.client.range(RangeRequest.prefix(Bytes.utf8("key"))).response().count())
          .isEqualTo(100);
      MemberStatus status = running.client.status(running.address());
      assertThat(status.role()).isEqualTo("leader");
      assertThat(status.boot()).isEqualTo(2);
      assertThat(status.keys()).isEqualTo(100);
      assertThat(status.revision()).isEqualTo(101);
    }
  }

  private static final class Running implements AutoCloseable {
    private final Balsa member;
    private final BalsaServer server;
    private final GatewayClient client;

    Running(Path directory) throws IOException {
      EventHub events = new EventHub(1);
      member =
          Balsa.cluster("127.0.0.1:" + freePort()).directory(directory).observer(events).start(1);
      server =
          BalsaServer.start(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              ServedMember.of(member, events),
              ServerSettings.STANDARD);
      client = new GatewayClient(List.of(address()), ClientSettings.STANDARD);
    }

    private static int freePort() throws IOException {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      }
    }

    InetSocketAddress address() {
      return server.boundAddress();
    }

    @Override
    public void close() {
      client.close();
      server.close();
      member.close();
    }
  }
}
