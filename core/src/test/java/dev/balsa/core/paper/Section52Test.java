package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.granted;
import static dev.balsa.core.OneServer.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Message;
import dev.balsa.core.OneServer;
import dev.balsa.core.RoleName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** §5.2, leader election. */
class Section52Test {
  @Test
  void section52_aServerRemainsFollowerAsLongAsItHearsFromALeader() {
    OneServer server = OneServer.of(3);
    for (int i = 0; i < 50; i++) {
      server.wait(90).receive(append(2, 1, 0, 0, 0, i));
      assertThat(server.raft().role()).isEqualTo(RoleName.FOLLOWER);
    }
  }

  @Test
  void section52_withoutCommunicationItBeginsAnElection() {
    OneServer server = OneServer.of(3);
    assertThat(server.elapse(99)).isEmpty();
    assertThat(server.elapse(101)).contains("role pre-candidate term=0");
  }

  @Test
  void section52_itIncrementsItsTermVotesForItselfAndAsksAllOthers() {
    OneServer server = OneServer.of(3, 1, 2).campaigning();
    assertThat(server.receive(new Message.PreVoteResponse(3, 1, 2, 2, true)))
        .containsExactly(
            "role candidate term=3",
            "persist 1 term=3 vote=1 then RequestVote 1->2 term=3 last=2/2;"
                + " RequestVote 1->3 term=3 last=2/2");
  }

  @Test
  void section52_itWinsWithVotesFromAMajority() {
    OneServer server = OneServer.of(5).candidate();
    server.persisted();
    server.receive(granted(2, 1));
    assertThat(server.raft().role()).isEqualTo(RoleName.CANDIDATE);
    server.receive(granted(5, 1));
    assertThat(server.raft().role()).isEqualTo(RoleName.LEADER);
  }

  @Test
  void section52_itsOwnVoteCountsWhenItIsDurable() {
    OneServer server = OneServer.of(3).candidate();
    server.receive(granted(2, 1));
    assertThat(server.raft().role()).isEqualTo(RoleName.CANDIDATE);
    server.persisted();
    assertThat(server.raft().role()).isEqualTo(RoleName.LEADER);
  }

  @Test
  void section52_eachServerVotesForAtMostOneCandidateInATermFirstComeFirstServed() {
    OneServer server = OneServer.of(3);
    assertThat(server.receive(vote(2, 1, 0, 0), vote(3, 1, 0, 0)))
        .containsExactly(
            "role follower term=1",
            "noted vote refused, already given to another",
            "persist 1 term=1 vote=2 then RequestVoteResponse 1->2 term=1 granted",
            "send RequestVoteResponse 1->3 term=1 refused");
  }

  @Test
  void section52_theVoteOfATermSurvivesACrash() {
    OneServer server = OneServer.inTerm(3, 2, 3);
    assertThat(server.receive(vote(3, 3, 9, 3)))
        .contains("send RequestVoteResponse 1->3 term=3 refused");
    assertThat(server.receive(vote(2, 3, 9, 3)))
        .contains("send RequestVoteResponse 1->2 term=3 granted");
  }

  @Test
  void section52_aWinnerSendsToAllOthersAtOnce() {
    OneServer server = OneServer.of(3).candidate();
    server.persisted();
    assertThat(server.receive(granted(3, 1)))
        .containsExactly(
            "leadership term=1 leader=1",
            "role leader term=1",
            "persist 2 [1/1 no-op]",
            "send AppendEntries 1->2 term=1 prev=0/0 [1/1 no-op] commit=0 round=1",
            "send AppendEntries 1->3 term=1 prev=0/0 [1/1 no-op] commit=0 round=1");
  }

  @Test
  void section52_aCandidateRecognizesALeaderOfItsTerm() {
    OneServer server = OneServer.of(3).candidate();
    server.receive(append(2, 1, 0, 0, 0, 1));
    assertThat(server.raft().role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(server.raft().leader()).isEqualTo(2);
  }

  @Test
  void section52_aCandidateRejectsALeaderOfAnOlderTerm() {
    OneServer server = OneServer.of(3, 4).candidate();
    server.receive(append(2, 4, 0, 0, 0, 1));
    assertThat(server.raft().role()).isEqualTo(RoleName.CANDIDATE);
  }

  @Test
  void section52_aCandidateThatTimesOutStartsAnotherElection() {
    OneServer server = OneServer.of(3).candidate();
    server.persisted();
    assertThat(server.elapse(200))
        .containsExactly(
            "noted election ended without a majority",
            "role pre-candidate term=1",
            "send PreVote 1->2 term=1 last=0/0",
            "send PreVote 1->3 term=1 last=0/0");
  }

  @Test
  void section52_timeoutsAreRandomFromAFixedInterval() {
    List<Long> waits = new java.util.ArrayList<>();
    OneServer server = OneServer.of(3);
    long before = 0;
    for (int i = 0; i < 200; i++) {
      server.receive(append(2, 1, 0, 0, 0, i));
      waits.add(server.raft().deadlineNanos() - before);
    }
    assertThat(waits).allMatch(wait -> wait >= 100_000_000 && wait < 200_000_000);
    assertThat(waits.stream().distinct().count()).isGreaterThan(190);
    assertThat(waits).anyMatch(wait -> wait < 110_000_000).anyMatch(wait -> wait > 190_000_000);
  }

  @Test
  void section52_theLeaderSendsHeartbeatsToKeepItsAuthority() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.elapse(20))
        .containsExactly(
            "send AppendEntries 1->2 term=1 prev=1/1 commit=1 round=2",
            "send AppendEntries 1->3 term=1 prev=1/1 commit=1 round=2");
  }
}
