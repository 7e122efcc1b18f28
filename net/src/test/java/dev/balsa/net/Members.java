package dev.balsa.net;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Message.AppendEntries;
import dev.balsa.log.Identity;
import dev.balsa.log.MemberId;
import dev.balsa.node.PeerMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Members of one cluster for tests: identities, addresses on free ports, messages. */
final class Members {
  static final long CLUSTER = 0xba15aL;

  /** Short times, so that a test of what happens after them is short too. */
  static final NetLimits QUICK =
      NetLimits.STANDARD.withTimes(10, 1000, 5000, 50, 2000).withReconnect(10, 100, 50);

  private final Map<Long, InetSocketAddress> addresses = new TreeMap<>();

  Members(int count) {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (long member = 1; member <= count; member++) {
        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        held.add(socket);
        addresses.put(member, (InetSocketAddress) socket.getLocalSocketAddress());
      }
      for (ServerSocket socket : held) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<Long, InetSocketAddress> addresses() {
    return addresses;
  }

  InetSocketAddress address(long member) {
    return addresses.get(member);
  }

  static Identity identity(long member, long bootCounter) {
    return new Identity(CLUSTER, member, 0xd00 + member, bootCounter);
  }

  NetSettings settings(long member) {
    return settings(identity(member, 1));
  }

  NetSettings settings(Identity identity) {
    InetSocketAddress own = address(MemberId.number(identity.memberId()));
    return NetSettings.of(identity, own, addresses).withLimits(QUICK);
  }

  Node node(long member) {
    return new Node(settings(member));
  }

  static PeerMessage heartbeat(long from, long to, long round) {
    return new PeerMessage.Consensus(new AppendEntries(from, to, 1, 0, 0, List.of(), 0, round));
  }

  static PeerMessage bulk(long from, long to, long round, int bytes) {
    Entry entry = new Entry(1, 1, EntryKind.COMMAND, Bytes.wrap(new byte[bytes]));
    return new PeerMessage.Consensus(
        new AppendEntries(from, to, 1, 0, 0, List.of(entry), 0, round));
  }

  /** The round of an AppendEntries. */
  static long round(PeerMessage message) {
    return ((AppendEntries) ((PeerMessage.Consensus) message).message()).round();
  }
}
