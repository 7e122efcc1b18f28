package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.ok;
import static dev.balsa.core.OneServer.preVote;
import static dev.balsa.core.OneServer.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.OneServer;
import dev.balsa.core.RoleName;
import dev.balsa.core.Settings;
import org.junit.jupiter.api.Test;

/**
 * Dissertation §6.4.1, using clocks to reduce messaging for read-only queries. The election timeout
 * is 100 ms, clocks are off by up to a tenth: a promise of 100 ms is trusted for 81.
 */
class Dissertation641Test {
  private static final Settings LEASES = OneServer.SETTINGS.withLeases(100);
  private static final String GRANTED = "noted read granted by a lease";
  private static final String MISSING = "noted no lease, read waits for a round";

  /** A leader of three in round 1, which began now, and which member 2 has echoed. */
  private static OneServer leader() {
    OneServer server = OneServer.with(LEASES, 3).settled();
    server.elapse(20);
    server.receive(echo(2, 2));
    return server;
  }

  private static Message echo(long from, long round) {
    return new Message.AppendEntriesResponse(
        from, 1, 1, round, true, 1, 1, 0, 0, false, 100, Settings.PRIORITY_MAX);
  }

  private static Event read(long id) {
    return new Event.Read(id, true);
  }

  @Test
  void dissertation641_aLeaderWithALeaseAsksNobody() {
    assertThat(leader().on(read(1))).containsExactly(GRANTED, "read-ready #1 at=1");
  }

  @Test
  void dissertation641_theLeaseIsCountedFromTheBeginningOfTheRound() {
    OneServer server = OneServer.with(LEASES, 3).settled();
    server.elapse(20);
    server.wait(79);
    assertThat(server.on(read(1))).contains(MISSING);
    server.receive(echo(2, 2));
    server.wait(1);
    assertThat(server.on(read(2))).contains(GRANTED);
    server.wait(2);
    assertThat(server.on(read(3))).contains(MISSING);
  }

  @Test
  void dissertation641_whenItHasEndedAMajorityIsAskedAgain() {
    OneServer server = leader();
    server.wait(82);
    assertThat(server.on(read(1)))
        .contains(MISSING, "send AppendEntries 1->3 term=1 prev=1/1 commit=1 round=3")
        .doesNotContain("read-ready #1 at=1");
    assertThat(server.receive(echo(3, 3))).contains("read-ready #1 at=1");
  }

  @Test
  void dissertation641_withoutAPromiseThereIsNoLease() {
    OneServer server = OneServer.with(LEASES, 3).settled();
    server.elapse(20);
    server.receive(ok(2, 1, 2, 1, 1));
    assertThat(server.on(read(1))).contains(MISSING);
  }

  @Test
  void dissertation641_aMajorityMustHavePromised() {
    OneServer server = OneServer.with(LEASES, 5).leader();
    server.persisted();
    server.receive(ok(2, 1, 1, 0, 1), ok(3, 1, 1, 0, 1));
    server.elapse(20);
    server.receive(echo(2, 2));
    assertThat(server.on(read(1))).contains(MISSING);
    server.receive(echo(4, 2));
    assertThat(server.on(read(2))).contains(GRANTED);
  }

  @Test
  void dissertation641_switchedOffItIsRefused() {
    assertThat(OneServer.of(3).settled().on(read(1)))
        .containsExactly("refused #1 leases-off leader=1");
  }

  @Test
  void dissertation641_beforeAnEntryOfTheTermIsCommittedNothingIsRead() {
    OneServer server = OneServer.with(LEASES, 3).leader();
    server.receive(echo0(2));
    assertThat(server.on(read(1)))
        .containsExactly("noted read waits for the first commit of the term");
  }

  private static Message echo0(long from) {
    return new Message.AppendEntriesResponse(
        from, 1, 1, 1, true, 0, 0, 0, 0, false, 100, Settings.PRIORITY_MAX);
  }

  @Test
  void dissertation641_theLeaseIsGivenUpBeforeLeadershipIsHandedOver() {
    OneServer server = leader();
    assertThat(server.on(new Event.TransferLeadership(9, 2), read(1)))
        .contains(MISSING, "send TimeoutNow 1->2 term=1")
        .doesNotContain("read-ready #1 at=1");
  }

  @Test
  void dissertation641_whoHasToldAnotherToCampaignHasNoLeaseInThisTerm() {
    OneServer server = leader();
    server.on(new Event.TransferLeadership(9, 2));
    server.wait(60).receive(echo(3, 2));
    assertThat(server.elapse(40)).contains("transferred #9 timed-out leader=1");
    server.elapse(20);
    server.receive(echo(2, 4), echo(3, 4));
    assertThat(server.on(read(1))).contains(MISSING);
  }

  @Test
  void dissertation641_aTransferThatNeverCameThatFarLeavesTheLease() {
    OneServer server = leader();
    server.propose(1, "x");
    server.persisted();
    server.on(new Event.TransferLeadership(9, 2));
    server.wait(60).receive(echo(3, 2));
    assertThat(server.elapse(40)).contains("transferred #9 timed-out leader=1");
    server.receive(echo(3, 3));
    assertThat(server.on(read(1))).contains(GRANTED);
  }

  @Test
  void dissertation641_aLeaderThatCannotWriteHasNoLease() {
    OneServer server = leader();
    server.propose(1, "x");
    for (int i = 0; i < 5; i++) {
      assertThat(server.raft().role()).isEqualTo(RoleName.LEADER);
      assertThat(server.on(read(i))).contains(GRANTED);
      server.elapse(20);
      server.receive(echo(2, 3 + i));
    }
    assertThat(server.on(read(9))).contains(MISSING);
  }

  @Test
  void dissertation641_afterAPauseTheLeaseIsJudgedByTheTimeOfTheTurn() {
    OneServer server = leader();
    server.wait(90);
    assertThat(server.on(new Event.Received(echo(3, 2)), read(1))).contains(MISSING);
  }

  @Test
  void dissertation641_aFollowerSaysHowLongItVotesForNobodyElse() {
    OneServer server = OneServer.with(LEASES, 3);
    assertThat(server.receive(append(2, 1, 0, 0, 0, 1)))
        .contains("send AppendEntriesResponse 1->2 term=1 ok match=0 prev=0 round=1 promise=100");
  }

  @Test
  void dissertation641_thePromiseOutlivesTheTerm() {
    OneServer server = OneServer.with(LEASES, 3);
    server.elapse(50);
    server.receive(append(2, 1, 0, 0, 0, 1));
    server.receive(new Message.PreVoteResponse(3, 1, 2, 1, false));
    assertThat(server.raft().term()).isEqualTo(2);
    assertThat(server.wait(99).receive(vote(3, 2, 9, 9)))
        .containsExactly("noted vote request ignored, another was promised the vote");
    assertThat(server.receive(preVote(3, 2, 9, 9)))
        .containsExactly("noted pre-vote ignored, another was promised the vote");
    server.wait(1).receive(vote(3, 2, 9, 9));
    assertThat(server.raft().votedFor()).isEqualTo(3);
  }

  @Test
  void dissertation641_theLeaderThatWasPromisedTheVoteMayHaveIt() {
    OneServer server = OneServer.with(LEASES, 3);
    server.receive(append(2, 1, 0, 0, 0, 1));
    server.receive(vote(2, 2, 9, 9));
    assertThat(server.raft().votedFor()).isEqualTo(2);
  }

  @Test
  void dissertation641_whoHasJustStartedMayHavePromised() {
    OneServer server = OneServer.with(LEASES, 3);
    assertThat(server.wait(99).receive(vote(3, 2, 9, 9)))
        .containsExactly("noted vote request ignored, another was promised the vote");
    server.wait(1).receive(vote(3, 2, 9, 9));
    assertThat(server.raft().votedFor()).isEqualTo(3);
  }

  @Test
  void dissertation641_thePromiseIsSetAsideIfTheLeaderWantsIt() {
    OneServer server = OneServer.with(LEASES, 3);
    server.receive(append(2, 1, 0, 0, 0, 1));
    server.receive(new Message.RequestVote(3, 1, 2, 9, 9, true));
    assertThat(server.raft().votedFor()).isEqualTo(3);
  }

  @Test
  void dissertation641_aLoneVoterAlwaysLeads() {
    OneServer server = OneServer.with(LEASES, 1).leader();
    server.persisted();
    assertThat(server.on(read(1))).containsExactly(GRANTED, "read-ready #1 at=1");
  }

  @Test
  void noVoteLeavesANodeThatCannotWrite() {
    OneServer server = OneServer.of(3);
    assertThat(server.receive(vote(2, 1, 0, 0)))
        .containsExactly(
            "role follower term=1",
            "persist 1 term=1 vote=2 then" + " RequestVoteResponse 1->2 term=1 granted");
    assertThat(server.elapse(5_000)).noneMatch(line -> line.contains("granted"));
    assertThat(server.raft().role()).isEqualTo(RoleName.FOLLOWER);
  }

  @Test
  void aLeaderWhoseDiskHangsIsSilentWithinTwoElectionTimeouts() {
    OneServer server = OneServer.of(3).settled();
    server.propose(1, "x");
    for (int i = 1; i < 10; i++) {
      server.elapse(20);
      server.receive(ok(2, 1, 1 + i, 1, 1));
      assertThat(server.raft().role()).isEqualTo(RoleName.LEADER);
    }
    assertThat(server.elapse(20)).contains("noted leader stepped down, a write hangs");
    assertThat(server.elapse(400))
        .contains("noted campaign put off, a write hangs")
        .noneMatch(line -> line.startsWith("send"));
  }
}
