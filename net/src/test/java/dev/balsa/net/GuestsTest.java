package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Configuration;
import dev.balsa.log.Identity;
import dev.balsa.log.MemberId;
import dev.balsa.net.NetListener.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who came back with another directory reaches members that have not heard of it yet, if it goes by
 * a configuration that names both, and takes no place from anybody; see docs/repair.md.
 */
class GuestsTest {
  private static final long FIRST = MemberId.successor(2, () -> 5L << 16);
  private static final long SECOND = MemberId.successor(2, () -> 6L << 16);
  private static final long OF_ONE = MemberId.successor(1, () -> 7L << 16);

  private final Members members = new Members(4);

  private static Identity identity(long member) {
    return new Identity(Members.CLUSTER, member, 0xabc + member, 1, List.of(9L));
  }

  /** A member that is told where these are, and listens where its number does. */
  private Node node(long member, Map<Long, InetSocketAddress> peers) {
    InetSocketAddress own = members.address(MemberId.number(member));
    return new Node(NetSettings.of(identity(member), own, peers).withLimits(Members.QUICK));
  }

  private Node three(long two) {
    return node(3, Map.of(1L, members.address(1), two, members.address(2)));
  }

  /** One that came back, and goes by a configuration of these. */
  private Node returned(long member, Long... voters) {
    Node node = node(member, Map.of(1L, members.address(1), 3L, members.address(3)));
    node.transport().members(new Configuration(List.of(voters)));
    return node;
  }

  private RawPeer guest(long member) throws IOException {
    RawPeer peer = knock(member, "");
    peer.expect(FrameType.WELCOME);
    return peer;
  }

  private RawPeer knock(long member, String address) throws IOException {
    RawPeer peer = RawPeer.dial(members.address(3));
    peer.send(FrameType.HELLO, RawPeer.namedHello(identity(member), 3, address)::encode);
    return peer;
  }

  private String text(int member) {
    InetSocketAddress address = members.address(member);
    return address.getHostString() + ":" + address.getPort();
  }

  /** One that was added, and goes by a configuration that says where it is. */
  private Node added(long member) {
    Node node = node(member, Map.of(3L, members.address(3)));
    Configuration.Address own = new Configuration.Address(member, text((int) member));
    node.transport()
        .members(
            new Configuration(
                List.of(1L, 3L, member), List.of(), List.of(), List.of(), List.of(own)));
    return node;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 6L << 16})
  void whoIsNamedByANewerConfigurationIsTalkedToBesideTheMemberThatIsKnown(long random) {
    long known = random == 0 ? 2 : SECOND;
    try (Node three = three(known).start();
        Node two = returned(FIRST, 1L, 3L, FIRST).start()) {
      two.awaitConnected(3);
      three.awaitConnected(FIRST);
      three.awaitEvent("knocked 2~00000005");
      two.send(3, Members.heartbeat(FIRST, 3, 1));
      three.awaitMessages(1);
      three.send(FIRST, Members.heartbeat(3, FIRST, 2));
      two.awaitMessages(1);
      assertThat(three.transport().status()).containsOnlyKeys(1L, known, FIRST);
      assertThat(three.transport().isConnected(FIRST)).isTrue();
      assertThat(three.transport().isConnected(known)).isFalse();
    }
  }

  @Test
  void itIsAMemberLikeOthersAsSoonAsItIsNamed() {
    try (Node three = three(2).start();
        Node two = returned(FIRST, 1L, 3L, FIRST).start()) {
      two.awaitConnected(3);
      three.awaitConnected(FIRST);
      three.transport().members(new Configuration(List.of(1L, 2L, 3L)));
      three.transport().peers(Map.of(1L, members.address(1), FIRST, members.address(2)));
      three.await("the members", node -> !node.transport().status().containsKey(2L));
      three.send(FIRST, Members.heartbeat(3, FIRST, 2));
      two.awaitMessages(1);
      assertThat(three.transport().status()).containsOnlyKeys(1L, FIRST);
      assertThat(three.count("disconnected " + FIRST)).isZero();
    }
  }

  @Test
  void besideAMemberThatHasLeftNobodyIsAGuest() throws IOException {
    try (Node three = three(2).start();
        RawPeer first = guest(FIRST)) {
      three.awaitEvent("connected " + FIRST + " INBOUND");
      three.transport().peers(Map.of(SECOND, members.address(2)));
      three.awaitEvent("disconnected " + FIRST + " INBOUND: member " + FIRST + " is no longer");
      first.awaitEnd();
      three.await("the other", node -> node.transport().status().containsKey(SECOND));
      assertThat(three.transport().status()).containsOnlyKeys(SECOND);
      try (RawPeer again = guest(FIRST)) {
        assertThat(three.transport().status()).containsOnlyKeys(SECOND, FIRST);
        assertThat(again).isNotNull();
      }
    }
  }

  /** A configuration must name both: a blank directory has none. */
  @Test
  void whoIsNotNamedTogetherWithTheOtherIsSentAway() {
    for (List<Long> voters : List.of(List.of(1L, FIRST), List.of(1L, 3L), List.of(1L, 2L, 3L))) {
      try (Node three = three(2).start();
          Node two = returned(FIRST, voters.toArray(Long[]::new)).start()) {
        two.awaitRefusal(Direction.OUTBOUND, true, RefusalReason.UNKNOWN_MEMBER);
        three.awaitEvent("knocked 2~00000005");
        assertThat(three.transport().status()).containsOnlyKeys(1L, 2L);
      }
    }
  }

  @Test
  void whoMeansAnotherDirectoryOfThisMemberIsSentAway() throws IOException {
    long later = MemberId.successor(3, () -> 8L << 16);
    try (Node three = node(later, Map.of(2L, members.address(2))).start();
        RawPeer first = RawPeer.dial(members.address(3))) {
      first.send(FrameType.HELLO, RawPeer.namedHello(identity(FIRST), 3)::encode);
      assertThat(first.farewell().reason()).isEqualTo(RefusalReason.UNKNOWN_MEMBER);
      three.awaitEvent("knocked 2~00000005");
      assertThat(three.transport().status()).containsOnlyKeys(2L);
    }
  }

  @Test
  void aGuestTakesNothingFromTheMemberThatHasItsNumber() {
    try (Node three = three(2).start();
        Node two = node(2, Map.of(3L, members.address(3))).start()) {
      three.awaitConnected(2);
      two.awaitConnected(3);
      InetSocketAddress elsewhere = members.address(4);
      Node other =
          new Node(
              NetSettings.of(identity(FIRST), elsewhere, Map.of(3L, members.address(3)))
                  .withLimits(Members.QUICK));
      other.transport().members(new Configuration(List.of(3L, FIRST)));
      try (other) {
        other.start();
        other.awaitConnected(3);
        three.awaitRefusal(Direction.OUTBOUND, true, RefusalReason.WRONG_MEMBER);
        two.send(3, Members.heartbeat(2, 3, 1));
        three.send(2, Members.heartbeat(3, 2, 1));
        three.awaitMessages(1);
        two.awaitMessages(1);
      }
      three.await("the end", node -> !node.transport().status().containsKey(FIRST));
      assertThat(three.count("disconnected 2")).isZero();
      assertThat(two.count("disconnected 3")).isZero();
    }
  }

  @Test
  void ofTwoWithOneNumberTheLaterStays() throws IOException {
    assertThat(Guests.PER_NUMBER_MAX).isEqualTo(1);
    try (Node three = three(2).start();
        RawPeer one = guest(OF_ONE);
        RawPeer first = guest(FIRST)) {
      three.awaitEvent("connected " + FIRST + " INBOUND");
      assertThat(three.transport().status()).containsOnlyKeys(1L, 2L, FIRST, OF_ONE);
      try (RawPeer second = guest(SECOND)) {
        first.awaitEnd();
        assertThat(three.count("disconnected " + FIRST + " INBOUND: another data directory"))
            .isOne();
        assertThat(three.transport().status()).containsOnlyKeys(1L, 2L, SECOND, OF_ONE);
        second.send(
            FrameType.MESSAGE, out -> MessageCodec.encode(Members.heartbeat(SECOND, 3, 1), out));
        one.send(
            FrameType.MESSAGE, out -> MessageCodec.encode(Members.heartbeat(OF_ONE, 3, 1), out));
        three.awaitMessages(2);
      }
    }
  }

  @Test
  void whoConnectsAnewStays() throws IOException {
    try (Node three = three(2).start();
        RawPeer first = guest(FIRST);
        RawPeer again = guest(FIRST)) {
      first.awaitEnd();
      again.send(
          FrameType.MESSAGE, out -> MessageCodec.encode(Members.heartbeat(FIRST, 3, 1), out));
      three.awaitMessages(1);
      assertThat(three.transport().status()).containsOnlyKeys(1L, 2L, FIRST);
    }
  }

  /** Its leader may have lost its place before anybody else had that configuration. */
  @Test
  void itIsToldOfAsLongAsItStaysAndForgottenWhenItHasGone() throws IOException {
    try (Node three = three(2).start()) {
      try (RawPeer first = guest(FIRST)) {
        three.awaitEvent("knocked 2~00000005", 3);
        assertThat(first).isNotNull();
        assertThat(three.transport().status()).containsOnlyKeys(1L, 2L, FIRST);
      }
      three.await("the end", node -> !node.transport().status().containsKey(FIRST));
      assertThat(three.transport().isConnected(FIRST)).isFalse();
    }
  }

  @Test
  void whoWasAddedMeanwhileIsTalkedToWhereItsConfigurationSaysThatItIs() {
    try (Node three = node(3, Map.of(1L, members.address(1))).start();
        Node four = added(4).start()) {
      four.awaitConnected(3);
      three.awaitConnected(4);
      four.send(3, Members.heartbeat(4, 3, 1));
      three.awaitMessages(1);
      three.send(4, Members.heartbeat(3, 4, 2));
      four.awaitMessages(1);
      assertThat(three.transport().status()).containsOnlyKeys(1L, 4L);
      three.transport().peers(Map.of(1L, members.address(1), 4L, members.address(4)));
      three.send(4, Members.heartbeat(3, 4, 3));
      four.awaitMessages(2);
      assertThat(three.count("disconnected 4")).isZero();
      assertThat(three.count("knocked")).as("it takes nobody's place").isZero();
    }
  }

  @Test
  void whoIsNewAndCannotBeDialledBackIsSentAway() throws IOException {
    try (Node three = three(2).start()) {
      for (String address : List.of("", "nowhere", "host:port")) {
        try (RawPeer four = knock(4, address)) {
          assertThat(four.farewell().reason()).isEqualTo(RefusalReason.UNKNOWN_MEMBER);
        }
      }
      assertThat(three.transport().status()).containsOnlyKeys(1L, 2L);
    }
  }

  @Test
  void newNumbersAreLetInUpToALimit() throws IOException {
    List<RawPeer> guests = new ArrayList<>();
    // Those that dial here answer nothing, for however long this takes.
    NetLimits patient = Members.QUICK.withTimes(10, 1000, 5000, 50, 60_000);
    Map<Long, InetSocketAddress> peers = Map.of(1L, members.address(1), 2L, members.address(2));
    NetSettings settings =
        NetSettings.of(identity(3), members.address(3), peers).withLimits(patient);
    try (Node three = new Node(settings).start()) {
      for (long member = 10; member < 10 + Guests.NEW_NUMBERS_MAX; member++) {
        RawPeer guest = knock(member, text(4));
        guests.add(guest);
        guest.expect(FrameType.WELCOME);
      }
      try (RawPeer oneMore = knock(9, text(4));
          RawPeer cameBack = guest(FIRST)) {
        assertThat(oneMore.farewell().reason()).isEqualTo(RefusalReason.UNKNOWN_MEMBER);
        assertThat(cameBack).isNotNull();
      }
      guests.remove(0).close();
      three.await("room", node -> !node.transport().status().containsKey(10L));
      try (RawPeer oneMore = knock(9, text(4))) {
        oneMore.expect(FrameType.WELCOME);
        assertThat(three.transport().status()).containsKey(9L);
      }
    } finally {
      for (RawPeer guest : guests) {
        guest.close();
      }
    }
  }
}
