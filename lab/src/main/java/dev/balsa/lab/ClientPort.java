package dev.balsa.lab;

import dev.balsa.Balsa;
import dev.balsa.kv.StoreLimits;
import dev.balsa.server.BalsaServer;
import dev.balsa.server.Replica;
import dev.balsa.server.ServedMember;
import dev.balsa.server.ServerSettings;
import dev.balsa.server.events.EventHub;
import java.net.InetSocketAddress;

/** Opens the client port of a lab node. */
final class ClientPort {
  private ClientPort() {}

  /**
   * Opens it.
   *
   * @param events must be among the observers of the member
   * @throws java.io.UncheckedIOException if the address cannot be listened on
   */
  static BalsaServer open(InetSocketAddress address, Balsa member, EventHub events) {
    ServedMember served =
        new ServedMember(
            member.identity(),
            Replica.of(member.raftNode()),
            member.store(),
            StoreLimits.STANDARD,
            () -> member.transport().status().values(),
            events);
    return BalsaServer.start(address, served, ServerSettings.STANDARD);
  }
}
