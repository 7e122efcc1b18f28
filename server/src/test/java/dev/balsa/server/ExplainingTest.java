package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Configuration;
import dev.balsa.core.RoleName;
import dev.balsa.net.PeerLink;
import dev.balsa.node.FollowerStatus;
import dev.balsa.node.Members;
import dev.balsa.node.NodeStatus;
import dev.balsa.node.NodeStatus.Phase;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplainingTest {
  private static final Members THREE = new Members(new Configuration(List.of(1L, 2L, 3L)), 0, true);

  private static NodeStatus status(
      RoleName role, long leader, Members members, boolean diskFull, FollowerStatus... followers) {
    return new NodeStatus(
        1,
        Phase.RUNNING,
        role,
        7,
        leader,
        120,
        110,
        100,
        100,
        40,
        0,
        members,
        0,
        diskFull,
        false,
        List.of(followers));
  }

  private static PeerLink link(long member, boolean up) {
    return new PeerLink(
        member,
        InetSocketAddress.createUnresolved("host" + member, 8000),
        up ? PeerLink.State.CONNECTED : PeerLink.State.WAITING,
        null,
        up,
        up ? null : "connection refused",
        null,
        0,
        0,
        0,
        0,
        0,
        0,
        0);
  }

  @Test
  void withoutAMajorityItNamesWhoCannotBeReachedAndWhy() {
    assertThat(
            Explaining.lines(
                status(RoleName.PRE_CANDIDATE, 0, THREE, false),
                List.of(link(2, false), link(3, false))))
        .containsExactly(
            "There is no leader: this member reaches 1 of 3 voters, itself included, and a majority"
                + " is needed.",
            "Member 2 at host2:8000 is not connected: connection refused.",
            "Member 3 at host3:8000 is not connected: connection refused.");
  }

  @Test
  void withAMajorityAnElectionIsGoingOn() {
    assertThat(
            Explaining.lines(
                status(RoleName.CANDIDATE, 0, THREE, false),
                List.of(link(2, true), link(3, false))))
        .first()
        .asString()
        .contains("an election is going on in term 7");
  }

  @Test
  void aLeaderNamesWhoHoldsCommitsAndReadsBack() {
    assertThat(
            Explaining.lines(
                status(RoleName.LEADER, 1, THREE, false, new FollowerStatus(2, 90, 5_000, true)),
                List.of(link(2, true), link(3, false))))
        .containsExactly(
            "This member leads term 7.",
            "Entries 101 to 120 wait until a majority has them on disk. Here they are on disk up to"
                + " 110; on member 2 up to 90.",
            "Member 2 was silent for 5000 ms.",
            "Member 2 says that its disk is full.",
            "Nothing was heard in this term of [3].",
            "Member 3 at host3:8000 is not connected: connection refused.",
            "Reads wait: no majority has answered this leader for 1000 ms.");
  }

  @Test
  void aFollowerNamesItsLeader() {
    assertThat(Explaining.lines(status(RoleName.FOLLOWER, 2, THREE, true), List.of()))
        .hasSize(2)
        .last()
        .isEqualTo("Member 2 leads term 7; it was heard 40 ms ago.");
  }

  @Test
  void aChangeThatWaitsIsTold() {
    Configuration staging =
        new Configuration(
            List.of(1L, 2L, 3L), List.of(), List.of(), List.of(1L, 2L, 4L), List.of());
    assertThat(
            Explaining.lines(
                status(RoleName.FOLLOWER, 2, new Members(staging, 9, true), false), List.of()))
        .last()
        .asString()
        .contains("[4] must catch up before they vote");
    Members none = new Members(Configuration.NONE, 0, true);
    assertThat(Explaining.lines(status(RoleName.FOLLOWER, 0, none, false), List.of()))
        .containsExactly(
            "This member waits to be added: 'balsa member add 1 HOST:PORT', asked of the others.");
  }
}
