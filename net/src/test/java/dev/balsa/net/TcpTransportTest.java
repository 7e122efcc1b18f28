package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.node.PeerMessage;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TcpTransportTest {
  private final Members members = new Members(3);

  @Test
  void messagesArriveInTheOrderInWhichTheyWereSent() {
    NetSettings patient =
        members.settings(1).withLimits(Members.QUICK.withTimes(60_000, 1000, 5000, 50, 2000));
    try (Node one = new Node(patient).start();
        Node two = members.node(2).start()) {
      one.awaitConnected(2);
      List<PeerMessage> sent = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        sent.add(i % 3 == 0 ? Members.heartbeat(1, 2, i) : Members.bulk(1, 2, i, i));
        one.send(2, sent.get(i));
      }
      two.awaitMessages(500);
      assertThat(two.messages()).isEqualTo(sent);
    }
  }

  @Test
  void aMessageLongerThanAFrameArrivesWhole() {
    try (Node one = members.node(1).start();
        Node two = members.node(2).start()) {
      one.awaitConnected(2);
      byte[] payload = new byte[3_000_000];
      new java.util.Random(1).nextBytes(payload);
      PeerMessage message =
          new PeerMessage.ForwardedProposal(7, List.of(dev.balsa.core.Bytes.wrap(payload)));
      one.send(2, message);
      one.send(2, Members.heartbeat(1, 2, 1));
      two.awaitMessages(2);
      assertThat(two.messages()).containsExactlyInAnyOrder(message, Members.heartbeat(1, 2, 1));
      assertThat(one.link(2).waitingBytes()).isZero();
    }
  }

  @Test
  void aRestartedMemberIsReachedAgainAndBothNoticeTheLoss() {
    try (Node one = members.node(1).start()) {
      try (Node two = members.node(2).start()) {
        one.awaitConnected(2);
        two.awaitConnected(1);
      }
      one.awaitEvent("disconnected 2 OUTBOUND");
      one.awaitEvent("disconnected 2 INBOUND");
      one.awaitEvent("receiver lost 2", 2);
      try (Node again = new Node(members.settings(Members.identity(2, 2))).start()) {
        long start = System.nanoTime();
        one.awaitConnected(2);
        long millis = (System.nanoTime() - start) / 1_000_000;
        assertThat(millis).isLessThan(3000);
        one.send(2, Members.heartbeat(1, 2, 5));
        again.awaitMessages(1);
        assertThat(one.count("receiver lost 2")).isEqualTo(2);
      }
    }
  }

  @Test
  void aMemberThatShowsUpIsDialledAtOnceHoweverLongTheWaitHasBecome() {
    NetSettings settings =
        members.settings(1).withLimits(Members.QUICK.withReconnect(60_000, 600_000, 600_000));
    try (Node one = new Node(settings).start()) {
      one.awaitEvent("unreachable 2");
      one.awaitEvent("unreachable 3");
      try (Node two = members.node(2).start()) {
        two.awaitConnected(1);
        one.awaitConnected(2);
        assertThat(one.link(3).state()).isEqualTo(PeerLink.State.WAITING);
      }
    }
  }

  @Test
  void aBusyPortIsNamedTogetherWithWhatToDo() {
    try (Node one = members.node(1).start();
        Node copy = members.node(1)) {
      String where =
          one.transport().boundAddress().getHostString()
              + ":"
              + one.transport().boundAddress().getPort();
      assertThatThrownBy(copy::start)
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(BindException.class)
          .hasMessageContaining("another process listens on " + where + "; stop it");
    }
  }

  @Test
  void anAddressOfAnotherMachineIsNamedAsSuch() {
    InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 0);
    NetSettings settings =
        NetSettings.of(
            Members.identity(1, 1), elsewhere, Map.of(), new Security.UnsafePlaintext(), "c");
    try (Node node = new Node(settings)) {
      assertThatThrownBy(node::start)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("cannot listen on 192.0.2.1:0: it is no address of this machine");
    }
  }

  @Test
  void theSystemChoosesThePortIfItIsZero() {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (Node node = new Node(NetSettings.of(Members.identity(1, 1), any, Map.of())).start()) {
      assertThat(node.transport().boundAddress().getPort()).isPositive();
    }
  }

  @Test
  void closingFreesTheAddressAndMayBeDoneTwice() throws Exception {
    Node one = members.node(1).start();
    one.close();
    one.close();
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(members.address(1));
      assertThat(socket.isBound()).isTrue();
    }
    assertThatThrownBy(one::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed before");
    one.send(2, Members.heartbeat(1, 2, 1));
    assertThat(one.link(2).waitingBytes()).isZero();
  }

  @Test
  void whatIsNeverStartedCanBeClosed() {
    Node one = members.node(1);
    one.close();
    assertThat(one.transport().status()).isEmpty();
    assertThatThrownBy(() -> one.send(2, Members.heartbeat(1, 2, 1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> one.transport().boundAddress())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingFromWithinTheReceiverDoesNotWaitForItself() {
    try (Node one = members.node(1).start()) {
      TcpTransport[] self = new TcpTransport[1];
      java.util.concurrent.CountDownLatch done = new java.util.concurrent.CountDownLatch(1);
      self[0] = TcpTransport.of(members.settings(2));
      self[0].start((from, message) -> {
        self[0].close();
        done.countDown();
      });
      one.awaitConnected(2);
      one.send(2, Members.heartbeat(1, 2, 1));
      one.awaitEvent("disconnected 2 OUTBOUND");
      assertThat(done.getCount()).isZero();
    }
  }

  @Test
  void aMessageThatCannotGoWhereItIsSentIsRefusedAtOnce() {
    try (Node one = members.node(1).start()) {
      assertThatThrownBy(() -> one.send(1, Members.heartbeat(1, 1, 1)))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> one.send(2, Members.heartbeat(1, 3, 1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a message from member 1 to 3 cannot go from member 1 to 2");
    }
  }

  @Test
  void whatCannotBeDeliveredIsCountedAsDropped() {
    try (Node one = members.node(1).start();
        Node two = members.node(2).start()) {
      one.awaitEvent("unreachable 3");
      one.awaitConnected(2);
      one.await(
          "a wait before the next attempt", node -> node.link(3).state() == PeerLink.State.WAITING);
      one.send(3, Members.bulk(1, 3, 1, 10));
      assertThat(one.link(3).dropped()).isEqualTo(1);
      one.send(2, Members.bulk(1, 2, 1, 9_000_000));
      assertThat(one.link(2).dropped()).isEqualTo(1);
      assertThat(one.link(2).lastDrop())
          .contains("a message of 9000")
          .contains("the most is 8388608");
      assertThat(two.messages()).isEmpty();
    }
  }

  @Test
  void theStatusTellsWhatPasses() {
    try (Node one = members.node(1).start();
        Node two = members.node(2).start()) {
      one.awaitConnected(2);
      two.awaitConnected(1);
      one.send(2, Members.bulk(1, 2, 1, 1000));
      two.awaitMessages(1);
      one.await("an answer to a ping", node -> node.link(2).roundTripMicros() >= 0);
      PeerLink link = one.link(2);
      assertThat(link.member()).isEqualTo(2);
      assertThat(link.address()).isEqualTo(members.address(2));
      assertThat(link.connectedSince()).isNotNull();
      assertThat(link.inbound()).isTrue();
      assertThat(link.bytesOut()).isGreaterThan(1000);
      assertThat(link.framesOut()).isPositive();
      assertThat(two.link(1).bytesIn()).isGreaterThan(1000);
      assertThat(two.link(1).framesIn()).isPositive();
      assertThat(one.link(3).connectedSince()).isNull();
      assertThat(one.link(3).inbound()).isFalse();
    }
  }

  @Test
  void aReceiverThatThrowsIsReportedAndTheNextMessageArrives() {
    try (Node one = members.node(1).start()) {
      List<Long> rounds = java.util.Collections.synchronizedList(new ArrayList<>());
      Node two = members.node(2);
      try (two) {
        two.transport()
            .start((from, message) -> {
              if (Members.round(message) == 1) {
                throw new IllegalStateException("broken");
              }
              rounds.add(Members.round(message));
              two.received(from, message);
            });
        one.awaitConnected(2);
        one.send(2, Members.heartbeat(1, 2, 1));
        one.send(2, Members.heartbeat(1, 2, 2));
        two.awaitMessages(1);
        assertThat(rounds).containsExactly(2L);
        two.awaitEvent(
            "failed the receiver of messages failed on one from member 1: java.lang.IllegalStateException: broken");
      }
    }
  }

  @Test
  void aHostNameIsLookedUpAnewAtEachAttempt() throws Exception {
    InetSocketAddress named =
        InetSocketAddress.createUnresolved("moving.invalid", members.address(2).getPort());
    NetSettings settings =
        NetSettings.of(Members.identity(1, 1), members.address(1), Map.of(2L, named))
            .withLimits(Members.QUICK);
    java.util.concurrent.atomic.AtomicReference<InetAddress> place =
        new java.util.concurrent.atomic.AtomicReference<>(
            InetAddress.getByAddress(new byte[] {127, 0, 0, 2}));
    try (Node one = new Node(settings, host -> place.get()).start();
        Node two = members.node(2).start()) {
      one.awaitEvent("unreachable 2");
      assertThat(one.link(2).state()).isNotEqualTo(PeerLink.State.CONNECTED);
      place.set(InetAddress.getLoopbackAddress());
      one.awaitConnected(2);
      assertThat(two.member()).isEqualTo(2);
    }
  }

  @Test
  void aHostNameIsLookedUpWhenItIsDialled() {
    InetSocketAddress named =
        InetSocketAddress.createUnresolved("localhost", members.address(2).getPort());
    InetSocketAddress unknown = InetSocketAddress.createUnresolved("no-such-host.invalid", 1);
    NetSettings settings =
        NetSettings.of(Members.identity(1, 1), members.address(1), Map.of(2L, named, 3L, unknown))
            .withLimits(Members.QUICK);
    try (Node one = new Node(settings).start();
        Node two = members.node(2).start()) {
      one.awaitConnected(2);
      one.awaitEvent("unreachable 3: the host name no-such-host.invalid is unknown");
      assertThat(two.member()).isEqualTo(2);
    }
  }
}
