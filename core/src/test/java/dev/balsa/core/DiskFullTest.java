package dev.balsa.core;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.entry;
import static dev.balsa.core.OneServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A full disk is a state that passes: less is taken in, nothing is lost, reads go on. */
class DiskFullTest {
  private static final Event FULL = new Event.DiskFull(1_000_000);
  private static final Event EXHAUSTED = new Event.DiskFull(0);
  private static final Event ROOM = new Event.DiskHasRoom();

  private static Message full(long from, long term, long round, long prev, long match) {
    return new Message.AppendEntriesResponse(
        from, 1, term, round, true, prev, match, 0, 0, true, 0, Settings.PRIORITY_MAX);
  }

  @Test
  void aLeaderWithAFullDiskStepsDownForAMemberWithRoomAndAllEntries() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.on(FULL))
        .containsExactly(
            "noted leader stepped down, its disk is full",
            "leadership term=1 leader=none",
            "role follower term=1");
  }

  @Test
  void itLeadsOnWhileNobodyCouldTakeOverAndRefusesProposals() {
    OneServer server = OneServer.of(3).settled();
    server.receive(full(2, 1, 1, 1, 1), full(3, 1, 1, 1, 1));
    assertThat(server.on(FULL)).isEmpty();
    assertThat(server.propose(1, "x"))
        .containsExactly(
            "noted proposal refused, no majority has space", "refused #1 no-space leader=1");
    server.on(new Event.Read(2));
    assertThat(server.receive(full(2, 1, 2, 1, 1))).containsExactly("read-ready #2 at=1");
    assertThat(server.receive(ok(3, 1, 2, 1, 1)))
        .startsWith("noted leader stepped down, its disk is full");
  }

  @Test
  void aLoneVoterRefusesUntilThereIsRoom() {
    OneServer server = OneServer.of(1).leader();
    server.persisted();
    assertThat(server.on(FULL)).isEmpty();
    assertThat(server.propose(1, "x")).contains("refused #1 no-space leader=1");
    server.on(ROOM);
    assertThat(server.propose(2, "y")).contains("proposed #2 at=2/1");
  }

  @Test
  void proposalsAreRefusedWhenTheDisksOfAMajorityAreFull() {
    OneServer server = OneServer.of(3).settled();
    server.receive(full(2, 1, 1, 1, 1));
    assertThat(server.propose(1, "x")).contains("proposed #1 at=2/1");
    server.receive(full(3, 1, 1, 1, 1));
    assertThat(server.propose(2, "y")).contains("refused #2 no-space leader=1");
    server.receive(ok(3, 1, 1, 1, 1));
    assertThat(server.propose(3, "z")).contains("proposed #3 at=3/1");
  }

  @Test
  void theRoomOfAFullFollowerIsSparedWhileOthersSuffice() {
    OneServer server = OneServer.of(3).settled();
    server.receive(full(2, 1, 1, 1, 1));
    assertThat(server.propose(1, "x"))
        .contains("send AppendEntries 1->3 term=1 prev=1/1 [2/1 x] commit=1 round=1")
        .noneMatch(line -> line.startsWith("send AppendEntries 1->2"));
    assertThat(server.receive(full(3, 1, 1, 1, 1)))
        .contains("send AppendEntries 1->2 term=1 prev=1/1 [2/1 x] commit=1 round=1");
  }

  @Test
  void aFollowerThatHasRoomAgainGetsWhatItMissed() {
    OneServer server = OneServer.of(3).settled();
    server.receive(full(2, 1, 1, 1, 1));
    server.propose(1, "x");
    assertThat(server.receive(ok(2, 1, 1, 1, 1)))
        .containsExactly("send AppendEntries 1->2 term=1 prev=1/1 [2/1 x] commit=1 round=1");
  }

  @Test
  void aFollowerTakesWhatFitsAndAcknowledgesNoMore() {
    OneServer server = OneServer.of(3);
    Entry first = entry(1, 1);
    server.on(new Event.DiskFull(first.sizeBytes()));
    assertThat(server.receive(append(2, 1, 0, 0, 2, 1, first, entry(2, 1))))
        .contains(
            "noted entries not taken in, the disk is full",
            "persist 1 term=1 vote=none [1/1 e1.1] then "
                + "AppendEntriesResponse 1->2 term=1 ok match=1 prev=0 round=1 disk-full",
            "send AppendEntriesResponse 1->2 term=1 ok match=0 prev=0 round=1 disk-full");
    assertThat(server.persisted()).containsExactly("commit 1");
    assertThat(server.receive(append(2, 1, 1, 1, 2, 2, entry(2, 1))))
        .containsExactly(
            "noted entries not taken in, the disk is full",
            "send AppendEntriesResponse 1->2 term=1 ok match=1 prev=1 round=2 disk-full");
    server.on(ROOM);
    assertThat(server.receive(append(2, 1, 1, 1, 2, 3, entry(2, 1))))
        .contains("send AppendEntriesResponse 1->2 term=1 ok match=1 prev=1 round=3");
    assertThat(server.persisted()).containsExactly("commit 2");
  }

  @Test
  void aTailIsNotCutForEntriesThatDoNotFit() {
    OneServer server = OneServer.of(3, 1, 1);
    server.on(EXHAUSTED);
    assertThat(server.receive(append(2, 2, 1, 1, 1, 1, entry(2, 2))))
        .contains("send AppendEntriesResponse 1->2 term=2 ok match=1 prev=1 round=1 disk-full");
    assertThat(server.raft().lastIndex()).isEqualTo(2);
    assertThat(server.raft().lastTerm()).isEqualTo(1);
  }

  @Test
  void aMemberWithAFullDiskVotes() {
    OneServer server = OneServer.of(3);
    server.on(EXHAUSTED);
    assertThat(server.receive(OneServer.vote(2, 1, 0, 0)))
        .containsExactly(
            "role follower term=1",
            "persist 1 term=1 vote=2 then RequestVoteResponse 1->2 term=1 granted");
  }

  @Test
  void aMemberWithAFullDiskLetsOthersCampaignFirst() {
    OneServer server = OneServer.of(3);
    server.on(EXHAUSTED);
    assertThat(server.elapse(200))
        .containsExactly("noted campaign left to others, the disk is full");
    assertThat(server.elapse(199)).isEmpty();
    assertThat(server.elapse(1)).contains("role pre-candidate term=0");
  }

  @Test
  void whoIsElectedWithAFullDiskLeadsAWhileBeforeItGivesWay() {
    OneServer server = OneServer.of(3);
    server.on(EXHAUSTED);
    server.elapse(200);
    server.settled();
    assertThat(server.raft().role()).isEqualTo(RoleName.LEADER);
    long round = 1;
    for (int millis = 0; millis < 950; millis += 50) {
      server.elapse(50);
      round++;
      server.receive(ok(2, 1, round, 1, 1), ok(3, 1, round, 1, 1));
      assertThat(server.raft().role()).isEqualTo(RoleName.LEADER);
    }
    assertThat(server.elapse(50)).startsWith("noted leader stepped down, its disk is full");
  }
}
