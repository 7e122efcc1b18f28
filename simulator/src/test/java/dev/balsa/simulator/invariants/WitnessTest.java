package dev.balsa.simulator.invariants;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.core.Recovered;
import dev.balsa.core.RoleName;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every property fires when it is broken, and not before. Members 1, 2 and 3. */
class WitnessTest {
  private Witness witness = new Witness(new Configuration(List.of(1L, 2L, 3L)));

  @BeforeEach
  void start() {
    witness = new Witness(new Configuration(List.of(1L, 2L, 3L)));
    for (long id = 1; id <= 3; id++) {
      witness.started(id, HardState.INITIAL, List.of());
    }
  }

  private static Entry entry(long index, long term) {
    return new Entry(index, term, EntryKind.COMMAND, Bytes.utf8(index + " of " + term));
  }

  private static Effect.Persist write(long sequence, @Nullable HardState state, Entry... entries) {
    return new Effect.Persist(sequence, state, List.of(entries), List.of());
  }

  private void hands(long id, Effect.Persist write) {
    witness.turned(id, 0, List.of(), List.of(write));
  }

  private void stores(long id, Effect.Persist write) {
    hands(id, write);
    witness.persisted(id, write);
  }

  private void leads(long id, long term) {
    witness.turned(id, 0, List.of(), List.of(new Effect.RoleChanged(RoleName.LEADER, term)));
  }

  private void commits(long id, long index) {
    witness.turned(id, 0, List.of(), List.of(new Effect.Commit(index)));
  }

  private void allStore(Effect.Persist write) {
    for (long id = 1; id <= 3; id++) {
      stores(id, write);
    }
  }

  private static Message.AppendEntriesResponse acknowledges(long from, long to, long index) {
    return new Message.AppendEntriesResponse(from, to, 1, 1, true, 0, index, 0, 0);
  }

  private static void breaks(String property, ThrowingCallable what) {
    assertThatThrownBy(what)
        .isInstanceOfSatisfying(
            BrokenProperty.class,
            broken ->
                org.assertj.core.api.Assertions.assertThat(broken.property()).isEqualTo(property));
  }

  @Test
  void aQuietLifeBreaksNothing() {
    assertThatCode(
            () -> {
              leads(1, 1);
              allStore(write(1, new HardState(1, 1), entry(1, 1)));
              witness.sent(acknowledges(2, 1, 1));
              for (long id = 1; id <= 3; id++) {
                commits(id, 1);
                witness.applied(id, entry(1, 1), 42);
              }
              witness.ended(1);
              witness.started(1, new HardState(1, 1), List.of(entry(1, 1)));
            })
        .doesNotThrowAnyException();
  }

  @Test
  void twoLeadersOfATermBreakElectionSafety() {
    leads(1, 4);
    witness.ended(1);
    leads(1, 4);
    leads(2, 5);
    breaks("election safety", () -> leads(2, 4));
  }

  @Test
  void aLeaderThatOverwritesItsLogBreaksLeaderAppendOnly() {
    stores(1, write(1, null, entry(1, 1), entry(2, 1)));
    leads(1, 2);
    breaks("leader append-only", () -> hands(1, write(2, null, entry(2, 2))));
  }

  @Test
  void aLeaderThatAppendsForAnotherTermBreaksLeaderAppendOnly() {
    leads(1, 2);
    breaks("leader append-only", () -> hands(1, write(1, null, entry(1, 1))));
  }

  @Test
  void anotherEntryOfTheSameIndexAndTermBreaksLogMatching() {
    hands(1, write(1, null, entry(1, 1)));
    Entry other = new Entry(1, 1, EntryKind.COMMAND, Bytes.utf8("another"));
    breaks("log matching", () -> hands(2, write(1, null, other)));
  }

  @Test
  void anotherEntryBeforeTheSameOneBreaksLogMatching() {
    hands(1, write(1, null, entry(1, 1), entry(2, 3)));
    breaks("log matching", () -> hands(2, write(1, null, entry(1, 2), entry(2, 3))));
  }

  @Test
  void aLeaderWithoutACommittedEntryBreaksLeaderCompleteness() {
    Effect.Persist write = write(1, null, entry(1, 1));
    stores(1, write);
    stores(2, write);
    commits(1, 1);
    leads(2, 2);
    breaks("leader completeness", () -> leads(3, 3));
  }

  @Test
  void differentEntriesTakenForCommittedBreakStateMachineSafety() {
    Effect.Persist write = write(1, null, entry(1, 1));
    stores(1, write);
    stores(2, write);
    commits(1, 1);
    stores(3, write(1, null, entry(1, 2)));
    breaks("state machine safety", () -> commits(3, 1));
  }

  @Test
  void applyingWhatNobodyTakesForCommittedBreaksStateMachineSafety() {
    stores(1, write(1, null, entry(1, 1)));
    breaks("state machine safety", () -> witness.applied(1, entry(1, 1), 1));
  }

  @Test
  void applyingAnotherEntryBreaksStateMachineSafety() {
    allStore(write(1, null, entry(1, 1)));
    commits(1, 1);
    commits(2, 1);
    Entry other = new Entry(1, 1, EntryKind.COMMAND, Bytes.utf8("another"));
    breaks("state machine safety", () -> witness.applied(2, other, 1));
  }

  @Test
  void goingBackIsNoticed() {
    String property = "term, vote and commit only go forward";
    stores(1, write(1, new HardState(3, 2)));
    breaks(property, () -> hands(1, write(2, new HardState(2, 2))));
    breaks(property, () -> hands(1, write(2, new HardState(3, 1))));
    breaks(property, () -> witness.started(1, new HardState(2, 0), List.of()));
    stores(2, write(1, null, entry(1, 3), entry(2, 3)));
    stores(3, write(1, null, entry(1, 3), entry(2, 3)));
    commits(2, 2);
    breaks(property, () -> commits(2, 1));
  }

  @Test
  void twoVotesInATermAreNoticedOverARestart() {
    stores(1, write(1, new HardState(3, 2)));
    witness.sent(new Message.RequestVoteResponse(1, 2, 3, true));
    witness.started(1, new HardState(3, 2), List.of());
    witness.sent(new Message.RequestVoteResponse(1, 2, 3, true));
    witness.sent(new Message.RequestVoteResponse(1, 3, 3, false));
    breaks(
        "one vote in a term", () -> witness.sent(new Message.RequestVoteResponse(1, 3, 3, true)));
  }

  @Test
  void aVoteToldBeforeItIsDurableIsNoticed() {
    hands(1, write(1, new HardState(3, 2)));
    breaks(
        "one vote in a term", () -> witness.sent(new Message.RequestVoteResponse(1, 2, 3, true)));
    hands(2, write(1, new HardState(3, 2)));
    breaks("one vote in a term", () -> witness.sent(new Message.RequestVote(2, 1, 3, 0, 0)));
  }

  @Test
  void aRestartMayFindAnyFirstPartOfTheWritesInFlightAndNothingElse() {
    String property = "nothing synced is forgotten";
    stores(1, write(1, new HardState(1, 1), entry(1, 1), entry(2, 1)));
    hands(1, write(2, new HardState(2, 0), entry(2, 2), entry(3, 2)));
    breaks(property, () -> witness.started(1, new HardState(1, 1), List.of(entry(1, 1))));
    breaks(
        property, () -> witness.started(1, new HardState(1, 1), List.of(entry(1, 1), entry(2, 2))));
    Entry[] more = {entry(1, 1), entry(2, 2), entry(3, 2)};
    assertThatCode(() -> witness.started(1, new HardState(2, 0), List.of(more[0], more[1])))
        .doesNotThrowAnyException();
    breaks(property, () -> witness.started(1, new HardState(2, 0), List.of(more)));
  }

  @Test
  void anAcknowledgementOfWhatIsNotDurableIsNoticed() {
    hands(1, write(1, null, entry(1, 1)));
    leads(1, 1);
    hands(2, write(1, null, entry(1, 1)));
    breaks("what is acknowledged is durable", () -> witness.sent(acknowledges(2, 1, 1)));
    stores(3, write(1, null, new Entry(1, 2, EntryKind.NO_OP, Bytes.EMPTY)));
    breaks("what is acknowledged is durable", () -> witness.sent(acknowledges(3, 1, 1)));
  }

  @Test
  void commitWithoutAMajorityIsNoticed() {
    stores(1, write(1, null, entry(1, 1)));
    hands(2, write(1, null, entry(1, 1)));
    breaks("what is committed is durable on a majority", () -> commits(1, 1));
  }

  @Test
  void aCommittedEntryThatIsReplacedIsNoticed() {
    allStore(write(1, null, entry(1, 1)));
    commits(1, 1);
    stores(3, write(2, null, entry(1, 2)));
    breaks(
        "what is committed is durable on a majority", () -> stores(2, write(2, null, entry(1, 2))));
  }

  @Test
  void commitBeyondWhatIsDurableHereIsNoticed() {
    stores(1, write(1, null, entry(1, 1)));
    stores(2, write(1, null, entry(1, 1)));
    hands(3, write(1, null, entry(1, 1)));
    breaks("what is applied is durable here", () -> commits(3, 1));
  }

  @Test
  void applyingTwiceOrTooEarlyIsNoticed() {
    String property = "each entry is applied once, in order";
    allStore(write(1, null, entry(1, 1), entry(2, 1)));
    commits(1, 2);
    commits(2, 1);
    witness.applied(1, entry(1, 1), 1);
    breaks(property, () -> witness.applied(1, entry(1, 1), 1));
    witness.applied(2, entry(1, 1), 1);
    breaks(property, () -> witness.applied(2, entry(2, 1), 2));
  }

  @Test
  void statesThatDifferAreNoticed() {
    allStore(write(1, null, entry(1, 1)));
    commits(1, 1);
    commits(2, 1);
    witness.applied(1, entry(1, 1), 7);
    breaks("equal logs make equal states", () -> witness.applied(2, entry(1, 1), 8));
  }

  @Test
  void writesOutOfOrderAreNoticed() {
    hands(1, write(1, null, entry(1, 1)));
    Effect.Persist second = write(2, null, entry(2, 1));
    hands(1, second);
    breaks("writes are carried out in order", () -> witness.persisted(1, second));
  }

  @Test
  void damageOfTheLastGoodCopyIsNoticed() {
    allStore(write(1, null, entry(1, 1)));
    commits(1, 1);
    witness.damaged(1);
    witness.damaged(2);
    breaks("a good copy stays of what is committed", () -> witness.damaged(3));
  }

  @Test
  void commitOnDamagedDisksOnlyIsNoticed() {
    stores(1, write(1, null, entry(1, 1)));
    stores(2, write(1, null, entry(1, 1)));
    witness.damaged(1);
    witness.damaged(2);
    breaks("a good copy stays of what is committed", () -> commits(1, 1));
  }

  @Test
  void whoFoundDamageAndGoesOnIsNoticed() {
    String property = "a damaged member stays silent";
    leads(1, 1);
    allStore(write(1, new HardState(1, 1), entry(1, 1)));
    witness.damaged(2);
    witness.sent(acknowledges(2, 1, 1));
    witness.refused(2);
    breaks(property, () -> witness.sent(acknowledges(2, 1, 1)));
    breaks(property, () -> witness.sent(new Message.RequestVoteResponse(2, 1, 1, true)));
    breaks(property, () -> witness.started(2, new HardState(1, 1), List.of(entry(1, 1))));
  }

  @Test
  void whoForgotMayBeginAgainButPromiseNothing() {
    String property = "a damaged member stays silent";
    leads(1, 1);
    allStore(write(1, new HardState(1, 1), entry(1, 1)));
    witness.ended(2);
    witness.damaged(2);
    witness.forgot(2, Recovered.NOTHING, List.of());
    witness.turned(2, 0, List.of(), List.of(new Effect.RoleChanged(RoleName.FOLLOWER, 0)));
    breaks(property, () -> witness.sent(acknowledges(2, 1, 1)));
    breaks(property, () -> witness.sent(new Message.RequestVote(2, 1, 1, 0, 0)));
  }
}
