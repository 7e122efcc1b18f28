package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who the other members are changes while the transport runs, and no other connection suffers. */
class PeersTest {
  private final Members members = new Members(4);

  private Map<Long, InetSocketAddress> only(long... wanted) {
    Map<Long, InetSocketAddress> some = new TreeMap<>();
    for (long member : wanted) {
      some.put(member, members.address(member));
    }
    return some;
  }

  private Node node(long member, long... peers) {
    return new Node(
        NetSettings.of(Members.identity(member, 1), members.address(member), only(peers))
            .withLimits(Members.QUICK));
  }

  @Test
  void aMemberIsAdded() {
    try (Node one = node(1, 2).start();
        Node two = node(2, 1).start();
        Node three = node(3, 1).start()) {
      one.awaitConnected(2);
      three.awaitRefusal(NetListener.Direction.OUTBOUND, true, RefusalReason.UNKNOWN_MEMBER);
      one.send(3, Members.heartbeat(1, 3, 1));
      one.transport().peers(only(1, 2, 3));
      three.awaitConnected(1);
      one.awaitEvent("connected 3 OUTBOUND");
      one.send(3, Members.heartbeat(1, 3, 2));
      one.send(2, Members.heartbeat(1, 2, 3));
      three.awaitMessages(1);
      two.awaitMessages(1);
      assertThat(three.messages()).containsExactly(Members.heartbeat(1, 3, 2));
      assertThat(one.count("disconnected 2")).isZero();
      assertThat(two.count("disconnected 1")).isZero();
    }
  }

  @Test
  void aMemberIsRemovedAndRefusedFromThenOn() {
    try (Node one = node(1, 2, 3).start();
        Node two = node(2, 1).start();
        Node three = node(3, 1).start()) {
      one.awaitConnected(2);
      one.awaitConnected(3);
      one.await("both directions", node -> node.transport().isConnected(3));
      one.transport().peers(only(2));
      one.awaitEvent("disconnected 3 OUTBOUND: member 3 is no longer in the cluster");
      one.awaitEvent("disconnected 3 INBOUND: member 3 is no longer in the cluster");
      one.awaitEvent("receiver lost 3", 2);
      three.awaitRefusal(NetListener.Direction.OUTBOUND, true, RefusalReason.UNKNOWN_MEMBER);
      assertThat(one.transport().isConnected(3)).isFalse();
      assertThat(one.transport().status()).containsOnlyKeys(2L);
      one.send(3, Members.heartbeat(1, 3, 1));
      one.send(2, Members.heartbeat(1, 2, 1));
      two.awaitMessages(1);
      assertThat(one.count("disconnected 2")).isZero();
      assertThat(three.messages()).isEmpty();

      one.transport().peers(only(2, 3));
      one.awaitConnected(3);
      three.awaitConnected(1);
    }
  }

  @Test
  void aMemberThatMovedIsReachedAtItsNewAddress() {
    try (Node one = node(1, 2, 3).start();
        Node three = node(3, 1).start()) {
      one.awaitConnected(3);
      one.awaitEvent("unreachable 2");
      NetSettings moved =
          NetSettings.of(Members.identity(2, 1), members.address(4), only(1))
              .withLimits(Members.QUICK);
      try (Node two = new Node(moved).start()) {
        two.awaitConnected(1);
        assertThat(one.link(2).state()).isNotEqualTo(PeerLink.State.CONNECTED);
        Map<Long, InetSocketAddress> now = only(3);
        now.put(2L, members.address(4));
        one.transport().peers(now);
        one.awaitConnected(2);
        assertThat(one.link(2).address()).isEqualTo(members.address(4));
        assertThat(one.count("disconnected 3")).isZero();
        one.send(2, Members.heartbeat(1, 2, 7));
        two.awaitMessages(1);
      }
      assertThat(three.count("disconnected 1")).isZero();
    }
  }

  @Test
  void aConnectionThatWorksOutlivesAMoveAndTheNewAddressIsDialledWhenItEnds() {
    try (Node one = node(1, 2).start()) {
      try (Node two = node(2, 1).start()) {
        one.awaitConnected(2);
        one.transport().peers(Map.of(2L, members.address(4)));
        one.await("the new address", node -> node.link(2).address().equals(members.address(4)));
        assertThat(one.link(2).state()).isEqualTo(PeerLink.State.CONNECTED);
        one.send(2, Members.heartbeat(1, 2, 1));
        two.awaitMessages(1);
        assertThat(one.count("disconnected 2")).isZero();
      }
      NetSettings moved =
          NetSettings.of(Members.identity(2, 2), members.address(4), only(1))
              .withLimits(Members.QUICK);
      try (Node two = new Node(moved).start()) {
        one.awaitEvent("connected 2 OUTBOUND", 2);
        two.awaitConnected(1);
      }
    }
  }

  @Test
  void whoTheyAreMayBeToldBeforeTheStartAndAfterTheEnd() {
    Node one = node(1, 2);
    one.transport().peers(only(3));
    try (one;
        Node three = node(3, 1).start()) {
      one.start();
      one.awaitConnected(3);
      assertThat(one.transport().status()).containsOnlyKeys(3L);
      assertThat(three.member()).isEqualTo(3);
    }
    one.transport().peers(only(2));
    assertThat(one.transport().status()).containsOnlyKeys(3L);
  }

  @Test
  void anAddressServesOneMember() {
    try (Node one = node(1, 2)) {
      Map<Long, InetSocketAddress> shared = only(2);
      shared.put(3L, members.address(2));
      assertThatThrownBy(() -> one.transport().peers(shared))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("members 2 and 3 share the address " + members.address(2));
    }
  }
}
