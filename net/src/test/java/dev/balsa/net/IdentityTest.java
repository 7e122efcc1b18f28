package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.log.Acquaintance;
import dev.balsa.log.Identity;
import dev.balsa.log.MemberId;
import dev.balsa.net.NetListener.Direction;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rows of docs/identity.md. */
class IdentityTest {
  private final Members members = new Members(3);

  /** Member 2 at the start of its last life; the lives the newest first. */
  private static Identity two(long... lives) {
    List<Long> all = java.util.Arrays.stream(lives).boxed().toList();
    return new Identity(Members.CLUSTER, 2, 0xd02, all.size(), all);
  }

  private Node node(Identity identity, List<Acquaintance> known) {
    return new Node(members.settings(identity).withKnown(known));
  }

  /** What member 2 remembers of member 1, so that it believes it. */
  private static List<Acquaintance> knowsOne() {
    return List.of(Members.identity(1, 1).acquaintance());
  }

  private void meet(Node one, Identity as) {
    try (Node two = node(as, knowsOne()).start()) {
      one.awaitConnected(2);
      two.awaitConnected(1);
    }
    one.await("the end", node -> node.link(2).state() != PeerLink.State.CONNECTED);
    one.await("both ends", node -> !node.link(2).inbound());
  }

  private void assertRetired(Node one, Identity as, RefusalReason reason, String cause) {
    try (Node two = node(as, knowsOne()).start()) {
      two.awaitRefusal(Direction.OUTBOUND, true, reason);
      two.awaitEvent("retired " + cause + " by 1");
      one.awaitRefusal(Direction.INBOUND, false, reason);
      assertThat(two.transport().isConnected(1)).isFalse();
    }
  }

  @Test
  void aWipedDirectoryWithTheOldIdIsRefused() {
    try (Node one = members.node(1).start()) {
      meet(one, two(7));
      Identity wiped = new Identity(Members.CLUSTER, 2, 0xabc, 1, List.of(9L));
      assertRetired(one, wiped, RefusalReason.DIRECTORY_CHANGED, "DIRECTORY_CHANGED");
      try (Node two = node(wiped, List.of()).start()) {
        two.awaitRefusal(Direction.OUTBOUND, true, RefusalReason.DIRECTORY_CHANGED);
        two.awaitRefusal(Direction.INBOUND, true, RefusalReason.DIRECTORY_CHANGED);
        assertThat(two.count("retired")).as("who remembers nobody believes nobody").isZero();
      }
    }
  }

  @Test
  void aSuccessorIsSentAwayUntilItIsNamedAndEverybodyHearsOfIt() {
    Identity successor =
        new Identity(Members.CLUSTER, MemberId.successor(2, () -> 5L << 16), 0xabc, 1, List.of(9L));
    try (Node one = members.node(1).start();
        Node two = node(successor, List.of()).start()) {
      two.awaitRefusal(Direction.OUTBOUND, true, RefusalReason.UNKNOWN_MEMBER);
      one.awaitEvent("knocked 2~00000005");
      assertThat(one.transport().isConnected(successor.memberId())).isFalse();
    }
  }

  /** Its number is known by a later directory only; it may be intact, so it must not stop. */
  @Test
  void whoseNumberHasALaterDirectoryIsToldSoAndDoesNotStop() {
    long later = MemberId.successor(2, () -> 5L << 16);
    for (long own : new long[] {1, MemberId.successor(1, () -> 7L << 16)}) {
      NetSettings settings =
          NetSettings.of(
                  Members.identity(own, 1), members.address(1), Map.of(later, members.address(3)))
              .withLimits(Members.QUICK);
      List<Acquaintance> knowing = List.of(Members.identity(own, 1).acquaintance());
      try (Node one = new Node(settings).start();
          Node two = node(two(7), knowing).start()) {
        assertThat(two.awaitRefusal(Direction.OUTBOUND, true, RefusalReason.PLACE_TAKEN).text())
            .isEqualTo(
                "expected member 2~00000005, a later data directory that has the place of this"
                    + " number, got 2; start it with --rejoin (in a program: rejoining()) and an"
                    + " empty directory, or add it as a new member");
        one.awaitRefusal(Direction.INBOUND, false, RefusalReason.PLACE_TAKEN);
        assertThat(two.count("retired")).isZero();
        assertThat(one.count("knocked")).isZero();
      }
    }
  }

  @Test
  void anOldCopyIsRefused() {
    try (Node one = members.node(1).start()) {
      meet(one, two(33, 22, 11));
      assertRetired(one, two(99, 11), RefusalReason.BOOT_COUNTER_BACK, "OLD_COPY");
    }
  }

  @Test
  void anOldCopyThatWasStartedAsOftenIsRefused() {
    try (Node one = members.node(1).start()) {
      meet(one, two(33, 22, 11));
      assertRetired(one, two(98, 99, 11), RefusalReason.SECOND_LIFE, "SECOND_LIFE");
    }
  }

  @Test
  void anOldCopyThatWasStartedMoreOftenIsRefused() {
    try (Node one = members.node(1).start()) {
      meet(one, two(33, 22, 11));
      assertRetired(one, two(96, 97, 98, 99, 11), RefusalReason.SECOND_LIFE, "SECOND_LIFE");
      meet(one, two(44, 33, 22, 11));
    }
  }

  @Test
  void aCopyThatIsStartedBesideTheOriginalIsRefused() {
    Identity original = two(22, 11);
    NetSettings copy =
        NetSettings.of(two(33, 22, 11), members.address(3), Map.of(1L, members.address(1)))
            .withLimits(Members.QUICK)
            .withKnown(knowsOne());
    try (Node one = members.node(1).start();
        Node two = node(original, knowsOne()).start()) {
      one.awaitConnected(2);
      two.awaitConnected(1);
      try (Node second = new Node(copy).start()) {
        second.awaitRefusal(Direction.OUTBOUND, true, RefusalReason.FORMER_LIFE);
        second.awaitRefusal(Direction.OUTBOUND, true, RefusalReason.SECOND_LIFE);
        second.awaitEvent("retired SECOND_LIFE by 1");
      }
      one.send(2, Members.heartbeat(1, 2, 1));
      two.awaitMessages(1);
      assertThat(two.count("disconnected 1")).isZero();
      assertThat(two.count("retired")).isZero();
    }
  }

  @Test
  void aFormerLifeThatDoesNotAnswerMakesWay() throws IOException {
    try (Node one = members.node(1).start();
        RawPeer silent = RawPeer.connect(members.address(1), two(22, 11), 1)) {
      one.awaitEvent("connected 2 INBOUND");
      try (Node two = node(two(33, 22, 11), knowsOne()).start()) {
        two.awaitRefusal(Direction.OUTBOUND, true, RefusalReason.FORMER_LIFE);
        two.awaitConnected(1);
        silent.awaitEnd();
        assertThat(two.count("retired")).isZero();
      }
    }
  }

  @Test
  void aStartThatNobodySawAndOneThatIsUnknownBreakNoChain() {
    try (Node one = members.node(1).start()) {
      meet(one, two(11));
      meet(one, two(44, 33, 22, 11));
      meet(one, two(66, 55, 0, 33, 22, 11));
    }
  }

  @Test
  void whatIsRememberedOutlivesTheProcess() {
    List<Acquaintance> remembered;
    try (Node one = members.node(1).start()) {
      meet(one, two(22, 11));
      remembered = one.acquaintances();
      assertThat(remembered).containsExactly(new Acquaintance(2, 0xd02, 2, 22));
    }
    try (Node one = node(Members.identity(1, 2), remembered).start()) {
      assertRetired(one, two(99, 11), RefusalReason.SECOND_LIFE, "SECOND_LIFE");
      assertThat(one.count("met")).isZero();
    }
  }

  @Test
  void aMemberThatLostItsMemoryIsFooledAndTheOthersAreNot() {
    Identity copy = two(99, 11);
    List<Acquaintance> remembered = List.of(new Acquaintance(2, 0xd02, 2, 22));
    try (Node one = node(Members.identity(1, 2), List.of()).start();
        Node three = node(Members.identity(3, 1), remembered).start()) {
      three.awaitConnected(1);
      NetSettings knowing =
          members
              .settings(copy)
              .withKnown(
                  List.of(
                      Members.identity(1, 1).acquaintance(),
                      Members.identity(3, 1).acquaintance()));
      try (Node two = new Node(knowing).start()) {
        two.awaitConnected(1);
        two.awaitEvent("retired SECOND_LIFE by 3");
        assertThat(one.count("refused")).isZero();
      }
    }
  }

  /** A recycled port, or another cluster of the same name: its word is not believed. */
  @Test
  void aStrangerRetiresNobody() {
    Identity imposter = new Identity(Members.CLUSTER, 1, 0xfeed, 1, List.of(5L));
    List<Acquaintance> remembered = List.of(new Acquaintance(2, 0xbeef, 9, 1));
    try (Node one = node(imposter, remembered).start();
        Node two = node(two(22, 11), knowsOne()).start()) {
      two.awaitRefusal(Direction.OUTBOUND, true, RefusalReason.DIRECTORY_CHANGED);
      one.awaitRefusal(Direction.INBOUND, false, RefusalReason.DIRECTORY_CHANGED);
      assertThat(two.count("retired")).isZero();
      assertThat(two.transport().isConnected(1)).isFalse();
    }
    Identity elsewhere = new Identity(0xfeed, 1, 0xd01, 1, List.of(5L));
    try (Node one = node(elsewhere, remembered).start();
        Node two = node(two(22, 11), knowsOne()).start()) {
      two.awaitRefusal(Direction.OUTBOUND, true, RefusalReason.WRONG_CLUSTER);
      assertThat(two.count("retired")).isZero();
      assertThat(one.member()).isEqualTo(1);
    }
  }
}
