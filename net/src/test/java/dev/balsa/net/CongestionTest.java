package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.PeerMessage;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A peer that reads slowly or not at all: member 2, played by a plain socket. */
class CongestionTest {
  private static final int BULK_BYTES = 100_000;
  private static final long BULK_MAX = 16 << 20;
  private static final long URGENT_MAX = 64 << 10;

  private final Members members = new Members(2);

  private NetSettings settings(int overtakeMillis, int idleMillis) {
    NetLimits limits =
        NetLimits.STANDARD
            .withBytes(64 << 10, 8 << 20, BULK_MAX, URGENT_MAX)
            .withTimes(overtakeMillis, 1000, 5000, 50, idleMillis)
            .withReconnect(10, 100, 100);
    return members.settings(1).withLimits(limits);
  }

  /** Fills the way to member 2 until messages are dropped, and returns how many were taken. */
  private static int fill(Node one) {
    int sent = 0;
    while (one.link(2).dropped() == 0) {
      one.send(2, Members.bulk(1, 2, sent++, BULK_BYTES));
      assertThat(one.link(2).waitingBytes()).isLessThanOrEqualTo(BULK_MAX + URGENT_MAX);
    }
    return sent - 1;
  }

  /** Reads so many messages, putting fragments together. */
  private static List<PeerMessage> read(RawPeer two, int count) throws IOException {
    Assembly assembly = new Assembly(8 << 20);
    List<PeerMessage> messages = new ArrayList<>();
    while (messages.size() < count) {
      Frame frame = two.read();
      byte[] whole =
          switch (frame.type()) {
            case MESSAGE -> frame.body();
            case FRAGMENT -> assembly.add(frame.body());
            case PING -> {
              two.send(FrameType.PONG, out -> out.writeBytes(frame.body()));
              yield null;
            }
            default -> throw new AssertionError(frame.type());
          };
      if (whole != null) {
        messages.add(MessageCodec.decode(whole));
      }
    }
    return messages;
  }

  @Test
  void aHeartbeatPassesWhatIsStalled() throws IOException {
    try (ServerSocket server = RawPeer.listen(members.address(2));
        Node one = new Node(settings(0, 20_000)).start();
        RawPeer two = RawPeer.welcome(server, Members.identity(2, 1), 1)) {
      one.awaitConnected(2);
      int taken = fill(one);
      PeerMessage heartbeat = Members.heartbeat(1, 2, 4711);
      one.send(2, heartbeat);
      List<PeerMessage> read = read(two, taken + 1);
      int place = read.indexOf(heartbeat);
      // Before it may only be what the two kernels held; the rest of the 16 MiB comes after it.
      assertThat(place).isBetween(1, taken / 2);
      read.remove(heartbeat);
      assertThat(read).extracting(Members::round).isSorted().hasSize(taken);
      one.await("room", node -> node.link(2).waitingBytes() == 0);
    }
  }

  @Test
  void aHeartbeatPassesBetweenTheFragmentsOfOneLongMessage() throws IOException {
    try (ServerSocket server = RawPeer.listen(members.address(2));
        Node one = new Node(settings(0, 20_000)).start();
        RawPeer two = RawPeer.welcome(server, Members.identity(2, 1), 1)) {
      one.awaitConnected(2);
      PeerMessage first = Members.bulk(1, 2, 1, 8_000_000);
      PeerMessage second = Members.bulk(1, 2, 2, 8_000_000);
      PeerMessage heartbeat = Members.heartbeat(1, 2, 3);
      one.send(2, first);
      one.send(2, second);
      one.send(2, heartbeat);
      assertThat(read(two, 3)).startsWith(heartbeat).endsWith(second);
    }
  }

  @Test
  void withPatienceTheOrderIsKept() throws IOException {
    try (ServerSocket server = RawPeer.listen(members.address(2));
        Node one = new Node(settings(60_000, 20_000)).start();
        RawPeer two = RawPeer.welcome(server, Members.identity(2, 1), 1)) {
      one.awaitConnected(2);
      int taken = fill(one);
      PeerMessage heartbeat = Members.heartbeat(1, 2, 4711);
      one.send(2, heartbeat);
      assertThat(read(two, taken + 1)).endsWith(heartbeat);
    }
  }

  @Test
  void memoryIsBoundedHoweverMuchIsSentToAPeerThatNeverReads() throws IOException {
    try (ServerSocket server = RawPeer.listen(members.address(2));
        Node one = new Node(settings(0, 20_000)).start();
        RawPeer two = RawPeer.welcome(server, Members.identity(2, 1), 1)) {
      one.awaitConnected(2);
      int taken = fill(one);
      for (int i = 0; i < 2000; i++) {
        one.send(2, Members.bulk(1, 2, i, BULK_BYTES));
      }
      for (int i = 0; i < 10_000; i++) {
        one.send(2, Members.heartbeat(1, 2, i));
      }
      assertThat(one.link(2).waitingBytes()).isBetween(BULK_MAX / 2, BULK_MAX + URGENT_MAX);
      assertThat(one.link(2).dropped()).isGreaterThan(10_000);
      assertThat(one.link(2).lastDrop()).contains("for member 2 are dropped: more than");
      one.awaitEvent(
          "overloaded 2: messages with payloads for member 2 are dropped: more than 16777216 bytes are waiting");
      assertThat(one.count("overloaded")).isEqualTo(1);
      assertThat(read(two, taken)).hasSize(taken);
    }
  }

  @Test
  void aPeerThatReadsSlowlyIsKeptAndOneThatDoesNotIsDropped() throws IOException {
    try (ServerSocket server = RawPeer.listen(members.address(2));
        Node one = new Node(settings(0, 400)).start();
        RawPeer two = RawPeer.welcome(server, Members.identity(2, 1), 1)) {
      one.awaitConnected(2);
      fill(one);
      // It never answers a ping, but the network takes bytes all the time.
      long end = System.nanoTime() + 1_200_000_000L;
      while (System.nanoTime() < end) {
        two.read();
        one.send(2, Members.bulk(1, 2, 1, BULK_BYTES));
      }
      assertThat(one.count("disconnected 2")).isZero();
      one.awaitEvent("disconnected 2 OUTBOUND: nothing heard from member 2 for 400 ms");
      one.awaitEvent("receiver lost 2");
      one.await("what waited to be dropped", node -> node.link(2).waitingBytes() == 0);
    }
  }
}
