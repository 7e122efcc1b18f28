package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.refused;
import static dev.balsa.core.OneServer.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.OneServer;
import dev.balsa.core.RoleName;
import org.junit.jupiter.api.Test;

/** Dissertation §4.2.3, disruptive servers. */
class Dissertation423Test {
  @Test
  void dissertation423_withinTheMinimumElectionTimeoutOfALeaderARequestIsIgnored() {
    OneServer server = OneServer.of(3);
    server.receive(append(2, 1, 0, 0, 0, 1));
    assertThat(server.wait(99).receive(vote(3, 9, 9, 9)))
        .containsExactly("noted vote request ignored, a leader is alive");
    assertThat(server.raft().term()).isEqualTo(1);
    server.wait(1).receive(vote(3, 9, 9, 9));
    assertThat(server.raft().votedFor()).isEqualTo(3);
  }

  @Test
  void dissertation423_aLeaderThatAMajorityAnswersIgnoresItToo() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.receive(vote(3, 9, 9, 9)))
        .containsExactly("noted vote request ignored, a leader is alive");
    assertThat(server.raft().role()).isEqualTo(RoleName.LEADER);
  }

  @Test
  void dissertation423_aHigherTermInAnAnswerStillDeposesALeader() {
    OneServer server = OneServer.of(3).settled();
    server.receive(refused(3, 4, 1, 1, 0, 0));
    assertThat(server.raft().role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(server.raft().term()).isEqualTo(4);
  }

  @Test
  void dissertation423_afterARestartThereIsNoLeaderToBeLoyalTo() {
    OneServer server = OneServer.of(3, 1);
    server.receive(vote(3, 2, 1, 1));
    assertThat(server.raft().votedFor()).isEqualTo(3);
  }
}
