package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.ok;
import static dev.balsa.core.OneServer.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Event;
import dev.balsa.core.OneServer;
import dev.balsa.core.RoleName;
import org.junit.jupiter.api.Test;

/** Dissertation §6.4, processing read-only queries, and §6.2, leaders that step down. */
class Dissertation64Test {
  @Test
  void dissertation64_aReadWaitsUntilAnEntryOfTheTermIsCommitted() {
    OneServer server = OneServer.of(3, 1).leader();
    assertThat(server.on(new Event.Read(1)))
        .containsExactly("noted read waits for the first commit of the term");
    server.persisted();
    assertThat(server.receive(ok(2, 2, 1, 1, 2)))
        .contains("send AppendEntries 1->2 term=2 prev=2/2 commit=2 round=2")
        .doesNotContain("read-ready #1 at=2");
    assertThat(server.receive(ok(2, 2, 2, 2, 2))).containsExactly("read-ready #1 at=2");
  }

  @Test
  void dissertation64_aReadNeedsAnEchoOfARoundThatBeganAfterItArrived() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.on(new Event.Read(1)))
        .containsExactly(
            "send AppendEntries 1->2 term=1 prev=1/1 commit=1 round=2",
            "send AppendEntries 1->3 term=1 prev=1/1 commit=1 round=2");
    assertThat(server.receive(ok(2, 1, 1, 1, 1), ok(3, 1, 1, 1, 1))).isEmpty();
    assertThat(server.receive(ok(3, 1, 2, 1, 1))).containsExactly("read-ready #1 at=1");
  }

  @Test
  void dissertation64_allReadsOfATurnShareARound() {
    OneServer server = OneServer.of(3).settled();
    assertThat(server.on(new Event.Read(1), new Event.Read(2), new Event.Read(3))).hasSize(2);
    assertThat(server.receive(ok(2, 1, 2, 1, 1)))
        .containsExactly("read-ready #1 at=1", "read-ready #2 at=1", "read-ready #3 at=1");
  }

  @Test
  void dissertation64_aRefusalOfEntriesConfirmsLeadershipToo() {
    OneServer server = OneServer.of(3).settled();
    server.on(new Event.Read(1));
    assertThat(server.receive(refused(2, 1, 2, 1, 0, 0))).contains("read-ready #1 at=1");
  }

  /**
   * Found by a seed: the answer carried the round of the past term, which may exist in the present
   * one too.
   */
  @Test
  void dissertation64_theAnswerToARequestOfAPastTermEchoesNoRound() {
    OneServer follower = OneServer.of(3, 5);
    assertThat(follower.receive(append(2, 3, 0, 0, 0, 2)))
        .contains("send AppendEntriesResponse 1->2 term=5 refused hint=0/0 prev=0 round=0");
    OneServer leader = OneServer.of(3).settled();
    leader.on(new Event.Read(1));
    assertThat(leader.receive(refused(2, 1, 0, 0, 0, 0)))
        .containsExactly("noted late refusal ignored");
  }

  @Test
  void dissertation64_theRoundMustReachAMajority() {
    OneServer server = OneServer.of(5).leader();
    server.persisted();
    server.receive(ok(2, 1, 1, 0, 1), ok(3, 1, 1, 0, 1));
    server.on(new Event.Read(1));
    assertThat(server.receive(ok(2, 1, 2, 1, 1))).isEmpty();
    assertThat(server.receive(ok(2, 1, 2, 1, 1))).isEmpty();
    assertThat(server.receive(ok(4, 1, 2, 1, 1))).contains("read-ready #1 at=1");
  }

  @Test
  void dissertation64_aWriteAcknowledgedBeforeTheReadIsSeenByIt() {
    OneServer server = OneServer.of(3).settled();
    server.propose(1, "x");
    server.persisted();
    server.receive(ok(2, 1, 1, 1, 2));
    server.on(new Event.Read(2));
    assertThat(server.receive(ok(2, 1, 2, 2, 2))).containsExactly("read-ready #2 at=2");
  }

  @Test
  void dissertation62_aLeaderStepsDownIfNoMajorityAnswersWithinAnElectionTimeout() {
    OneServer server = OneServer.of(3).settled();
    for (int i = 0; i < 10; i++) {
      server.elapse(50);
      server.receive(ok(3, 1, 1, 1, 1));
    }
    server.elapse(99);
    assertThat(server.raft().role()).isEqualTo(RoleName.LEADER);
    server.on(new Event.Read(1));
    assertThat(server.elapse(1))
        .containsExactly(
            "noted leader stepped down, no majority answers",
            "leadership term=1 leader=none",
            "noted reads refused, leadership lost",
            "role follower term=1",
            "refused #1 leadership-lost leader=none");
    assertThat(server.raft().votedFor()).isEqualTo(1);
  }
}
