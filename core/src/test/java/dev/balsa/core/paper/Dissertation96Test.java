package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.preVote;
import static dev.balsa.core.OneServer.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.core.OneServer;
import dev.balsa.core.RoleName;
import org.junit.jupiter.api.Test;

/** Dissertation §9.6, PreVote. */
class Dissertation96Test {
  @Test
  void dissertation96_aCandidateOnlyIncrementsItsTermAfterAMajorityWouldVoteForIt() {
    OneServer server = OneServer.of(5);
    server.campaigning();
    server.receive(new Message.PreVoteResponse(2, 1, 0, 0, true));
    assertThat(server.raft().term()).isZero();
    server.receive(new Message.PreVoteResponse(3, 1, 0, 0, true));
    assertThat(server.raft().term()).isEqualTo(1);
  }

  @Test
  void dissertation96_theReceiverChangesNothing() {
    OneServer server = OneServer.of(3, 1, 2);
    long deadline = server.raft().deadlineNanos();
    assertThat(server.wait(10).receive(preVote(2, 8, 9, 8)))
        .containsExactly("send PreVoteResponse 1->2 term=2 asked=8 granted");
    assertThat(server.raft().term()).isEqualTo(2);
    assertThat(server.raft().votedFor()).isEqualTo(HardState.NOBODY);
    assertThat(server.raft().deadlineNanos()).isEqualTo(deadline);
    assertThat(server.raft().lastLeaderContactNanos()).isZero();
  }

  @Test
  void dissertation96_aServerThatHearsFromALeaderDoesNotAnswer() {
    OneServer server = OneServer.of(3);
    server.receive(append(2, 1, 0, 0, 0, 1));
    assertThat(server.wait(99).receive(preVote(3, 5, 9, 5)))
        .containsExactly("noted pre-vote ignored, a leader is alive");
    assertThat(server.wait(1).receive(preVote(3, 5, 9, 5)))
        .contains("send PreVoteResponse 1->3 term=1 asked=5 granted");
  }

  @Test
  void dissertation96_theLeaderItselfMayAskAfterItSteppedDown() {
    OneServer server = OneServer.of(3);
    server.receive(append(2, 1, 0, 0, 0, 1));
    assertThat(server.receive(preVote(2, 1, 0, 0)))
        .containsExactly("send PreVoteResponse 1->2 term=1 asked=1 granted");
  }

  @Test
  void dissertation96_anOlderTermIsToldTheCurrentOne() {
    assertThat(OneServer.of(3, 5).receive(preVote(2, 4, 9, 4)))
        .containsExactly(
            "noted pre-vote refused, the other term is behind",
            "send PreVoteResponse 1->2 term=5 asked=4 refused");
  }

  @Test
  void dissertation96_anAnswerWithAHigherTermIsAdopted() {
    OneServer server = OneServer.of(3, 1).campaigning();
    server.receive(new Message.PreVoteResponse(2, 1, 6, 1, false));
    assertThat(server.raft().role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(server.raft().term()).isEqualTo(6);
  }

  @Test
  void dissertation96_answersToAnOlderQuestionDoNotCount() {
    OneServer server = OneServer.of(3, 1, 4).campaigning();
    server.receive(new Message.PreVoteResponse(2, 1, 3, 3, true));
    assertThat(server.raft().role()).isEqualTo(RoleName.PRE_CANDIDATE);
  }

  @Test
  void dissertation96_oneVoterCountsOnce() {
    OneServer server = OneServer.of(5).campaigning();
    Message yes = new Message.PreVoteResponse(2, 1, 0, 0, true);
    server.receive(yes, yes, yes);
    assertThat(server.raft().role()).isEqualTo(RoleName.PRE_CANDIDATE);
  }

  @Test
  void dissertation96_aPreCandidateMayStillVote() {
    OneServer server = OneServer.of(3, 1).campaigning();
    server.receive(vote(2, 2, 1, 1));
    assertThat(server.raft().role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(server.raft().votedFor()).isEqualTo(2);
  }

  @Test
  void dissertation96_knowledgeOfTheLeaderIsLostOnce() {
    OneServer server = OneServer.of(3);
    server.receive(append(2, 1, 0, 0, 0, 1));
    server.persisted();
    assertThat(server.elapse(200)).contains("leadership term=1 leader=none");
    assertThat(server.elapse(200)).noneMatch(line -> line.startsWith("leadership"));
  }
}
