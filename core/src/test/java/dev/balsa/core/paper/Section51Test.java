package dev.balsa.core.paper;

import static dev.balsa.core.OneServer.append;
import static dev.balsa.core.OneServer.granted;
import static dev.balsa.core.OneServer.ok;
import static dev.balsa.core.OneServer.vote;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.OneServer;
import dev.balsa.core.RoleName;
import org.junit.jupiter.api.Test;

/** §5.1, Raft basics: terms. */
class Section51Test {
  @Test
  void section51_startsAsFollower() {
    assertThat(OneServer.of(3).raft().role()).isEqualTo(RoleName.FOLLOWER);
  }

  @Test
  void section51_aServerWithASmallerTermAdoptsTheLargerOneAndMakesItDurable() {
    OneServer server = OneServer.of(3, 1);
    assertThat(server.receive(append(2, 4, 1, 1, 0, 1)))
        .containsExactly(
            "leadership term=4 leader=2",
            "role follower term=4",
            "persist 1 term=4 vote=none",
            "send AppendEntriesResponse 1->2 term=4 ok match=1 prev=1 round=1");
  }

  @Test
  void section51_aCandidateWithAStaleTermBecomesFollower() {
    OneServer server = OneServer.of(3).candidate();
    server.receive(vote(2, 9, 0, 0));
    assertThat(server.raft().role()).isEqualTo(RoleName.FOLLOWER);
    assertThat(server.raft().term()).isEqualTo(9);
  }

  @Test
  void section51_aLeaderWithAStaleTermBecomesFollowerAtOnceAndDropsItsReads() {
    OneServer server = OneServer.of(3).settled();
    server.on(new Event.Read(1));
    assertThat(server.receive(append(2, 5, 0, 0, 0, 1)))
        .startsWith(
            "noted leader deposed by a higher term",
            "leadership term=5 leader=none",
            "leadership term=5 leader=2",
            "noted reads refused, leadership lost",
            "role follower term=5",
            "refused #1 leadership-lost leader=2");
  }

  @Test
  void section51_aStaleAppendEntriesIsRejectedWithTheCurrentTerm() {
    assertThat(OneServer.of(3, 4).receive(append(2, 3, 0, 0, 0, 6)))
        .containsExactly(
            "noted append of a past leader refused",
            "send AppendEntriesResponse 1->2 term=4 refused hint=0/0 prev=0 round=0");
  }

  @Test
  void section51_aStaleRequestVoteIsRejectedWithTheCurrentTerm() {
    assertThat(OneServer.of(3, 4).receive(vote(2, 3, 9, 3)))
        .containsExactly("send RequestVoteResponse 1->2 term=4 refused");
  }

  @Test
  void section51_staleAnswersAreIgnored() {
    OneServer server = OneServer.of(3, 4).leader();
    assertThat(server.receive(ok(2, 4, 1, 1, 2), granted(3, 4))).isEmpty();
  }

  @Test
  void section51_theTermSurvivesACrash() {
    assertThat(OneServer.inTerm(7, HardState.NOBODY, 3, 2).raft().term()).isEqualTo(7);
  }
}
