package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.entry;
import static dev.balsa.core.OneServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Event;
import dev.balsa.core.OneServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dissertation §10.2, writing to the leader's disk in parallel, batching and pipelining. */
class Dissertation102Test {
  @Test
  void dissertation1021_theLeaderCountsItsOwnCopyOnlyWhenDurable() {
    OneServer server = OneServer.of(3).leader();
    assertThat(server.receive(ok(2, 1, 1, 0, 1))).isEmpty();
    assertThat(server.persisted()).contains("commit 1");
  }

  @Test
  void dissertation1021_followersMayCommitBeforeTheLeadersDisk() {
    OneServer server = OneServer.of(3).leader();
    assertThat(server.receive(ok(2, 1, 1, 0, 1), ok(3, 1, 1, 0, 1)))
        .containsExactly(
            "send AppendEntries 1->2 term=1 prev=1/1 commit=1 round=1",
            "send AppendEntries 1->3 term=1 prev=1/1 commit=1 round=1");
    assertThat(server.persisted()).containsExactly("commit 1");
  }

  @Test
  void dissertation1022_allProposalsOfATurnAreOneWriteAndOneMessage() {
    OneServer server = OneServer.of(2).leader();
    assertThat(server.on(propose(1), propose(2), propose(3)))
        .containsExactly(
            "proposed #1 at=2/1",
            "proposed #2 at=3/1",
            "proposed #3 at=4/1",
            "persist 3 [2/1 x, 3/1 x, 4/1 x]",
            "send AppendEntries 1->2 term=1 prev=1/1 [2/1 x, 3/1 x, 4/1 x] commit=0 round=1");
  }

  @Test
  void dissertation1022_entriesFollowEachOtherWithoutWaiting() {
    OneServer server = OneServer.of(2).leader();
    assertThat(server.propose(1, "x"))
        .contains("send AppendEntries 1->2 term=1 prev=1/1 [2/1 x] commit=0 round=1");
    assertThat(server.propose(2, "y"))
        .contains("send AppendEntries 1->2 term=1 prev=2/1 [3/1 y] commit=0 round=1");
  }

  @Test
  void dissertation1022_aFollowerTakesAllRequestsOfATurnWithOneAnswer() {
    OneServer server = OneServer.of(2, 1);
    server.receive(append(2, 1, 1, 1, 0, 1));
    assertThat(
            server.receive(
                append(2, 1, 1, 1, 0, 1, entry(2, 1)),
                append(2, 1, 2, 1, 1, 1, entry(3, 1)),
                append(2, 1, 3, 1, 2, 1)))
        .containsExactly(
            "persist 1 [2/1 e2.1, 3/1 e3.1] then AppendEntriesResponse 1->2 term=1 ok match=3"
                + " prev=3 round=1",
            "commit 1");
  }

  private static Event propose(long id) {
    return new Event.Propose(id, List.of(dev.balsa.core.Bytes.utf8("x")));
  }
}
