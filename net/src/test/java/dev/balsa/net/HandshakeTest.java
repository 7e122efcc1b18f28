package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.log.Identity;
import dev.balsa.net.NetListener.Direction;
import dev.balsa.net.NetListener.Refused;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who must not be talked to is refused, and both sides say why in the same words. */
class HandshakeTest {
  private final Members members = new Members(3);

  /** That {@code accepting} refused {@code dialling}, and that both tell it. */
  private static void assertRefused(
      Node dialling, Node accepting, RefusalReason reason, String text) {
    Refused there = accepting.awaitRefusal(Direction.INBOUND, false, reason);
    Refused here = dialling.awaitRefusal(Direction.OUTBOUND, true, reason);
    assertThat(there.text()).isEqualTo(text);
    assertThat(here.text()).isEqualTo(text);
    assertThat(here.member()).isPositive();
    assertThat(dialling.messages()).isEmpty();
    assertThat(accepting.messages()).isEmpty();
  }

  @Test
  void aMemberOfAnotherCluster() {
    Identity stranger = new Identity(0xfeed, 2, 0xd02, 1);
    try (Node one = members.node(1).start();
        Node two = new Node(members.settings(stranger)).start()) {
      assertRefused(
          one,
          two,
          RefusalReason.WRONG_CLUSTER,
          "expected cluster id 000000000000feed, got 00000000000ba15a; member 1 belongs to another"
              + " cluster; check its peer addresses and its data directory");
      assertRefused(
          two,
          one,
          RefusalReason.WRONG_CLUSTER,
          "expected cluster id 00000000000ba15a, got 000000000000feed; member 2 belongs to another"
              + " cluster; check its peer addresses and its data directory");
      one.await("the state", node -> node.link(2).state() == PeerLink.State.REFUSED);
      assertThat(one.link(2).lastError()).contains("expected cluster id");
    }
  }

  @Test
  void anotherGroup() {
    NetSettings ours = members.settings(2);
    NetSettings other =
        new NetSettings(
            7,
            ours.identity(),
            ours.bind(),
            ours.peers(),
            ours.limits(),
            new Security.LoopbackOnly(),
            "",
            List.of());
    try (Node one = members.node(1).start();
        Node two = new Node(other).start()) {
      assertRefused(
          one,
          two,
          RefusalReason.WRONG_GROUP,
          "expected group id 7, got 0; give all members the same group");
    }
  }

  @Test
  void anotherMemberAtTheAddress() {
    NetSettings wrong =
        NetSettings.of(Members.identity(1, 1), members.address(1), Map.of(2L, members.address(3)))
            .withLimits(Members.QUICK);
    try (Node one = new Node(wrong).start();
        Node three = members.node(3).start()) {
      assertRefused(
          one,
          three,
          RefusalReason.WRONG_MEMBER,
          "expected member id 2, got 3; member 1 has the address of member 3 for that of member 2;"
              + " correct its peer addresses");
    }
  }

  @Test
  void aMemberNobodyKnows() {
    NetSettings alone =
        NetSettings.of(Members.identity(3, 1), members.address(3), Map.of(2L, members.address(2)))
            .withLimits(Members.QUICK);
    try (Node one = members.node(1).start();
        Node three = new Node(alone).start()) {
      assertRefused(
          one,
          three,
          RefusalReason.UNKNOWN_MEMBER,
          "expected a member of [2], got 1; member 3 has no address for it; add it to the cluster"
              + " first");
    }
  }

  @Test
  void itself() {
    NetSettings loop =
        NetSettings.of(Members.identity(1, 1), members.address(1), Map.of(2L, members.address(1)))
            .withLimits(Members.QUICK);
    try (Node one = new Node(loop).start()) {
      assertRefused(
          one,
          one,
          RefusalReason.ITSELF,
          "member 1 reached itself; one of its peer addresses is its own");
    }
  }

  @Test
  void anotherProcessWithTheSameMemberId() {
    NetSettings twin =
        NetSettings.of(
                new Identity(Members.CLUSTER, 1, 0xabc, 1),
                members.address(3),
                Map.of(2L, members.address(1)))
            .withLimits(Members.QUICK);
    try (Node one = members.node(1).start();
        Node other = new Node(twin).start()) {
      assertRefused(
          other,
          one,
          RefusalReason.SAME_MEMBER,
          "two processes call themselves member 1: data directory id expected 0000000000000d01, got"
              + " 0000000000000abc; stop one of them");
    }
  }

  @Test
  void aMemberWhoseDirectoryWasReplaced() {
    try (Node one = members.node(1).start()) {
      try (Node two = members.node(2).start()) {
        one.awaitConnected(2);
        two.awaitConnected(1);
      }
      Identity wiped = new Identity(Members.CLUSTER, 2, 0xabc, 1);
      try (Node two = new Node(members.settings(wiped)).start()) {
        assertRefused(
            two,
            one,
            RefusalReason.DIRECTORY_CHANGED,
            "expected data directory id of member 2 0000000000000d02, got 0000000000000abc; its old"
                + " data directory was replaced; an emptied directory must join as a new member");
        Refused dialled =
            one.awaitRefusal(Direction.OUTBOUND, false, RefusalReason.DIRECTORY_CHANGED);
        assertThat(
                two.awaitRefusal(Direction.INBOUND, true, RefusalReason.DIRECTORY_CHANGED).text())
            .isEqualTo(dialled.text());
      }
    }
  }

  @Test
  void aMemberWhoseDirectoryWasPutBack() {
    try (Node one = members.node(1).start()) {
      try (Node two = new Node(members.settings(Members.identity(2, 8))).start()) {
        one.awaitConnected(2);
        two.awaitConnected(1);
      }
      try (Node two = new Node(members.settings(Members.identity(2, 7))).start()) {
        assertRefused(
            two,
            one,
            RefusalReason.BOOT_COUNTER_BACK,
            "expected boot counter of member 2 of at least 8, got 7; an older copy of its data"
                + " directory was put back, which has forgotten votes; it must join as a new member");
      }
    }
  }

  @Test
  void anotherVersionOfTheProtocol() throws IOException {
    try (Node one = members.node(1).start();
        RawPeer two = RawPeer.dial(members.address(1))) {
      two.send(FrameType.HELLO, out -> out.writeShort(9).writeBytes(new byte[500]));
      Farewell farewell = two.farewell();
      assertThat(farewell.reason()).isEqualTo(RefusalReason.PROTOCOL_VERSION);
      assertThat(farewell.text()).startsWith("protocol version expected 4, got 9;");
      assertThat(one.awaitRefusal(Direction.INBOUND, false, RefusalReason.PROTOCOL_VERSION).text())
          .isEqualTo(farewell.text());
    }
  }

  @Test
  void whoNeverSaysWhoItIs() throws IOException {
    NetSettings hasty =
        members.settings(1).withLimits(Members.QUICK.withTimes(10, 1000, 100, 50, 2000));
    try (Node one = new Node(hasty).start();
        RawPeer silent = RawPeer.dial(members.address(1))) {
      assertThat(silent.farewell().text()).isEqualTo("no handshake within 100 ms");
      one.awaitRefusal(Direction.INBOUND, false, RefusalReason.TIMEOUT);
    }
  }

  @Test
  void whoNeverAnswers() throws IOException {
    NetSettings hasty =
        members.settings(1).withLimits(Members.QUICK.withTimes(10, 1000, 100, 50, 2000));
    try (ServerSocket server = RawPeer.listen(members.address(2));
        Node one = new Node(hasty).start();
        RawPeer silent = RawPeer.accept(server)) {
      silent.expect(FrameType.HELLO);
      assertThat(silent.farewell().text()).isEqualTo("no answer to the handshake within 100 ms");
      assertThat(one.awaitRefusal(Direction.OUTBOUND, false, RefusalReason.TIMEOUT).member())
          .isEqualTo(2);
      RawPeer.accept(server).close();
    }
  }

  @Test
  void whoeverAnswersIsCheckedToo() throws IOException {
    try (ServerSocket server = RawPeer.listen(members.address(2));
        Node one = members.node(1).start()) {
      try (RawPeer three = RawPeer.welcome(server, Members.identity(3, 1), 1)) {
        assertThat(three.farewell().text())
            .isEqualTo(
                "expected member 2 at localhost/"
                    + address(2)
                    + ", got member 3; correct the peer addresses");
      }
      one.awaitRefusal(Direction.OUTBOUND, false, RefusalReason.WRONG_MEMBER);
      Identity stranger = new Identity(0xfeed, 2, 0xd02, 1);
      try (RawPeer two = RawPeer.welcome(server, stranger, 1)) {
        assertThat(two.farewell().reason()).isEqualTo(RefusalReason.WRONG_CLUSTER);
      }
      one.awaitRefusal(Direction.OUTBOUND, false, RefusalReason.WRONG_CLUSTER);
      try (RawPeer two = RawPeer.welcome(server, Members.identity(2, 1), 1)) {
        one.awaitConnected(2);
        one.send(2, Members.heartbeat(1, 2, 4));
        two.expect(FrameType.MESSAGE);
      }
    }
  }

  private String address(long member) {
    return members.address(member).getAddress().getHostAddress()
        + ":"
        + members.address(member).getPort();
  }

  @Test
  void whoeverIsAcceptedMayStillRefuse() throws IOException {
    try (Node one = members.node(1).start();
        RawPeer two = RawPeer.connect(members.address(1), Members.identity(2, 1), 1)) {
      one.awaitEvent("connected 2 INBOUND");
      two.send(FrameType.REFUSED, new Farewell(RefusalReason.BOOT_COUNTER_BACK, "a\nb")::encode);
      assertThat(one.awaitRefusal(Direction.INBOUND, true, RefusalReason.BOOT_COUNTER_BACK).text())
          .isEqualTo("a?b");
      one.awaitEvent("disconnected 2 INBOUND: a?b");
      two.awaitEnd();
    }
  }

  @Test
  void aNewerConnectionTakesThePlaceOfTheOldWhoseBytesCountNoMore() throws IOException {
    try (Node one = members.node(1).start();
        RawPeer old = RawPeer.connect(members.address(1), Members.identity(2, 1), 1)) {
      old.send(FrameType.MESSAGE, out -> MessageCodec.encode(Members.heartbeat(2, 1, 1), out));
      one.awaitMessages(1);
      try (RawPeer same = RawPeer.connect(members.address(1), Members.identity(2, 1), 1)) {
        one.awaitEvent("disconnected 2 INBOUND: member 2 has connected anew");
        old.awaitEnd();
        try (RawPeer restarted = connectPatiently(Members.identity(2, 2))) {
          one.awaitEvent("disconnected 2 INBOUND: member 2 has connected anew", 2);
          same.awaitEnd();
          restarted.send(
              FrameType.MESSAGE, out -> MessageCodec.encode(Members.heartbeat(2, 1, 2), out));
          one.awaitMessages(2);
          assertThat(one.messages())
              .containsExactly(Members.heartbeat(2, 1, 1), Members.heartbeat(2, 1, 2));
          assertThat(one.count("receiver lost 2")).isEqualTo(2);
        }
      }
      try (RawPeer late = RawPeer.dial(members.address(1))) {
        late.send(FrameType.HELLO, RawPeer.hello(Members.identity(2, 1), 1)::encode);
        assertThat(late.farewell().reason()).isEqualTo(RefusalReason.BOOT_COUNTER_BACK);
      }
    }
  }

  /** Dials until the former life, which does not answer, is given up. */
  private RawPeer connectPatiently(Identity as) throws IOException {
    while (true) {
      RawPeer peer = RawPeer.dial(members.address(1));
      peer.send(FrameType.HELLO, RawPeer.hello(as, 1)::encode);
      Frame answer = peer.read();
      if (answer != null && answer.type() == FrameType.WELCOME) {
        return peer;
      }
      assertThat(answer).isNotNull();
      assertThat(Farewell.decode(answer.body()).reason()).isEqualTo(RefusalReason.FORMER_LIFE);
      peer.awaitEnd();
      peer.close();
    }
  }

  @Test
  void whenAMemberHasRestartedTheConnectionToItsFormerLifeIsGivenUp() throws IOException {
    try (ServerSocket server = RawPeer.listen(members.address(2));
        Node one = members.node(1).start();
        RawPeer former = RawPeer.welcome(server, Members.identity(2, 1), 1)) {
      one.awaitConnected(2);
      try (RawPeer restarted = RawPeer.connect(members.address(1), Members.identity(2, 2), 1)) {
        one.awaitEvent("disconnected 2 OUTBOUND: member 2 has restarted");
        former.awaitEnd();
        try (RawPeer again = RawPeer.welcome(server, Members.identity(2, 2), 1)) {
          one.awaitConnected(2);
          assertThat(one.transport().isConnected(2)).isTrue();
          again.send(FrameType.PONG, out -> out.writeLong(System.nanoTime()));
          restarted.send(FrameType.PING, out -> out.writeLong(1));
          restarted.expect(FrameType.PONG);
        }
      }
    }
  }
}
