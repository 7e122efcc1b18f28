package dev.balsa.simulator.invariants;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Marks;
import dev.balsa.core.Message;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Member 1 leads members 2 and 3 in term 1; the election timeout is 1,000 ns. */
class LeasesHoldTest {
  private long clock;
  private final Cluster cluster = new Cluster(new Configuration(List.of(1L, 2L, 3L)));
  private final LeasesHold property = new LeasesHold(cluster, 1_000, member -> clock);

  @BeforeEach
  void inTermOne() {
    cluster.members().forEach(member -> member.term = 1);
  }

  private void hears(long id, Message message) {
    property.hearing(cluster.member(id), message, clock);
  }

  private void turns(long id, Effect... effects) {
    property.turned(cluster.member(id), clock, List.of(effects));
  }

  private void grants() {
    turns(1, new Effect.Noted(Marks.LEASE_READ));
  }

  private void followsAndPromises() {
    hears(2, new Message.AppendEntries(1, 2, 1, 0, 0, List.of(), 0, 1));
    turns(
        2,
        new Effect.Send(
            new Message.AppendEntriesResponse(2, 1, 1, 1, true, 0, 0, 0, 0, false, 1, 10)));
  }

  private void votes() {
    cluster.member(2).term = 2;
    turns(2, new Effect.Send(new Message.RequestVoteResponse(2, 3, 2, true)));
  }

  private static void breaks(String rule, Runnable what) {
    assertThatThrownBy(what::run).isInstanceOf(BrokenProperty.class).hasMessageContaining(rule);
  }

  @Test
  void aLeaseNeedsAMajorityThatHasHeardTheLeaderLately() {
    breaks("who holds a lease cannot be replaced", this::grants);
    followsAndPromises();
    clock = 999;
    grants();
    clock = 1_000;
    breaks("who holds a lease cannot be replaced", this::grants);
  }

  @Test
  void whoHasHandedOverGrantsNothingAnyMore() {
    followsAndPromises();
    turns(1, new Effect.Noted(Marks.LEASE_READ), new Effect.Send(new Message.TimeoutNow(1, 2, 1)));
    breaks("a leader that hands over has no lease", this::grants);
  }

  @Test
  void aPromiseIsKeptForAnElectionTimeout() {
    followsAndPromises();
    clock = 999;
    breaks("a promised vote is given to nobody else", this::votes);
    clock = 1_000;
    votes();
  }

  @Test
  void anElectionThatTheLeaderWantsSetsItAside() {
    followsAndPromises();
    hears(2, new Message.RequestVote(3, 2, 2, 0, 0, true));
    votes();
  }

  /** Seed 20041597: a voter that was paused takes in two elections and the term between at once. */
  @Test
  void whoLedMeanwhileShowsThatTheLeaseHadEnded() {
    followsAndPromises();
    clock = 999;
    hears(2, new Message.AppendEntries(3, 2, 2, 0, 0, List.of(), 0, 1));
    breaks("a promised vote is given to nobody else", this::votes);
    cluster.member(2).term = 3;
    turns(2, new Effect.Send(new Message.RequestVoteResponse(2, 3, 3, true)));
  }
}
