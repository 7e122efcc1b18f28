package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.RangeRequest;
import dev.balsa.kv.Store;
import dev.balsa.kv.StoreLimits;
import dev.balsa.log.DataDirectory;
import dev.balsa.log.LogSettings;
import dev.balsa.node.NodeSettings;
import dev.balsa.node.PeerMessage;
import dev.balsa.node.RaftNode;
import dev.balsa.node.Transport;
import dev.balsa.server.client.ClientSettings;
import dev.balsa.server.client.GatewayClient;
import dev.balsa.server.client.MemberStatus;
import dev.balsa.server.events.EventHub;
import dev.balsa.server.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from the client port to the disk, with a cluster of one. */
class OneMemberTest {
  private static final Transport NOBODY_ELSE =
      new Transport() {
        @Override
        public void start(Receiver receiver) {}

        @Override
        public void send(long to, PeerMessage message) {}

        @Override
        public void close() {}
      };

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
    private final DataDirectory data;
    private final RaftNode node;
    private final BalsaServer server;
    private final GatewayClient client;

    Running(Path directory) throws Exception {
      data = DataDirectory.open(directory, 5, 1);
      Store store = new Store();
      EventHub events = new EventHub(1);
      node =
          RaftNode.start(
              NodeSettings.of(1, new Configuration(List.of(1L)), 42),
              data.openLog(LogSettings.STANDARD),
              NOBODY_ELSE,
              store,
              events);
      server =
          BalsaServer.start(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              new ServedMember(
                  data.identity(), Replica.of(node), store, StoreLimits.STANDARD, List::of, events),
              ServerSettings.STANDARD);
      client = new GatewayClient(List.of(address()), ClientSettings.STANDARD);
    }

    InetSocketAddress address() {
      return server.boundAddress();
    }

    @Override
    public void close() throws IOException {
      client.close();
      server.close();
      node.close();
      data.close();
    }
  }
}
