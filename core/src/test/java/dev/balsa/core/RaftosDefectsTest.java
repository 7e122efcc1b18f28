package dev.balsa.core;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.entry;
import static dev.balsa.core.OneServer.granted;
import static dev.balsa.core.OneServer.ok;
import static dev.balsa.core.OneServer.refused;
import static dev.balsa.core.OneServer.vote;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What went wrong in raftos, a Raft library for Python, must not come back: a test for each defect
 * of its core.
 */
class RaftosDefectsTest {
  @Test
  void r1_aHigherTermClearsTheVote() {
    OneServer server = OneServer.inTerm(1, 3, 3);
    server.receive(vote(2, 2, 0, 0));
    assertThat(server.raft().votedFor()).isEqualTo(2);
  }

  @Test
  void r2_aRestartKeepsTheVote() {
    OneServer server = OneServer.inTerm(1, 3, 3);
    assertThat(server.receive(vote(2, 1, 0, 0)))
        .contains("send RequestVoteResponse 1->2 term=1 refused");
  }

  @Test
  void r2_givingWayToALeaderKeepsTheVote() {
    OneServer server = OneServer.of(3).candidate();
    server.receive(append(2, 1, 0, 0, 0, 1));
    server.wait(100);
    assertThat(server.receive(vote(3, 1, 9, 1)))
        .contains("send RequestVoteResponse 1->3 term=1 refused");
  }

  @Test
  void r2_steppingDownKeepsTheVote() {
    OneServer server = OneServer.of(3).settled();
    server.elapse(100);
    assertThat(server.raft().role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(server.receive(vote(3, 1, 9, 1)))
        .contains("send RequestVoteResponse 1->3 term=1 refused");
  }

  @Test
  void r3_aDeposedLeaderSendsNothingMoreInThatTurn() {
    OneServer server = OneServer.of(3).settled();
    List<String> lines =
        server.on(
            new Event.Propose(1, List.of(Bytes.utf8("x"))),
            new Event.Received(refused(3, 5, 1, 1, 0, 0)),
            new Event.Propose(2, List.of(Bytes.utf8("y"))));
    assertThat(lines).noneMatch(line -> line.contains("AppendEntries"));
    assertThat(lines).contains("refused #2 not-leader leader=none");
  }

  @Test
  void r4_aRequestThatDeposesIsAnsweredInTheSameTurn() {
    OneServer server = OneServer.of(3).candidate();
    assertThat(server.receive(vote(2, 5, 0, 0)))
        .contains("persist 2 term=5 vote=2 then RequestVoteResponse 1->2 term=5 granted");
  }

  @Test
  void r5_aRepeatedVoteCountsOnce() {
    OneServer server = OneServer.of(5).candidate();
    server.persisted();
    server.receive(granted(2, 1), granted(2, 1), granted(2, 1));
    server.receive(granted(2, 1));
    assertThat(server.raft().role()).isEqualTo(RoleName.CANDIDATE);
  }

  @Test
  void r6_votesOfAnOlderTermDoNotCount() {
    OneServer server = OneServer.of(3, 7).candidate();
    server.persisted();
    server.receive(granted(2, 3), granted(3, 7));
    assertThat(server.raft().role()).isEqualTo(RoleName.CANDIDATE);
  }

  @Test
  void r7_anAnswerNamesWhatIsVerifiedNotTheLastIndex() {
    OneServer server = OneServer.of(3, 1, 1, 1, 1, 1);
    assertThat(server.receive(append(2, 2, 2, 1, 0, 1)))
        .contains("send AppendEntriesResponse 1->2 term=2 ok match=2 prev=2 round=1");
  }

  @Test
  void r7_r8_anAnswerBeyondTheLeadersLogIsIgnored() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.receive(ok(2, 1, 1, 1, 50)))
        .containsExactly("noted answer beyond the leader's log ignored");
    server.propose(1, "x");
    assertThat(server.persisted()).isEmpty();
    assertThat(server.elapse(20))
        .anyMatch(line -> line.startsWith("send AppendEntries 1->2"))
        .anyMatch(line -> line.startsWith("send AppendEntries 1->3"));
  }

  @Test
  void r9_aMajorityIsMoreThanHalfOfAllServersThisOneIncluded() {
    int[] majorities = {1, 2, 2, 3, 3, 4, 4, 5, 5};
    for (int voters = 1; voters <= 9; voters++) {
      OneServer server = OneServer.of(voters).candidate();
      server.persisted();
      int votes = 1;
      while (server.raft().role() != RoleName.LEADER) {
        votes++;
        server.receive(granted(votes, 1));
      }
      assertThat(votes).as("%d voters", voters).isEqualTo(majorities[voters - 1]);
    }
  }

  @Test
  void r10_grantingAVoteRearmsTheElectionTimer() {
    OneServer server = OneServer.of(3);
    server.wait(99).receive(vote(2, 1, 0, 0));
    assertThat(server.elapse(99)).isEmpty();
  }

  @Test
  void r10_anAppendThatDoesNotFitRearmsIt() {
    OneServer server = OneServer.of(3);
    server.wait(99).receive(append(2, 1, 5, 1, 0, 1));
    assertThat(server.elapse(99)).isEmpty();
    assertThat(server.raft().leader()).isEqualTo(2);
  }

  @Test
  void r10_aVoteThatIsRefusedDoesNotRearmIt() {
    OneServer server = OneServer.of(3, 2);
    long deadline = server.raft().deadlineNanos();
    server.wait(50).receive(vote(2, 3, 0, 0));
    assertThat(server.raft().deadlineNanos()).isEqualTo(deadline);
  }

  @Test
  void r11_aCandidatesTimeoutStartsTheNextElectionAtOnce() {
    OneServer server = OneServer.of(3).candidate();
    server.persisted();
    assertThat(server.elapse(200)).contains("send PreVote 1->2 term=1 last=0/0");
  }

  @Test
  void r12_proposalsAreToldApart() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.propose(1, "x")).contains("proposed #1 at=2/1");
    assertThat(server.propose(2, "y")).contains("proposed #2 at=3/1");
    server.persisted();
    assertThat(server.receive(ok(2, 1, 1, 1, 2))).contains("commit 2");
  }

  @Test
  void r13_nobodyWaitsForADeposedLeader() {
    OneServer server = OneServer.of(3).settled();
    server.on(new Event.Read(1));
    assertThat(server.receive(append(2, 3, 0, 0, 0, 1)))
        .contains("refused #1 leadership-lost leader=2");
    assertThat(server.propose(2, "x")).contains("refused #2 not-leader leader=2");
  }

  @Test
  void r14_aLateRefusalDoesNotTakeTheLeaderBack() {
    OneServer server = OneServer.of(3).settled();
    server.propose(1, "x");
    server.receive(ok(2, 1, 1, 1, 2));
    assertThat(server.receive(refused(2, 1, 1, 1, 0, 0)))
        .containsExactly("noted late refusal ignored");
    assertThat(server.propose(2, "y"))
        .contains("send AppendEntries 1->2 term=1 prev=2/1 [3/1 y] commit=1 round=1");
  }

  @Test
  void r15_aLongDivergentTailTakesOneProbeForEachTermNotForEachEntry() {
    for (int length : new int[] {1, 49, 50, 51, 1000}) {
      long[] terms = new long[length + 1];
      java.util.Arrays.fill(terms, 4);
      terms[0] = 1;
      OneServer server = OneServer.of(2, terms).leader();
      String probe = "send AppendEntries 1->2 term=5 prev=1/1 commit=0 round=1";
      assertThat(server.receive(refused(2, 5, 1, length + 1, length + 1, 3))).contains(probe);
    }
  }

  @Test
  void r15_entriesAreSentInBatches() {
    OneServer server = OneServer.of(2).settled();
    assertThat(server.propose(1, "a", "b", "c", "d"))
        .contains(
            "send AppendEntries 1->2 term=1 prev=1/1 [2/1 a, 3/1 b, 4/1 c, 5/1 d] commit=1 round=1");
  }

  @Test
  void r16_afterARestartTheNoOpCommitsWhatWasThere() {
    OneServer server = OneServer.of(3, 1, 1, 1).leader();
    server.persisted();
    assertThat(server.receive(ok(2, 2, 1, 3, 4))).contains("commit 4");
  }

  @Test
  void r17_whatAMessageCommitsIsAppliedInTheSameTurn() {
    OneServer server = OneServer.of(3, 1, 1);
    assertThat(server.receive(append(2, 1, 2, 1, 2, 1))).contains("commit 2");
  }

  @Test
  void r18_unansweredHeartbeatsLeaveNothingBehind() {
    OneServer server = OneServer.of(3).settled();
    server.on(new Event.Read(1), new Event.Read(2), new Event.Read(3));
    assertThat(server.on(new Event.Read(4))).containsExactly("refused #4 overloaded leader=1");
    for (int round = 3; round < 1000; round++) {
      server.elapse(20);
      server.receive(ok(2, 1, 1, 1, 1));
    }
    assertThat(server.receive(ok(2, 1, 50, 1, 1)))
        .containsExactly("read-ready #1 at=1", "read-ready #2 at=1", "read-ready #3 at=1");
    assertThat(server.on(new Event.Read(5))).noneMatch(line -> line.startsWith("refused"));
  }

  @Test
  void r19_twoServersInOneProcessShareNothing() {
    OneServer one = OneServer.of(3).settled();
    OneServer other = OneServer.of(3);
    assertThat(one.raft().leader()).isEqualTo(1);
    assertThat(other.raft().leader()).isEqualTo(HardState.NOBODY);
    assertThat(other.raft().role()).isEqualTo(RoleName.FOLLOWER);
  }

  @Test
  void r20_aReadIsNeverAnsweredWithoutAMajority() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.on(new Event.Read(1))).noneMatch(line -> line.startsWith("read-ready"));
    assertThat(server.elapse(100)).contains("refused #1 leadership-lost leader=none");
  }

  @Test
  void r22_aServerThatWasCutOffDoesNotRaiseItsTerm() {
    OneServer server = OneServer.of(3);
    for (int i = 0; i < 50; i++) {
      server.elapse(200);
    }
    assertThat(server.raft().term()).isZero();
  }

  @Test
  void seedIssue26_anAppendErasesNothingThatMatches() {
    OneServer server = OneServer.of(3, 1, 1, 1);
    server.receive(append(2, 1, 0, 0, 0, 1, entry(1, 1), entry(2, 1)));
    assertThat(server.raft().lastIndex()).isEqualTo(3);
  }
}
