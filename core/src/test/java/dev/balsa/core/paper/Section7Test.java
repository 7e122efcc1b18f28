package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.entry;
import static dev.balsa.core.OneServer.ok;
import static dev.balsa.core.OneServer.refused;
import static dev.balsa.core.OneServer.vote;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Configuration;
import dev.balsa.core.Event;
import dev.balsa.core.OneServer;
import dev.balsa.core.SnapshotMeta;
import java.util.List;
import org.junit.jupiter.api.Test;

/** §7, log compaction. */
class Section7Test {
  private static final Configuration THREE = new Configuration(List.of(1L, 2L, 3L));

  private static SnapshotMeta meta(long index, long term) {
    return new SnapshotMeta(index, term, THREE);
  }

  /** A leader in term 2 with entries 1 to 5, all committed; the log holds only the last one. */
  private static OneServer compacted() {
    OneServer server = OneServer.of(3, 1, 1, 1, 1).leader();
    server.persisted();
    server.receive(ok(2, 2, 1, 4, 5));
    assertThat(server.on(new Event.SnapshotTaken(meta(5, 2), 4)))
        .containsExactly("noted log discarded up to a snapshot", "persist 3 start=4/1");
    return server;
  }

  @Test
  void section7_eachServerTakesSnapshotsOfWhatIsCommittedOnly() {
    OneServer server = OneServer.of(3, 1, 1, 1);
    assertThatThrownBy(() -> server.on(new Event.SnapshotTaken(meta(3, 1), 3)))
        .hasMessage("only what is committed is in a snapshot");
  }

  @Test
  void section7_theLogKeepsTheTermOfTheLastEntryDiscarded() {
    OneServer server = compacted();
    server.receive(ok(3, 2, 1, 4, 4));
    server.wait(60).receive(ok(2, 2, 1, 4, 5));
    // Silent for too long, so it is asked again from where it was last known to agree.
    assertThat(server.elapse(60))
        .contains("send AppendEntries 1->3 term=2 prev=4/1 commit=5 round=3");
  }

  @Test
  void section7_whatFollowersStillNeedIsKeptByWhoeverAsks() {
    OneServer server = OneServer.of(3, 1, 1, 1, 1).leader();
    server.persisted();
    server.receive(ok(2, 2, 1, 4, 5));
    assertThat(server.on(new Event.SnapshotTaken(meta(5, 2), 0))).isEmpty();
    assertThat(server.raft().lastIndex()).isEqualTo(5);
  }

  @Test
  void section7_theLeaderSendsASnapshotWhenItHasDiscardedTheNextEntry() {
    OneServer server = compacted();
    assertThat(server.receive(refused(3, 2, 1, 4, 2, 1)))
        .containsExactly(
            "noted follower needs discarded entries, snapshot sent",
            "send-snapshot to=3 5/2 voters=[1, 2, 3]");
  }

  @Test
  void section7_oneSnapshotIsOnItsWayToAFollowerAndHeartbeatsGoOn() {
    OneServer server = compacted();
    server.receive(refused(3, 2, 1, 4, 2, 1));
    assertThat(server.elapse(20))
        .containsExactly(
            "send AppendEntries 1->2 term=2 prev=5/2 commit=5 round=2",
            "send AppendEntries 1->3 term=2 prev=0/0 commit=5 round=2");
    assertThat(server.receive(ok(3, 2, 2, 0, 0))).isEmpty();
    assertThat(server.propose(1, "x"))
        .containsExactly(
            "proposed #1 at=6/2",
            "persist 4 [6/2 x]",
            "send AppendEntries 1->2 term=2 prev=5/2 [6/2 x] commit=5 round=2");
  }

  @Test
  void section7_entriesFollowWhenTheSnapshotHasArrived() {
    OneServer server = compacted();
    server.receive(refused(3, 2, 1, 4, 2, 1));
    server.propose(1, "x");
    assertThat(server.receive(ok(3, 2, 1, 0, 5)))
        .contains("send AppendEntries 1->3 term=2 prev=5/2 [6/2 x] commit=5 round=1");
  }

  @Test
  void section7_entriesFollowAlsoWhenOnlyTheStreamSaysThatItArrived() {
    OneServer server = compacted();
    server.receive(refused(3, 2, 1, 4, 2, 1));
    assertThat(server.on(new Event.SnapshotSent(3, 5, true)))
        .containsExactly("send AppendEntries 1->3 term=2 prev=5/2 commit=5 round=1");
  }

  @Test
  void b41_aSnapshotThatDoesNotArriveIsSentOnceInARound() {
    OneServer server = compacted();
    server.receive(refused(3, 2, 1, 4, 2, 1));
    assertThat(server.on(new Event.SnapshotSent(3, 5, false)))
        .containsExactly(
            "noted snapshot did not arrive, follower asked again",
            "send AppendEntries 1->3 term=2 prev=0/0 commit=5 round=1");
    assertThat(server.receive(ok(3, 2, 1, 0, 0))).isEmpty();
    assertThat(server.elapse(20)).contains("send-snapshot to=3 5/2 voters=[1, 2, 3]");
  }

  @Test
  void section7_whatAFollowerNeedsNextIsNotDiscardedWhileItsSnapshotIsOnItsWay() {
    OneServer server = compacted();
    server.receive(refused(3, 2, 1, 4, 2, 1));
    server.propose(1, "x");
    server.persisted();
    server.receive(ok(2, 2, 1, 5, 6));
    assertThat(server.on(new Event.SnapshotTaken(meta(6, 2), 6)))
        .containsExactly("noted log discarded up to a snapshot", "persist 5 start=5/2");
  }

  @Test
  void section7_aSnapshotTakesThePlaceOfAShorterLog() {
    OneServer server = OneServer.of(3, 1, 1);
    server.receive(append(2, 3, 0, 0, 0, 1));
    assertThat(server.on(new Event.SnapshotReceived(meta(9, 3))))
        .containsExactly(
            "noted snapshot took the place of the log",
            "persist 2 start=9/3",
            "send AppendEntriesResponse 1->2 term=3 ok match=9 prev=0 round=1",
            "restore 9/3 voters=[1, 2, 3]");
    assertThat(server.raft().lastIndex()).isEqualTo(9);
    assertThat(server.raft().lastTerm()).isEqualTo(3);
    assertThat(server.raft().commitIndex()).isEqualTo(9);
  }

  @Test
  void b37_aSnapshotTakesThePlaceOfAConflictingLog() {
    OneServer server = OneServer.of(3, 1, 2, 2, 2);
    server.receive(append(2, 3, 0, 0, 0, 1));
    assertThat(server.on(new Event.SnapshotReceived(meta(3, 3)))).contains("persist 2 start=3/3");
    assertThat(server.raft().lastIndex()).isEqualTo(3);
    assertThat(server.receive(append(2, 3, 3, 3, 4, 1, entry(4, 3))))
        .contains(
            "persist 3 [4/3 e4.3] then AppendEntriesResponse 1->2 term=3 ok match=4 prev=3"
                + " round=1");
  }

  @Test
  void section7_entriesAfterTheSnapshotAreKeptIfTheLogHoldsItsLastEntry() {
    OneServer server = OneServer.of(3, 1, 1, 1, 1);
    server.receive(append(2, 1, 0, 0, 0, 1));
    assertThat(server.on(new Event.SnapshotReceived(meta(3, 1))))
        .containsExactly(
            "noted snapshot of entries the log has, log kept",
            "send AppendEntriesResponse 1->2 term=1 ok match=3 prev=0 round=1",
            "commit 3");
    assertThat(server.raft().lastIndex()).isEqualTo(4);
  }

  @Test
  void b38_anOlderSnapshotChangesNothing() {
    OneServer server = OneServer.of(3, 1, 1, 1);
    server.receive(append(2, 1, 3, 1, 3, 1));
    assertThat(server.on(new Event.SnapshotReceived(meta(2, 1))))
        .containsExactly("noted snapshot of what is committed already ignored");
  }

  @Test
  void b14_anAppendBelowTheStartOfTheLogIsNoConflict() {
    OneServer server = compacted();
    server.receive(append(3, 3, 1, 1, 0, 1, entry(2, 1), entry(3, 1)));
    assertThat(server.raft().lastIndex()).isEqualTo(5);
    assertThat(server.receive(append(3, 3, 3, 1, 5, 1, entry(4, 1), entry(5, 2), entry(6, 3))))
        .anyMatch(line -> line.startsWith("persist 5 [6/3 e6.3]"));
    assertThat(server.raft().lastIndex()).isEqualTo(6);
  }

  @Test
  void b17_prevLogIndexExactlyAtTheSnapshotIsChecked() {
    OneServer server = OneServer.fromSnapshot(meta(7, 2), 3);
    assertThat(server.receive(append(2, 3, 7, 1, 0, 1, entry(8, 3))))
        .contains("noted append refused, the entry before it has another term");
    assertThat(server.receive(append(3, 4, 7, 2, 0, 1, entry(8, 4))))
        .anyMatch(line -> line.contains("[8/4 e8.4] then AppendEntriesResponse 1->3 term=4 ok"));
  }

  @Test
  void section7_aServerWhoseLogIsASnapshotVotesByIt() {
    OneServer server = OneServer.of(3);
    server.receive(append(2, 3, 0, 0, 0, 1));
    server.on(new Event.SnapshotReceived(meta(9, 3)));
    server.persisted();
    server.wait(100);
    assertThat(server.receive(vote(3, 4, 8, 3)))
        .contains("noted vote refused, the other log is behind");
  }

  @Test
  void b28_aRestartedServerKnowsWhatItsSnapshotHolds() {
    OneServer server = OneServer.fromSnapshot(meta(7, 2), 3);
    assertThat(server.raft().commitIndex()).isEqualTo(7);
    assertThat(server.raft().lastIndex()).isEqualTo(7);
    assertThat(server.raft().lastTerm()).isEqualTo(2);
    assertThat(server.receive(append(2, 3, 7, 2, 8, 1, entry(8, 3))))
        .anyMatch(line -> line.startsWith("persist 1 term=3 vote=none [8/3 e8.3]"));
  }

  @Test
  void section7_aSnapshotOfALaterTermBringsTheTerm() {
    OneServer server = OneServer.of(3, 1, 1).settled();
    assertThat(server.on(new Event.SnapshotReceived(meta(9, 8))))
        .contains("persist 3 term=8 vote=none start=9/8", "role follower term=8");
    assertThat(server.raft().term()).isEqualTo(8);
  }
}
