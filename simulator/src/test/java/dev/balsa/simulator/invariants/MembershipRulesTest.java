package dev.balsa.simulator.invariants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import dev.balsa.core.SnapshotMeta;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The rules about changes of the members fire when they are broken, and not before. The cluster
 * begins with members 1, 2 and 3; 4 and 5 wait to be added.
 */
class MembershipRulesTest {
  private static final Configuration BEGAN = new Configuration(List.of(1L, 2L, 3L));

  private Witness witness = new Witness(BEGAN, 5, 1_000, member -> 0);
  private int writes;

  @BeforeEach
  void start() {
    witness = new Witness(BEGAN, 5, 1_000, member -> 0);
    writes = 0;
    for (long id = 1; id <= 5; id++) {
      witness.started(id, HardState.INITIAL, List.of());
    }
  }

  private static void breaks(String property, ThrowingCallable what) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            BrokenProperty.class, broken -> assertThat(broken.property()).isEqualTo(property));
  }

  private void turn(long id, Effect... effects) {
    witness.turned(id, 0, List.of(), List.of(effects));
  }

  private static Effect becomes(RoleName role, long term) {
    return new Effect.RoleChanged(role, term);
  }

  private static Entry noOp(long index, long term) {
    return new Entry(index, term, EntryKind.NO_OP, Bytes.EMPTY);
  }

  private static Configuration joint(List<Long> voters, List<Long> outgoing) {
    return new Configuration(voters, outgoing, List.of(), List.of(), List.of());
  }

  private static Configuration staging(List<Long> voters, List<Long> next) {
    return new Configuration(voters, List.of(), List.of(), next, List.of());
  }

  private Effect.Persist write(Entry... entries) {
    writes++;
    return new Effect.Persist(writes, null, List.of(entries), List.of());
  }

  private void store(long id, Entry... entries) {
    Effect.Persist write = write(entries);
    turn(id, write);
    witness.persisted(id, write);
  }

  private void grants(long voter, long candidate, long term) {
    Effect.Persist vote =
        new Effect.Persist(++writes, new HardState(term, candidate), List.of(), List.of());
    turn(voter, vote);
    witness.persisted(voter, vote);
    witness.sent(new Message.RequestVoteResponse(voter, candidate, term, true));
  }

  private void elect(long id, long by, long term, long firstIndex) {
    turn(id, becomes(RoleName.CANDIDATE, term));
    grants(by, id, term);
    Effect.Persist first = write(noOp(firstIndex, term));
    turn(id, becomes(RoleName.LEADER, term), first);
    witness.persisted(id, first);
  }

  /** Member 1 leads term 1, and its first entry is committed and everywhere. */
  private void lead() {
    elect(1, 2, 1, 1);
    for (long id = 2; id <= 5; id++) {
      store(id, noOp(1, 1));
    }
    turn(1, new Effect.Commit(1));
  }

  private void commit(long by, Entry entry, long... holders) {
    for (long holder : holders) {
      store(holder, entry);
    }
    turn(by, new Effect.Commit(entry.index()));
  }

  private static Entry entry(long index, Configuration configuration) {
    return Entry.of(index, 1, configuration);
  }

  /** Member 3 is removed by entries 2 and 3, which it does not hold. */
  private void removeThird() {
    lead();
    commit(1, entry(2, joint(List.of(1L, 2L), List.of(1L, 2L, 3L))), 1, 2);
    commit(1, entry(3, new Configuration(List.of(1L, 2L))), 1, 2);
  }

  @Test
  void aWholeChangeBreaksNothing() {
    assertThatCode(
            () -> {
              lead();
              commit(1, entry(2, staging(BEGAN.voters(), List.of(2L, 3L, 4L))), 1, 3, 4);
              commit(1, entry(3, joint(List.of(2L, 3L, 4L), BEGAN.voters())), 1, 3, 4);
              store(1, entry(4, new Configuration(List.of(2L, 3L, 4L))));
              commit(3, entry(4, new Configuration(List.of(2L, 3L, 4L))), 3, 4);
              turn(1, new Effect.Removed(4));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void aChangeBeforeTheLastOneIsCommittedIsNoticed() {
    lead();
    Entry learner =
        entry(2, new Configuration(BEGAN.voters(), List.of(), List.of(4L), List.of(), List.of()));
    store(1, learner);
    breaks("members are changed in one step after the other", () -> store(1, entry(3, BEGAN)));
  }

  @Test
  void aChangeBeforeAnEntryOfTheTermIsCommittedIsNoticed() {
    elect(1, 2, 1, 1);
    breaks(
        "members are changed in one step after the other",
        () -> store(1, entry(2, staging(BEGAN.voters(), List.of(1L, 2L, 3L, 4L)))));
  }

  @Test
  void votersThatAreReplacedInOneStepAreNoticed() {
    lead();
    String property = "configurations that follow each other share their majorities";
    breaks(property, () -> store(1, entry(2, new Configuration(List.of(1L, 4L, 5L)))));
    start();
    lead();
    breaks(property, () -> store(1, entry(2, joint(List.of(1L, 4L, 5L), List.of(1L, 2L)))));
    start();
    lead();
    commit(1, entry(2, joint(List.of(1L, 2L), BEGAN.voters())), 1, 2);
    breaks(property, () -> store(1, entry(3, BEGAN)));
  }

  @Test
  void membersThatAreNotWhatTheLogSaysAreNoticed() {
    Configuration two = new Configuration(List.of(1L, 2L));
    witness.knows(3, BEGAN);
    witness.knows(4, Configuration.NONE);
    String property = "the members are those that the log names";
    breaks(property, () -> witness.knows(3, two));
    lead();
    store(1, entry(2, joint(List.of(1L, 2L), BEGAN.voters())));
    breaks(property, () -> witness.knows(1, BEGAN));
  }

  @Test
  void aVoteForWhoeverHasNotCaughtUpIsNoticed() {
    lead();
    List<Long> all = List.of(1L, 2L, 3L, 4L, 5L);
    commit(1, entry(2, staging(BEGAN.voters(), all)), 1, 2, 4);
    breaks("who gets a vote has caught up", () -> store(1, entry(3, joint(all, BEGAN.voters()))));
  }

  @Test
  void aCampaignOfWhoeverHasNoVoteIsNoticed() {
    turn(3, becomes(RoleName.PRE_CANDIDATE, 0));
    breaks("only voters campaign", () -> turn(4, becomes(RoleName.PRE_CANDIDATE, 0)));
  }

  @Test
  void aLeaderThatLeadsOnWithoutAVoteIsNoticed() {
    List<Long> others = List.of(2L, 3L);
    Configuration without = new Configuration(others);
    lead();
    commit(1, entry(2, joint(others, BEGAN.voters())), 1, 2, 3);
    for (long id = 1; id <= 3; id++) {
      store(id, entry(3, without));
    }
    witness.knows(1, without);
    turn(1, new Effect.Commit(3));
    breaks("who has no vote stops leading", () -> witness.knows(1, without));
    turn(1, becomes(RoleName.FOLLOWER, 1));
    witness.knows(1, without);
  }

  @Test
  void whoDecidesAloneByWhatItHoldsOrMayHoldIsKnown() {
    lead();
    assertThat(witness.cluster().decidesAlone(1)).isFalse();
    commit(1, entry(2, joint(List.of(1L), BEGAN.voters())), 1, 2, 3);
    assertThat(witness.cluster().decidesAlone(1)).isFalse();
    Effect.Persist alone = write(entry(3, new Configuration(List.of(1L))));
    turn(1, alone);
    assertThat(witness.cluster().decidesAlone(1)).as("as soon as it may be on its disk").isTrue();
    witness.persisted(1, alone);
    turn(1, new Effect.Commit(3));
    store(2, entry(3, new Configuration(List.of(1L))));
    store(1, entry(4, joint(List.of(1L, 2L), List.of(1L))));
    assertThat(witness.cluster().decidesAlone(1)).as("two have to agree again").isFalse();
  }

  @Test
  void whoLosesItsVoteMayCampaignUntilThatIsCommitted() {
    lead();
    Entry joint = entry(2, joint(List.of(1L, 2L), BEGAN.voters()));
    Entry stable = entry(3, new Configuration(List.of(1L, 2L)));
    commit(1, joint, 1, 2);
    store(3, joint, stable);
    turn(3, becomes(RoleName.PRE_CANDIDATE, 1));
    witness.ended(3);
    store(1, stable);
    commit(1, stable, 2);
    turn(3, new Effect.Commit(3));
    breaks("only voters campaign", () -> turn(3, becomes(RoleName.PRE_CANDIDATE, 1)));
  }

  @Test
  void aLeaderWithHalfOfAJointConfigurationIsNoticed() {
    lead();
    commit(1, entry(2, staging(BEGAN.voters(), List.of(3L, 4L, 5L))), 1, 2, 4, 5);
    commit(1, entry(3, joint(List.of(3L, 4L, 5L), BEGAN.voters())), 1, 2, 4, 5);
    turn(2, becomes(RoleName.CANDIDATE, 2));
    grants(1, 2, 2);
    breaks("a leader has the votes of a majority", () -> turn(2, becomes(RoleName.LEADER, 2)));
  }

  @Test
  void aCommitWithHalfOfAJointConfigurationIsNoticed() {
    lead();
    commit(1, entry(2, staging(BEGAN.voters(), List.of(3L, 4L, 5L))), 1, 2, 4, 5);
    breaks(
        "what is committed is durable on a majority",
        () -> commit(1, entry(3, joint(List.of(3L, 4L, 5L), BEGAN.voters())), 1, 2, 4));
  }

  @Test
  void aLeaderThatCountsByWhatItsFollowersLackIsRight() {
    goOnAlone(true);
    assertThatCode(() -> turn(4, new Effect.Commit(4))).doesNotThrowAnyException();
    start();
    goOnAlone(false);
    breaks("what is committed is durable on a majority", () -> turn(4, new Effect.Commit(4)));
  }

  /** The new voters 4 and 5 hold an entry before the one that lets them decide without 1 and 2. */
  private void goOnAlone(boolean appended) {
    List<Long> voters = List.of(3L, 4L, 5L);
    lead();
    commit(1, entry(2, staging(BEGAN.voters(), voters)), 1, 2, 4, 5);
    commit(1, entry(3, joint(voters, BEGAN.voters())), 1, 2, 4, 5);
    store(4, noOp(4, 1));
    store(5, noOp(4, 1));
    turn(1, write(noOp(4, 1)));
    if (appended) {
      turn(1, write(entry(5, new Configuration(voters))));
      witness.sent(new Message.AppendEntries(1, 4, 1, 4, 1, List.of(), 4, 9));
    }
  }

  @Test
  void aLearnerThatIsCountedIsNoticed() {
    lead();
    Configuration learner =
        new Configuration(BEGAN.voters(), List.of(), List.of(4L), List.of(), List.of());
    breaks("what is committed is durable on a majority", () -> commit(1, entry(2, learner), 1, 4));
  }

  @Test
  void whoIsToldThatItWasRemovedWas() {
    String property = "who is told that it was removed was";
    removeThird();
    turn(3, new Effect.Removed(3));
    breaks(property, () -> turn(2, new Effect.Removed(3)));
    breaks(property, () -> turn(4, new Effect.Removed(3)));
  }

  @Test
  void whoIsToldOfItBeforeAnybodyHasSaidSoIsJudgedLater() {
    lead();
    turn(2, new Effect.Removed(2));
    breaks("who is told that it was removed was", () -> commit(1, noOp(2, 1), 1, 2));
  }

  @Test
  void aRemovedMemberThatBeginsAnElectionIsNoticed() {
    removeThird();
    turn(3, becomes(RoleName.PRE_CANDIDATE, 0));
    witness.sent(new Message.PreVoteResponse(2, 3, 1, 0, true, 0));
    breaks("a removed member disturbs nobody", () -> turn(3, becomes(RoleName.CANDIDATE, 1)));
  }

  @Test
  void anElectionThatWasGrantedBeforeTheRemovalIsNone() {
    turn(3, becomes(RoleName.PRE_CANDIDATE, 0));
    witness.sent(new Message.PreVoteResponse(2, 3, 1, 0, true, 0));
    removeThird();
    turn(3, becomes(RoleName.CANDIDATE, 1));
    witness.turned(
        3,
        0,
        List.of(new Event.Received(new Message.TimeoutNow(1, 3, 1))),
        List.of(becomes(RoleName.CANDIDATE, 2)));
  }

  @Test
  void aSnapshotWithOtherMembersIsNoticed() {
    removeThird();
    Configuration stable = new Configuration(List.of(1L, 2L));
    witness.snapshot(1, new SnapshotMeta(1, 1, BEGAN));
    breaks(
        "a snapshot names the members as of its entry",
        () -> witness.snapshot(1, new SnapshotMeta(2, 1, stable)));
    witness.snapshot(1, new SnapshotMeta(3, 1, stable));
  }
}
