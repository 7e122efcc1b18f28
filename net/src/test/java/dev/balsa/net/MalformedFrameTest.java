package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.net.NetListener.Direction;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What does not belong into the protocol ends its own connection, with a reason, and no other. */
class MalformedFrameTest {
  private final Members members = new Members(3);
  private Node one;
  private Node three;

  @BeforeEach
  void start() {
    one = members.node(1).start();
    three = members.node(3).start();
    three.awaitConnected(1);
    one.awaitConnected(3);
  }

  @AfterEach
  void theOtherConnectionHasNotSuffered() {
    three.send(1, Members.heartbeat(3, 1, 77));
    one.await(
        "the message of member 3", node -> node.messages().contains(Members.heartbeat(3, 1, 77)));
    assertThat(one.count("disconnected 3")).isZero();
    assertThat(one.count("failed")).isZero();
    three.close();
    one.close();
  }

  private RawPeer two() throws IOException {
    return RawPeer.connect(members.address(1), Members.identity(2, 1), 1);
  }

  /** That bytes after the handshake end the connection with this text on both sides. */
  private void refusedAfterHandshake(byte[] bytes, String text) throws IOException {
    try (RawPeer two = two()) {
      two.sendBytes(bytes);
      assertFarewell(two, text);
    }
  }

  private void refusedAfterHandshake(
      FrameType type, long groupId, Consumer<ByteBuf> body, String text) throws IOException {
    try (RawPeer two = two()) {
      two.send(type, groupId, body);
      assertFarewell(two, text);
    }
  }

  private void assertFarewell(RawPeer two, String text) throws IOException {
    Farewell farewell = two.farewell();
    assertThat(farewell.reason()).isEqualTo(RefusalReason.MALFORMED);
    assertThat(farewell.text()).contains(text);
    two.awaitEnd();
    one.awaitEvent("disconnected 2 INBOUND: " + farewell.text());
  }

  private static byte[] header(FrameType type, int length) {
    ByteBuf out = io.netty.buffer.Unpooled.directBuffer();
    Frame.open(out, type, 0);
    out.setInt(16, length);
    byte[] bytes = new byte[Frame.HEADER_BYTES];
    out.readBytes(bytes);
    out.release();
    return bytes;
  }

  @Test
  void aFrameOverTheLimitIsRefusedBeforeAnyOfItsBodyCame() throws IOException {
    refusedAfterHandshake(
        header(FrameType.MESSAGE, 1 << 30),
        "a MESSAGE frame announces 1073741824 bytes; at most 65536 are accepted here");
  }

  @Test
  void aChecksumThatDoesNotMatch() throws IOException {
    byte[] bytes = new byte[Frame.HEADER_BYTES + 4];
    System.arraycopy(header(FrameType.MESSAGE, 4), 0, bytes, 0, Frame.HEADER_BYTES);
    refusedAfterHandshake(bytes, "its header says 00000000");
  }

  @Test
  void anUnknownVersionAndAnUnknownType() throws IOException {
    byte[] version = header(FrameType.MESSAGE, 0);
    version[4] = 2;
    refusedAfterHandshake(version, "frame version 2; this member speaks version 1");
    byte[] type = header(FrameType.MESSAGE, 0);
    type[5] = 99;
    refusedAfterHandshake(type, "frame type 99 is unknown; this version knows 1 to 8");
  }

  @Test
  void aMessageThatIsNone() throws IOException {
    refusedAfterHandshake(
        FrameType.MESSAGE, 0, out -> out.writeByte(50), "message kind 50 is unknown");
  }

  @Test
  void aMessageOfAnotherGroup() throws IOException {
    refusedAfterHandshake(
        FrameType.MESSAGE,
        5,
        out -> MessageCodec.encode(Members.heartbeat(2, 1, 1), out),
        "a message for group 5; this connection serves group 0");
  }

  @Test
  void aMessageInTheNameOfAnotherMember() throws IOException {
    refusedAfterHandshake(
        FrameType.MESSAGE,
        0,
        out -> MessageCodec.encode(Members.heartbeat(3, 1, 1), out),
        "a message from member 3 to 1; this connection is from member 2 to 1");
    assertThat(one.messages()).isEmpty();
  }

  @Test
  void aFragmentOfNothing() throws IOException {
    refusedAfterHandshake(
        FrameType.FRAGMENT,
        0,
        out -> out.writeInt(100).writeInt(50).writeByte(1),
        "a fragment has 1 bytes at 50 of 100; expected were at least 1 and at most 100 bytes at 0 of 100");
  }

  @Test
  void framesThatOnlyTheOtherSideSends() throws IOException {
    refusedAfterHandshake(FrameType.WELCOME, 0, out -> {}, "a WELCOME frame after the handshake");
    refusedAfterHandshake(
        FrameType.PING, 0, out -> out.writeInt(1), "a PING of 4 bytes; it must have 8");
  }

  @Test
  void aMessageBeforeTheHandshake() throws IOException {
    try (RawPeer stranger = RawPeer.dial(members.address(1))) {
      stranger.send(FrameType.MESSAGE, out -> MessageCodec.encode(Members.heartbeat(2, 1, 1), out));
      assertThat(stranger.farewell().text())
          .isEqualTo("the first frame is MESSAGE; it must be HELLO");
      one.awaitRefusal(Direction.INBOUND, false, RefusalReason.MALFORMED);
      assertThat(one.messages()).isEmpty();
    }
  }

  @Test
  void aLongFrameBeforeTheHandshake() throws IOException {
    try (RawPeer stranger = RawPeer.dial(members.address(1))) {
      stranger.sendBytes(header(FrameType.HELLO, Hello.BODY_BYTES_MAX + 1));
      assertThat(stranger.farewell().text())
          .isEqualTo("a HELLO frame announces 2049 bytes; at most 2048 are accepted here");
    }
  }

  @Test
  void whatIsSentAfterABadFrameIsNotLookedAt() throws IOException {
    try (RawPeer two = two()) {
      one.awaitEvent("connected 2 INBOUND");
      two.send(FrameType.MESSAGE, out -> out.writeByte(50));
      two.awaitEnd();
      one.awaitEvent("disconnected 2 INBOUND");
    }
    assertThat(one.messages()).isEmpty();
  }

  @Test
  void aFloodOfStrangersPushesOutTheOldestAndLetsMembersIn() throws IOException {
    NetSettings narrow = members.settings(2).withLimits(Members.QUICK.withHandshakesMax(2, 2));
    List<RawPeer> strangers = new ArrayList<>();
    try (Node two = new Node(narrow).start()) {
      one.awaitConnected(2);
      for (int i = 0; i < 4; i++) {
        strangers.add(RawPeer.dial(members.address(2)));
      }
      for (int i = 0; i < 2; i++) {
        Farewell farewell = strangers.get(i).farewell();
        assertThat(farewell.reason()).isEqualTo(RefusalReason.TOO_MANY);
        assertThat(farewell.text()).isEqualTo("more than 2 connections wait for their handshake");
      }
      two.awaitEvent("refused", 2);
      try (RawPeer again = RawPeer.connect(members.address(2), Members.identity(1, 1), 2)) {
        again.send(FrameType.MESSAGE, out -> MessageCodec.encode(Members.heartbeat(1, 2, 8), out));
        two.awaitMessages(1);
      }
      for (RawPeer stranger : strangers) {
        stranger.close();
      }
    }
  }

  @Test
  void garbageOfAllKinds() throws IOException {
    Random random = new Random(42);
    for (int i = 0; i < 300; i++) {
      byte[] garbage = new byte[random.nextInt(5000)];
      random.nextBytes(garbage);
      boolean introduced = random.nextBoolean();
      try (RawPeer peer = introduced ? two() : RawPeer.dial(members.address(1))) {
        if (random.nextBoolean() && garbage.length >= Frame.HEADER_BYTES) {
          System.arraycopy(
              header(FrameType.of(1 + random.nextInt(7)), random.nextInt(3000)),
              0,
              garbage,
              0,
              Frame.HEADER_BYTES);
        }
        peer.sendBytes(garbage);
      } catch (java.net.SocketException closedEarly) {
        assertThat(garbage.length).isPositive();
      }
    }
    one.await(
        "the end of all of them",
        node -> node.count("disconnected 2") == node.count("connected 2"));
  }
}
