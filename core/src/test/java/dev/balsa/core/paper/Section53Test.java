package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.entry;
import static dev.balsa.core.OneServer.ok;
import static dev.balsa.core.OneServer.refused;
import static dev.balsa.core.OneServer.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.OneServer;
import org.junit.jupiter.api.Test;

/** §5.3, log replication. */
class Section53Test {
  @Test
  void section53_theLeaderAppendsAndSendsInParallel() {
    assertThat(OneServer.of(3).settled().propose(7, "x", "y"))
        .containsExactly(
            "proposed #7 at=2/1 count=2",
            "persist 3 [2/1 x, 3/1 y]",
            "send AppendEntries 1->2 term=1 prev=1/1 [2/1 x, 3/1 y] commit=1 round=1",
            "send AppendEntries 1->3 term=1 prev=1/1 [2/1 x, 3/1 y] commit=1 round=1");
  }

  @Test
  void section53_anEntryIsCommittedOnceAMajorityHasIt() {
    OneServer server = OneServer.of(5).leader();
    server.persisted();
    assertThat(server.receive(ok(2, 1, 1, 0, 1))).isEmpty();
    assertThat(server.receive(ok(4, 1, 1, 0, 1))).contains("commit 1");
  }

  @Test
  void section53_commitsAllPrecedingEntriesOfEarlierLeadersToo() {
    OneServer server = OneServer.of(3, 1, 1, 2).leader();
    server.persisted();
    assertThat(server.receive(ok(2, 3, 1, 3, 4))).contains("commit 4");
  }

  @Test
  void section53_theLeaderTellsItsCommitIndexAtOnceAndWithHeartbeats() {
    OneServer server = OneServer.of(3).leader();
    server.persisted();
    assertThat(server.receive(ok(2, 1, 1, 0, 1)))
        .containsExactly(
            "send AppendEntries 1->2 term=1 prev=1/1 commit=1 round=1",
            "send AppendEntries 1->3 term=1 prev=1/1 commit=1 round=1",
            "commit 1");
    assertThat(server.elapse(20))
        .contains("send AppendEntries 1->3 term=1 prev=1/1 commit=1 round=2");
  }

  @Test
  void section53_aFollowerAppliesWhatItLearnsIsCommitted() {
    OneServer server = OneServer.of(3, 1, 1, 1);
    assertThat(server.receive(append(2, 1, 3, 1, 2, 1))).contains("commit 2");
  }

  @Test
  void section53_aFollowerCommitsNoFurtherThanItsLogIsVerified() {
    OneServer server = OneServer.of(3, 1, 1, 1);
    assertThat(server.receive(append(2, 2, 1, 1, 3, 1))).contains("commit 1");
  }

  @Test
  void section53_aFollowerAcknowledgesWhenTheEntryIsDurable() {
    OneServer server = OneServer.of(3, 1);
    server.receive(append(2, 1, 1, 1, 0, 1));
    assertThat(server.receive(append(2, 1, 1, 1, 0, 1, entry(2, 1))))
        .containsExactly(
            "persist 1 [2/1 e2.1] then AppendEntriesResponse 1->2 term=1 ok match=2 prev=1 round=1");
  }

  @Test
  void section53_consistencyCheck_refusesWhatDoesNotFollow() {
    assertThat(OneServer.of(3, 1).receive(append(2, 1, 3, 1, 0, 1, entry(4, 1))))
        .contains("send AppendEntriesResponse 1->2 term=1 refused hint=1/1 prev=3 round=1");
    assertThat(OneServer.of(3, 1, 2, 2).receive(append(2, 4, 3, 3, 0, 1, entry(4, 4))))
        .contains("send AppendEntriesResponse 1->2 term=4 refused hint=3/2 prev=3 round=1");
  }

  @Test
  void section53_conflictingEntriesAreOverwritten() {
    OneServer server = OneServer.of(3, 1, 2, 2, 2);
    assertThat(server.receive(append(2, 3, 1, 1, 0, 1, entry(2, 3))))
        .contains(
            "noted conflicting tail cut",
            "persist 1 term=3 vote=none [2/3 e2.3] then AppendEntriesResponse 1->2 term=3 ok"
                + " match=2 prev=1 round=1");
    assertThat(server.raft().lastIndex()).isEqualTo(2);
  }

  @Test
  void section53_aLeaderNeverOverwritesItsOwnLog() {
    OneServer server = OneServer.of(3).settled();
    server.propose(1, "x");
    server.receive(vote(2, 1, 0, 0));
    assertThat(server.raft().lastIndex()).isEqualTo(2);
  }

  @Test
  void section53_anOldOrRepeatedAppendShortensNothing() {
    OneServer server = OneServer.of(3, 1, 1, 1, 1);
    assertThat(server.receive(append(2, 1, 1, 1, 0, 1, entry(2, 1))))
        .containsExactly(
            "leadership term=1 leader=2",
            "send AppendEntriesResponse 1->2 term=1 ok match=2 prev=1 round=1");
    assertThat(server.raft().lastIndex()).isEqualTo(4);
  }

  @Test
  void section53_afterARefusalTheLeaderGoesBackByTermAndAsksAgain() {
    OneServer server = OneServer.of(3, 1, 1, 4, 4, 4).leader();
    assertThat(server.receive(refused(2, 5, 1, 5, 5, 3)))
        .contains("send AppendEntries 1->2 term=5 prev=2/1 commit=0 round=1");
  }

  @Test
  void section53_whenTheLogsAgreeItSendsAllThatFollows() {
    OneServer server = OneServer.of(3, 1, 1, 4).leader();
    server.receive(refused(2, 5, 1, 3, 2, 1));
    assertThat(server.receive(ok(2, 5, 1, 2, 2)))
        .contains("send AppendEntries 1->2 term=5 prev=2/1 [3/4 e3.4, 4/5 no-op] commit=0 round=1");
  }

  @Test
  void section53_theLeaderRetriesAsLongAsAFollowerIsSilent() {
    OneServer server = OneServer.of(3).settled();
    for (int i = 2; i < 100; i++) {
      assertThat(server.elapse(20))
          .contains("send AppendEntries 1->3 term=1 prev=1/1 commit=1 round=" + i);
      server.receive(ok(2, 1, i, 1, 1));
    }
  }
}
