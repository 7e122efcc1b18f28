package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.granted;
import static dev.balsa.core.OneServer.ok;
import static dev.balsa.core.OneServer.preVote;
import static dev.balsa.core.OneServer.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Configuration;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.core.OneServer;
import dev.balsa.core.RoleName;
import dev.balsa.core.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dissertation §3.10, leadership transfer. */
class Dissertation310Test {
  private static final String BEGUN = "noted leadership transfer begun";

  private static Event transfer(long to) {
    return new Event.TransferLeadership(9, to);
  }

  @Test
  void dissertation310_thePriorLeaderStopsAcceptingNewClientRequests() {
    OneServer server = OneServer.of(3).settled();
    server.on(transfer(2));
    assertThat(server.propose(1, "x"))
        .containsExactly(
            "noted proposal refused, leadership is being handed over",
            "refused #1 handing-over leader=1");
  }

  @Test
  void dissertation310_thePriorLeaderBringsTheTargetsLogUpToDateFirst() {
    OneServer server = OneServer.of(3).settled();
    server.propose(1, "x");
    assertThat(server.on(transfer(2))).containsExactly(BEGUN);
    assertThat(server.receive(ok(2, 1, 1, 1, 2))).contains("send TimeoutNow 1->2 term=1");
  }

  @Test
  void dissertation310_theTargetStartsAnElectionAtOnceAndAsksNobodyBefore() {
    OneServer server = OneServer.of(3);
    server.receive(append(2, 1, 0, 0, 0, 1));
    assertThat(server.receive(new Message.TimeoutNow(2, 1, 1)))
        .containsExactly(
            "noted follower campaigns at once, its leader wants it",
            "leadership term=2 leader=none",
            "role candidate term=2",
            "persist 2 term=2 vote=1 then RequestVote 1->2 term=2 last=0/0 by-transfer;"
                + " RequestVote 1->3 term=2 last=0/0 by-transfer");
  }

  @Test
  void dissertation310_thePriorLeaderStepsDownWhenTheTargetsRequestArrives() {
    OneServer server = OneServer.of(3).settled();
    server.on(transfer(2));
    server.receive(new Message.RequestVote(2, 1, 2, 1, 1, true));
    assertThat(server.raft().role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(server.raft().votedFor()).isEqualTo(2);
    assertThat(server.receive(append(2, 2, 1, 1, 1, 1)))
        .contains("noted leadership transfer done", "transferred #9 done leader=2");
  }

  @Test
  void dissertation310_ifItIsNotOverAfterAnElectionTimeoutThePriorLeaderResumes() {
    OneServer server = OneServer.of(3).settled();
    server.on(transfer(2));
    server.elapse(99);
    server.receive(ok(3, 1, 1, 1, 1));
    assertThat(server.elapse(1))
        .contains("noted leadership transfer timed out", "transferred #9 timed-out leader=1");
    assertThat(server.propose(1, "x")).contains("proposed #1 at=2/1");
  }

  @Test
  void dissertation310_theLeaderIsTurnedWhenTheTimeIsOver() {
    OneServer server = OneServer.of(1).leader();
    server.persisted();
    assertThat(server.on(transfer(HardState.NOBODY)))
        .containsExactly("refused #9 no-such-target leader=1");
    server = OneServer.of(3).settled();
    server.on(transfer(2));
    long begun = server.raft().deadlineNanos();
    for (int i = 0; i < 20 && server.raft().role() == RoleName.LEADER; i++) {
      if (server.deadline().contains("transferred #9 timed-out leader=1")) {
        return;
      }
      server.receive(ok(3, 1, 1, 1, 1));
    }
    throw new AssertionError("the transfer that began before " + begun + " never ended");
  }

  @Test
  void dissertation310_aLostWordIsSaidAgainInTheNextRound() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.on(transfer(2))).contains("send TimeoutNow 1->2 term=1");
    assertThat(server.receive(ok(2, 1, 1, 1, 1))).doesNotContain("send TimeoutNow 1->2 term=1");
    assertThat(server.elapse(20)).contains("send TimeoutNow 1->2 term=1");
  }

  @Test
  void dissertation310_onlyOneAtATime() {
    OneServer server = OneServer.of(3).settled();
    server.on(transfer(2));
    assertThat(server.on(new Event.TransferLeadership(10, 3)))
        .containsExactly("refused #10 handing-over leader=1");
  }

  @Test
  void dissertation310_aTargetThatCannotLeadIsRefusedAtOnce() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.on(transfer(7))).containsExactly("refused #9 no-such-target leader=1");
    assertThat(server.on(transfer(1))).containsExactly("refused #9 no-such-target leader=1");
    for (int i = 0; i < 6; i++) {
      server.elapse(20);
      server.receive(ok(2, 1, 1, 1, 1));
    }
    assertThat(server.on(transfer(3))).containsExactly("refused #9 target-silent leader=1");
    assertThat(server.on(transfer(HardState.NOBODY))).contains("send TimeoutNow 1->2 term=1");
  }

  @Test
  void dissertation310_whoDoesNotLeadCannotHandOver() {
    OneServer server = OneServer.of(3);
    assertThat(server.on(transfer(2))).containsExactly("refused #9 not-leader leader=none");
    assertThat(server.candidate().on(transfer(2)))
        .containsExactly("refused #9 not-leader leader=none");
  }

  @Test
  void dissertation310_thatAThirdMemberWasElectedIsSaid() {
    OneServer server = OneServer.of(3).settled();
    server.on(transfer(2));
    assertThat(server.receive(append(3, 2, 1, 1, 1, 1)))
        .contains("transferred #9 another-leads leader=3");
  }

  @Test
  void dissertation310_theWordOfAnyoneButTheLeaderIsIgnored() {
    OneServer server = OneServer.of(3);
    server.receive(append(2, 1, 0, 0, 0, 1));
    List<String> ignored = List.of("noted word to campaign at once ignored");
    assertThat(server.receive(new Message.TimeoutNow(3, 1, 1))).isEqualTo(ignored);
    assertThat(server.receive(new Message.TimeoutNow(2, 1, 0))).isEmpty();
    server.persisted();
    assertThat(server.campaigning().raft().role()).isEqualTo(RoleName.PRE_CANDIDATE);
    assertThat(server.receive(new Message.TimeoutNow(2, 1, 1))).isEqualTo(ignored);
  }

  @Test
  void dissertation310_aTargetThatCannotWriteDoesNotCampaign() {
    OneServer server = OneServer.of(3);
    server.receive(append(2, 1, 0, 0, 0, 1, OneServer.entry(1, 1)));
    server.elapse(99);
    server.receive(append(2, 1, 1, 1, 0, 2));
    server.wait(1);
    assertThat(server.receive(new Message.TimeoutNow(2, 1, 1)))
        .containsExactly("noted word to campaign at once ignored");
  }

  @Test
  void dissertation310_whoHasNoVoteDoesNotCampaign() {
    List<Long> none = List.of();
    OneServer server =
        OneServer.of(new Configuration(List.of(2L, 3L), none, List.of(1L), none, List.of()));
    server.receive(append(2, 1, 0, 0, 0, 1));
    assertThat(server.receive(new Message.TimeoutNow(2, 1, 1)))
        .containsExactly("noted word to campaign at once ignored");
  }

  @Test
  void dissertation423_onlyARealElectionThatTheLeaderWantsIsNotIgnored() {
    OneServer server = OneServer.of(3);
    server.receive(append(2, 1, 0, 0, 0, 1));
    assertThat(server.receive(preVote(3, 1, 9, 9)))
        .containsExactly("noted pre-vote ignored, a leader is alive");
    assertThat(server.receive(vote(3, 2, 9, 9)))
        .containsExactly("noted vote request ignored, a leader is alive");
    assertThat(server.receive(new Message.RequestVote(3, 1, 2, 9, 9, true)))
        .contains(
            "noted vote request read although a leader is alive, the leader wants it",
            "role follower term=2");
    assertThat(server.raft().votedFor()).isEqualTo(3);
  }

  @Test
  void dissertation310_anElectionWithoutWinnerIsFollowedByAnOrdinaryOne() {
    OneServer server = OneServer.of(3);
    server.receive(append(2, 1, 0, 0, 0, 1));
    server.receive(new Message.TimeoutNow(2, 1, 1));
    server.persisted();
    assertThat(server.elapse(200))
        .contains("noted election ended without a winner".replace("winner", "majority"))
        .contains("send PreVote 1->2 term=2 last=0/0");
  }

  @Test
  void priority_aMemberOfHigherPriorityThatKeepsUpIsGivenLeadership() {
    OneServer server = OneServer.with(OneServer.SETTINGS.withPriority(4), 3).wait(200).settled();
    int rounds = 0;
    while (!server.elapse(20).contains(BEGUN)) {
      rounds++;
      assertThat(rounds).isLessThan(50);
      server.receive(preferring(2, rounds, 5), preferring(3, rounds, 4));
    }
    assertThat(rounds).isGreaterThanOrEqualTo(8 * 100 / 20 - 1);
  }

  @Test
  void priority_equalOnesLeaveLeadershipWhereItIs() {
    OneServer server = OneServer.of(3).settled();
    for (int round = 1; round < 100; round++) {
      assertThat(server.elapse(20)).doesNotContain(BEGUN);
      server.receive(
          preferring(2, round, Settings.PRIORITY_MAX), preferring(3, round, Settings.PRIORITY_MAX));
    }
  }

  @Test
  void priority_aLowerOneWaitsLongerAndIsElectedAllTheSame() {
    OneServer server = OneServer.with(OneServer.SETTINGS.withPriority(0), 3);
    server.elapse(299);
    assertThat(server.raft().role()).isEqualTo(RoleName.FOLLOWER);
    server.elapse(101);
    assertThat(server.raft().role()).isEqualTo(RoleName.PRE_CANDIDATE);
    server.receive(new Message.PreVoteResponse(2, 1, 0, 0, true));
    server.persisted();
    server.receive(granted(2, 1));
    assertThat(server.raft().role()).isEqualTo(RoleName.LEADER);
  }

  private static Message preferring(long from, long round, int priority) {
    return new Message.AppendEntriesResponse(
        from, 1, 1, round, true, 1, 1, 0, 0, false, 0, priority);
  }
}
