package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.entry;
import static dev.balsa.core.OneServer.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Message;
import dev.balsa.core.OneServer;
import org.junit.jupiter.api.Test;

/** §5.5, follower and candidate crashes; §5.6, timing and availability. */
class Section55Test {
  @Test
  void section55_requestsAreRepeatedUntilAnswered() {
    OneServer server = OneServer.of(3).candidate();
    server.persisted();
    assertThat(server.elapse(20))
        .containsExactly(
            "send RequestVote 1->2 term=1 last=0/0", "send RequestVote 1->3 term=1 last=0/0");
    server.receive(new Message.RequestVoteResponse(2, 1, 1, false));
    assertThat(server.elapse(20)).containsExactly("send RequestVote 1->3 term=1 last=0/0");
  }

  @Test
  void section55_requestsAreIdempotent() {
    OneServer server = OneServer.of(3, 1);
    Message request = append(2, 1, 1, 1, 1, 1, entry(2, 1), entry(3, 1));
    server.receive(request);
    server.persisted();
    for (int i = 0; i < 3; i++) {
      assertThat(server.receive(request))
          .containsExactly("send AppendEntriesResponse 1->2 term=1 ok match=3 prev=1 round=1");
    }
  }

  @Test
  void section55_aCrashedServerGoesOnWithItsTermVoteAndLog() {
    OneServer server = OneServer.inTerm(6, 2, 3, 1, 4);
    assertThat(server.raft().term()).isEqualTo(6);
    assertThat(server.raft().votedFor()).isEqualTo(2);
    assertThat(server.raft().lastIndex()).isEqualTo(2);
    assertThat(server.raft().lastTerm()).isEqualTo(4);
    assertThat(server.raft().durableIndex()).isEqualTo(2);
    assertThat(server.raft().commitIndex()).isZero();
  }

  @Test
  void section56_timingNeverChangesWhatIsCommitted() {
    OneServer server = OneServer.of(3).settled();
    server.propose(1, "x");
    server.persisted();
    assertThat(server.raft().commitIndex()).isEqualTo(1);
    assertThat(server.wait(3_600_000).receive(ok(2, 1, 1, 1, 2))).contains("commit 2");
  }

  @Test
  void section56_theDeadlineIsNeverInThePast() {
    OneServer server = OneServer.of(3);
    for (int i = 0; i < 20; i++) {
      long before = server.raft().deadlineNanos();
      server.deadline();
      assertThat(server.raft().deadlineNanos()).isGreaterThan(before);
    }
  }
}
