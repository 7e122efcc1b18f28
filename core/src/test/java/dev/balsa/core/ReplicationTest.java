package dev.balsa.core;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.entry;
import static dev.balsa.core.OneServer.ok;
import static dev.balsa.core.OneServer.refused;
import static dev.balsa.core.OneServer.vote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Entries on their way: limits, windows, loss, slow disks, entries that are no longer in memory.
 */
class ReplicationTest {
  private static final String X600 = "x".repeat(600);

  @Test
  void aCommandMayNotExceedItsLimit() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.propose(1, "x".repeat(1000))).contains("proposed #1 at=2/1");
    assertThat(server.propose(2, "ok", "x".repeat(1001)))
        .containsExactly("refused #2 too-large leader=1");
    assertThat(server.raft().lastIndex()).isEqualTo(2);
  }

  @Test
  void aProposalLargerThanAllThatMayBeUncommittedNeverFits() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.propose(1, X600, X600, X600, X600, X600))
        .containsExactly("refused #1 too-large leader=1");
  }

  @Test
  void uncommittedEntriesAreBounded() {
    OneServer server = OneServer.of(3).settled();
    for (int i = 1; i <= 4; i++) {
      assertThat(server.propose(i, X600)).contains("proposed #" + i + " at=" + (i + 1) + "/1");
    }
    assertThat(server.propose(5, X600)).containsExactly("refused #5 overloaded leader=1");
    server.persisted();
    server.receive(ok(2, 1, 1, 1, 2));
    assertThat(server.propose(6, X600)).contains("proposed #6 at=6/1");
  }

  @Test
  void aBatchEndsBeforeItsLimitButOneEntryAlwaysFits() {
    OneServer server = OneServer.of(2).settled();
    assertThat(server.propose(1, X600, "small", X600, "x".repeat(1000)))
        .filteredOn(line -> line.startsWith("send"))
        .extracting(line -> line.replaceAll("x{40}", "x"))
        .containsExactly(
            "send AppendEntries 1->2 term=1 prev=1/1 [2/1 x…(600 bytes), 3/1 small] commit=1"
                + " round=1",
            "send AppendEntries 1->2 term=1 prev=3/1 [4/1 x…(600 bytes)] commit=1 round=1",
            "send AppendEntries 1->2 term=1 prev=4/1 [5/1 x…(1000 bytes)] commit=1 round=1");
  }

  @Test
  void whenItsWindowIsFullAFollowerGetsHeartbeatsOnly() {
    OneServer server = OneServer.of(3).settled();
    int sent = 0;
    for (int i = 2; i < 12; i++) {
      List<String> lines = server.propose(i, X600);
      server.persisted();
      server.receive(ok(3, 1, 1, i - 1, i));
      sent += (int) lines.stream().filter(line -> line.contains("AppendEntries 1->2")).count();
    }
    assertThat(sent).isEqualTo(7);
    assertThat(server.elapse(20))
        .contains("send AppendEntries 1->2 term=1 prev=8/1 commit=11 round=2");
    assertThat(server.receive(ok(2, 1, 1, 1, 2)))
        .anyMatch(line -> line.startsWith("send AppendEntries 1->2 term=1 prev=8/1 [9/1 "));
  }

  @Test
  void aGapIsFoundByTheNextMessage() {
    OneServer server = OneServer.of(3).settled();
    server.propose(1, "lost");
    assertThat(server.receive(refused(2, 1, 1, 2, 1, 1)))
        .contains("send AppendEntries 1->2 term=1 prev=1/1 commit=1 round=1");
    assertThat(server.propose(2, "y")).noneMatch(line -> line.contains("AppendEntries 1->2"));
    assertThat(server.receive(ok(2, 1, 1, 1, 1)))
        .containsExactly(
            "noted follower found, entries stream again",
            "send AppendEntries 1->2 term=1 prev=1/1 [2/1 lost, 3/1 y] commit=1 round=1");
  }

  @Test
  void aLateAnswerTakesNothingBack() {
    OneServer server = OneServer.of(3).settled();
    server.propose(1, "x");
    server.receive(ok(2, 1, 1, 1, 2));
    server.receive(ok(2, 1, 1, 0, 1));
    assertThat(server.receive(refused(2, 1, 1, 2, 0, 0)))
        .containsExactly("noted late refusal ignored");
  }

  @Test
  void whileProbingOnlyTheAnswerToTheProbeCounts() {
    OneServer server = OneServer.of(2, 1, 1, 2, 2, 3, 3).leader();
    assertThat(server.receive(refused(2, 4, 1, 6, 4, 2)))
        .contains("send AppendEntries 1->2 term=4 prev=4/2 commit=0 round=1");
    assertThat(server.receive(refused(2, 4, 1, 6, 2, 1), refused(2, 4, 1, 3, 2, 1)))
        .containsExactly("noted late refusal ignored", "noted late refusal ignored");
    assertThat(server.receive(refused(2, 4, 1, 4, 2, 1)))
        .contains("send AppendEntries 1->2 term=4 prev=2/1 commit=0 round=1");
  }

  @Test
  void aLostProbeIsAskedAgainWithTheHeartbeat() {
    OneServer server = OneServer.of(3).settled();
    server.propose(1, "x");
    server.receive(refused(2, 1, 1, 2, 1, 1));
    assertThat(server.on()).isEmpty();
    assertThat(server.elapse(20))
        .contains("send AppendEntries 1->2 term=1 prev=1/1 commit=1 round=2");
  }

  @Test
  void aSilentFollowerGetsNoMoreEntriesUntilItAnswers() {
    OneServer server = OneServer.of(3).settled();
    server.propose(1, "x");
    server.wait(99).receive(ok(3, 1, 1, 1, 1));
    assertThat(server.elapse(1)).contains("noted follower silent, entries stop streaming");
    assertThat(server.propose(2, "y"))
        .contains("send AppendEntries 1->3 term=1 prev=2/1 [3/1 y] commit=1 round=2")
        .noneMatch(line -> line.contains("AppendEntries 1->2"));
    assertThat(server.receive(ok(2, 1, 2, 1, 1)))
        .contains("send AppendEntries 1->2 term=1 prev=1/1 [2/1 x, 3/1 y] commit=1 round=2");
  }

  @Test
  void whoHasNotAnsweredTheNewLeaderIsAskedWhereItsFirstEntriesBegan() {
    OneServer server = OneServer.of(3, 1, 1, 1).leader();
    server.wait(99).receive(ok(3, 2, 1, 4, 3));
    assertThat(server.elapse(1)).contains("noted follower silent, entries stop streaming");
    assertThat(server.elapse(20))
        .contains("send AppendEntries 1->2 term=2 prev=3/1 commit=0 round=3");
    assertThat(server.receive(ok(2, 2, 3, 3, 3)))
        .contains("send AppendEntries 1->2 term=2 prev=3/1 [4/2 no-op] commit=0 round=3");
  }

  @Test
  void aHeartbeatIsAnsweredAtOnceWithWhatIsDurable() {
    OneServer server = OneServer.of(3, 1);
    server.receive(append(2, 1, 1, 1, 0, 1, entry(2, 1)));
    assertThat(server.receive(append(2, 1, 2, 1, 0, 2)))
        .containsExactly(
            "noted heartbeat answered while entries were being written",
            "send AppendEntriesResponse 1->2 term=1 ok match=1 prev=2 round=2");
  }

  @Test
  void entriesThatBeginARoundAreAnsweredTwice() {
    OneServer server = OneServer.of(3, 1);
    server.receive(append(2, 1, 1, 1, 0, 1));
    assertThat(server.receive(append(2, 1, 1, 1, 0, 2, entry(2, 1))))
        .containsExactly(
            "persist 1 [2/1 e2.1] then AppendEntriesResponse 1->2 term=1 ok match=2 prev=1 round=2",
            "send AppendEntriesResponse 1->2 term=1 ok match=1 prev=1 round=2");
  }

  @Test
  void entriesInFlightForAPastLeaderAreAcknowledgedToTheNextWhenTheyAreDurable() {
    OneServer server = OneServer.of(3, 1);
    server.receive(append(2, 1, 1, 1, 0, 1, entry(2, 1)));
    assertThat(server.receive(append(3, 2, 1, 1, 0, 1, entry(2, 1))))
        .contains("send AppendEntriesResponse 1->3 term=2 ok match=1 prev=1 round=1");
    assertThat(server.persisted())
        .containsExactly(
            "noted acknowledgement sent when the disk caught up",
            "send AppendEntriesResponse 1->3 term=2 ok match=2 prev=1 round=1");
  }

  @Test
  void whoHasGivenUpItsLeaderAcknowledgesToNobody() {
    OneServer server = OneServer.of(3, 1);
    server.receive(append(2, 1, 1, 1, 0, 1, entry(2, 1)));
    server.receive(append(3, 2, 1, 1, 0, 1, entry(2, 1)));
    assertThat(server.elapse(200))
        .containsExactly("noted campaign put off, a write hangs", "leadership term=2 leader=none");
    assertThat(server.persisted()).isEmpty();
    assertThat(server.receive(append(3, 2, 1, 1, 0, 2)))
        .contains("send AppendEntriesResponse 1->3 term=2 ok match=2 prev=1 round=2");
  }

  @Test
  void aLateWriteDoesNotMakeDurableWhatReplacedItsEntries() {
    OneServer server = OneServer.of(3, 1);
    server.receive(append(2, 1, 1, 1, 0, 1, entry(2, 1), entry(3, 1)));
    assertThat(server.receive(append(3, 2, 1, 1, 3, 1, entry(2, 2), entry(3, 2))))
        .contains("noted conflicting tail cut while being written");
    server.on(new Event.Persisted(1));
    assertThat(server.raft().durableIndex()).isEqualTo(1);
    assertThat(server.raft().commitIndex()).isEqualTo(1);
    assertThat(server.on(new Event.Persisted(2))).contains("commit 3");
  }

  @Test
  void aVoteWaitsForEarlierWritesEvenIfItIsRepeated() {
    OneServer server = OneServer.of(3);
    server.receive(vote(2, 1, 0, 0));
    assertThat(server.receive(vote(2, 1, 0, 0)))
        .containsExactly(
            "noted vote given again to the same candidate",
            "persist 2 then RequestVoteResponse 1->2 term=1 granted");
    server.persisted();
    assertThat(server.receive(vote(2, 1, 0, 0)))
        .contains("send RequestVoteResponse 1->2 term=1 granted");
  }

  @Test
  void committedEntriesAreNeverCut() {
    OneServer server = OneServer.of(3, 1, 1);
    server.receive(append(2, 1, 2, 1, 2, 1));
    assertThatThrownBy(() -> server.receive(append(3, 2, 1, 1, 0, 1, entry(2, 2))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("committed entries are never cut");
  }

  @Test
  void aLeaderWhoseDiskHangsStepsDown() {
    OneServer server = OneServer.of(3).settled();
    server.propose(1, "x");
    for (int i = 0; i < 3; i++) {
      server.elapse(50);
      server.receive(ok(2, 1, 1, 1, 1));
    }
    assertThat(server.elapse(50))
        .startsWith("noted leader stepped down, a write hangs", "leadership term=1 leader=none");
    assertThat(server.elapse(200)).containsExactly("noted campaign put off, a write hangs");
    server.persisted();
    assertThat(server.elapse(200)).contains("role pre-candidate term=1");
  }

  @Test
  void aLoneVoterWaitsForItsDiskHoweverLongItTakes() {
    OneServer server = OneServer.of(1).leader();
    server.elapse(10_000);
    assertThat(server.raft().role()).isEqualTo(RoleName.LEADER);
    assertThat(server.persisted()).contains("commit 1");
  }

  @Test
  void entriesThatLeftMemoryAreReadFromDisk() {
    OneServer server = OneServer.withRecent(1, 2, 1, 1, 1, 1).leader();
    server.receive(refused(2, 2, 1, 4, 1, 1));
    assertThat(server.receive(ok(2, 2, 1, 1, 1)))
        .containsExactly(
            "noted follower found, entries stream again",
            "noted majority holds only entries of past terms, commit waits",
            "noted entries for a follower asked from disk",
            "read-log for=2 from=2 bytes=1024");
    assertThat(server.on()).isEmpty();
    assertThat(server.on(new Event.LogRead(2, 2, List.of(entry(2, 1), entry(3, 1)))))
        .containsExactly(
            "send AppendEntries 1->2 term=2 prev=1/1 [2/1 e2.1, 3/1 e3.1] commit=0 round=1",
            "send AppendEntries 1->2 term=2 prev=3/1 [4/1 e4.1, 5/2 no-op] commit=0 round=1");
  }

  @Test
  void anEmptyReadIsTriedAgainOnlyWithTheNextRound() {
    OneServer server = OneServer.withRecent(1, 2, 1, 1, 1, 1).leader();
    server.receive(refused(2, 2, 1, 4, 1, 1));
    server.receive(ok(2, 2, 1, 1, 1));
    assertThat(server.on(new Event.LogRead(2, 2, List.of())))
        .containsExactly("noted entries for a follower are not on disk");
    assertThat(server.on()).isEmpty();
    assertThat(server.elapse(20)).contains("read-log for=2 from=2 bytes=1024");
  }

  @Test
  void aReadThatIsNoLongerWantedIsDropped() {
    OneServer server = OneServer.withRecent(1, 2, 1, 1, 1, 1).leader();
    server.receive(refused(2, 2, 1, 4, 1, 1));
    server.receive(ok(2, 2, 1, 1, 1));
    Event read = new Event.LogRead(2, 2, List.of(entry(2, 1)));
    // The follower turns out to hold more than was asked for.
    server.receive(ok(2, 2, 1, 2, 2));
    assertThat(server.on(read))
        .containsExactly(
            "noted entries from disk no longer wanted",
            "noted entries for a follower asked from disk",
            "read-log for=2 from=3 bytes=1024");
    assertThat(server.on(new Event.LogRead(2, 3, List.of(entry(3, 7)))))
        .contains("noted entries from disk no longer wanted");
    server.receive(append(2, 9, 0, 0, 0, 1));
    assertThat(server.on(read)).containsExactly("noted entries from disk no longer wanted");
  }

  @Test
  void whatIsNotForThisServerOrFromItselfIsIgnored() {
    OneServer server = OneServer.of(3);
    assertThat(server.receive(vote(1, 5, 0, 0), new Message.RequestVote(2, 3, 5, 0, 0)))
        .containsExactly(
            "noted message from a stranger ignored", "noted message from a stranger ignored");
    assertThat(server.raft().term()).isZero();
  }

  @Test
  void timeMayNotGoBack() {
    OneServer server = OneServer.of(3);
    server.elapse(10);
    assertThatThrownBy(() -> server.wait(-1).on()).hasMessage("time never goes back");
  }
}
