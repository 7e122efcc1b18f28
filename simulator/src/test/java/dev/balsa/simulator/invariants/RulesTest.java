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
import dev.balsa.core.Marks;
import dev.balsa.core.Message;
import dev.balsa.core.Recovered;
import dev.balsa.core.RoleName;
import dev.balsa.core.SnapshotMeta;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every rule fires when it is broken, and not before. Members 1, 2 and 3; the election timeout is
 * 1,000 ns.
 */
class RulesTest {
  private Witness witness = new Witness(new Configuration(List.of(1L, 2L, 3L)), 1_000, member -> 0);
  private int writes;

  @BeforeEach
  void start() {
    witness = new Witness(new Configuration(List.of(1L, 2L, 3L)), 1_000, member -> 0);
    writes = 0;
    for (long id = 1; id <= 3; id++) {
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

  private void hears(long id, Message message, Effect... effects) {
    witness.turned(id, 0, List.of(new Event.Received(message)), List.of(effects));
  }

  private static Effect becomes(RoleName role, long term) {
    return new Effect.RoleChanged(role, term);
  }

  private static Entry noOp(long index, long term) {
    return new Entry(index, term, EntryKind.NO_OP, Bytes.EMPTY);
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

  /** Member 1 is elected with the vote of member 2. */
  private void elect(long term, Entry... first) {
    turn(1, becomes(RoleName.CANDIDATE, term));
    Effect.Persist vote =
        new Effect.Persist(++writes, new HardState(term, 1), List.of(), List.of());
    turn(2, vote);
    witness.persisted(2, vote);
    witness.sent(new Message.RequestVoteResponse(2, 1, term, true));
    turn(1, becomes(RoleName.LEADER, term), write(first));
  }

  private static Message.AppendEntries append(long prev, long commit, Entry... entries) {
    return new Message.AppendEntries(1, 2, 1, prev, prev == 0 ? 0 : 1, List.of(entries), commit, 1);
  }

  private static Message.AppendEntriesResponse success(long match) {
    return new Message.AppendEntriesResponse(2, 1, 1, 1, true, 0, match, 0, 0);
  }

  private static Message.AppendEntriesResponse refusal(long prev, long hint) {
    return new Message.AppendEntriesResponse(2, 1, 1, 1, false, prev, 0, 1, hint);
  }

  private static Message heartbeat(long round) {
    return new Message.AppendEntries(1, 2, 1, 1, 1, List.of(), 0, round);
  }

  private static Event echo(long term, long round) {
    return new Event.Received(
        new Message.AppendEntriesResponse(2, 1, term, round, true, 1, 1, 0, 0));
  }

  private static Effect send(Message message) {
    return new Effect.Send(message);
  }

  @Test
  void aTermThatNoCandidateBeganIsNoticed() {
    turn(1, becomes(RoleName.CANDIDATE, 1));
    turn(2, becomes(RoleName.FOLLOWER, 1));
    breaks("each term begins with an election", () -> turn(2, becomes(RoleName.PRE_CANDIDATE, 2)));
  }

  @Test
  void aHigherTermThatIsNotAdoptedIsNoticed() {
    hears(1, new Message.PreVote(2, 1, 7, 0, 0), new Effect.Noted(Marks.PRE_VOTE_IGNORED));
    Message answer = new Message.PreVoteResponse(2, 1, 1, 0, false);
    turn(2, becomes(RoleName.CANDIDATE, 1));
    hears(1, answer, becomes(RoleName.FOLLOWER, 1));
    hears(1, answer);
    breaks("a higher term is adopted", () -> hears(3, answer));
  }

  @Test
  void aLeaderWithVotesOfAnEarlierTermIsNoticed() {
    elect(1, noOp(1, 1));
    turn(1, becomes(RoleName.CANDIDATE, 2));
    breaks(
        "a leader has the votes of a majority",
        () -> turn(1, becomes(RoleName.LEADER, 2), write(noOp(2, 2))));
  }

  @Test
  void aLeaderWithoutAnEmptyEntryIsNoticed() {
    Entry command = new Entry(1, 1, EntryKind.COMMAND, Bytes.utf8("a"));
    breaks("a leader begins with an empty entry", () -> elect(1, command));
  }

  @Test
  void countingCopiesOfAnOlderTermIsNoticed() {
    store(1, noOp(1, 1));
    elect(2, noOp(2, 2));
    Message tells = new Message.AppendEntries(1, 2, 2, 0, 0, List.of(), 1, 1);
    breaks("a leader counts copies of its own term's entries only", () -> witness.sent(tells));
    for (long follower = 2; follower <= 3; follower++) {
      store(follower, noOp(1, 1));
      store(follower, noOp(2, 2));
    }
    Message tellsOwn = new Message.AppendEntries(1, 2, 2, 0, 0, List.of(), 2, 1);
    assertThatCode(() -> witness.sent(tellsOwn)).doesNotThrowAnyException();
  }

  @Test
  void aFollowerThatCommitsLateIsNoticed() {
    elect(1, noOp(1, 1));
    witness.persisted(1, new Effect.Persist(2, null, List.of(noOp(1, 1)), List.of()));
    store(2, noOp(1, 1));
    Effect follows = becomes(RoleName.FOLLOWER, 1);
    hears(2, append(1, 1), follows, send(success(1)), new Effect.Commit(1));
    store(3, noOp(1, 1));
    Message tells = new Message.AppendEntries(1, 3, 1, 1, 1, List.of(), 1, 1);
    Message answer = new Message.AppendEntriesResponse(3, 1, 1, 1, true, 1, 1, 0, 0);
    breaks("a follower commits what it is told", () -> hears(3, tells, follows, send(answer)));
  }

  @Test
  void askingAboveTheHintIsNoticed() {
    elect(1, noOp(1, 1), noOp(2, 1), noOp(3, 1), noOp(4, 1));
    turn(1, send(append(4, 0)));
    hears(1, refusal(4, 1), send(append(1, 0)));
    hears(1, refusal(1, 0));
    breaks("a leader goes back by terms, not by entries", () -> turn(1, send(append(1, 0))));
  }

  @Test
  void aRefusalOfAnEarlierQuestionOrAnAcknowledgementFreesTheLeader() {
    elect(1, noOp(1, 1), noOp(2, 1), noOp(3, 1));
    turn(1, send(append(3, 0)));
    turn(1, send(append(2, 0)));
    hears(1, refusal(3, 0), send(append(2, 0)));
    hears(1, refusal(2, 1), send(append(1, 0)));
    hears(1, success(2), send(append(2, 0, noOp(3, 1))));
    assertThatCode(() -> turn(1, send(append(3, 0)))).doesNotThrowAnyException();
  }

  @Test
  void goingBackBelowWhatIsAcknowledgedIsNoticed() {
    elect(1, noOp(1, 1), noOp(2, 1));
    hears(1, success(1), send(append(0, 0, noOp(1, 1))), send(append(1, 0, noOp(2, 1))));
    breaks(
        "a leader does not go back below what is acknowledged",
        () -> turn(1, send(append(0, 0, noOp(1, 1)))));
  }

  @Test
  void silenceIsNoticedUnlessItIsMeant() {
    String property = "whoever is asked answers";
    Message.RequestVote asks = new Message.RequestVote(2, 1, 0, 0, 0);
    hears(1, asks, send(new Message.RequestVoteResponse(1, 2, 0, false)));
    hears(1, asks, new Effect.Noted(Marks.VOTE_IGNORED));
    breaks(property, () -> hears(1, asks));
    breaks(property, () -> hears(1, asks, send(new Message.RequestVoteResponse(1, 3, 0, false))));
    breaks(property, () -> hears(1, new Message.PreVote(2, 1, 7, 0, 0)));
    breaks(property, () -> hears(2, new Message.AppendEntries(1, 2, 0, 0, 0, List.of(), 0, 1)));
  }

  @Test
  void aCandidateThatGivesUpByItselfIsNoticed() {
    turn(1, becomes(RoleName.CANDIDATE, 1));
    Message.AppendEntries leads = new Message.AppendEntries(2, 1, 1, 0, 0, List.of(), 0, 1);
    Message answer = new Message.AppendEntriesResponse(1, 2, 1, 1, true, 0, 0, 0, 0);
    hears(1, leads, becomes(RoleName.FOLLOWER, 1), send(answer));
    Effect campaigns = becomes(RoleName.PRE_CANDIDATE, 1);
    witness.turned(1, 2_000, List.of(), List.of(campaigns));
    breaks(
        "a candidate gives way only to a leader or a vote",
        () -> turn(1, becomes(RoleName.FOLLOWER, 1)));
  }

  @Test
  void campaigningAgainstALeaderThatIsHeardIsNoticed() {
    turn(1, becomes(RoleName.CANDIDATE, 1));
    Effect answer = send(new Message.AppendEntriesResponse(2, 1, 1, 1, false, 5, 0, 0, 0));
    Effect follows = becomes(RoleName.FOLLOWER, 1);
    Effect campaigns = becomes(RoleName.PRE_CANDIDATE, 1);
    witness.turned(2, 5_000, List.of(new Event.Received(append(5, 0))), List.of(follows, answer));
    breaks(
        "nobody campaigns against a leader it hears",
        () -> witness.turned(2, 5_999, List.of(), List.of(campaigns)));
    witness.started(2, HardState.INITIAL, List.of());
    assertThatCode(() -> witness.turned(2, 5_999, List.of(), List.of(campaigns)))
        .doesNotThrowAnyException();
  }

  @Test
  void aReadOfAnOlderStateIsNoticed() {
    elect(1, noOp(1, 1));
    witness.persisted(1, new Effect.Persist(2, null, List.of(noOp(1, 1)), List.of()));
    store(2, noOp(1, 1));
    witness.turned(1, 0, List.of(new Event.Read(7)), List.of(send(heartbeat(1))));
    witness.turned(1, 0, List.of(echo(1, 1)), List.of(new Effect.Commit(1)));
    turn(1, new Effect.ReadReady(7, 0));
    witness.turned(1, 0, List.of(new Event.Read(8), echo(1, 2)), List.of());
    breaks(
        "a read sees what was committed when it was asked",
        () -> turn(1, new Effect.ReadReady(8, 0)));
  }

  @Test
  void aReadThatNoMajorityConfirmsIsNoticed() {
    elect(1, noOp(1, 1));
    turn(1, send(heartbeat(1)));
    Event.Read seventh = new Event.Read(7);
    witness.turned(1, 0, List.of(seventh, echo(1, 1)), List.of(send(heartbeat(2))));
    witness.turned(1, 0, List.of(echo(0, 2)), List.of());
    witness.turned(1, 0, List.of(echo(1, 2)), List.of(new Effect.ReadReady(7, 0)));
    witness.turned(1, 0, List.of(new Event.Read(8)), List.of(send(heartbeat(3))));
    witness.turned(1, 0, List.of(echo(0, 3), echo(1, 2)), List.of());
    breaks("a read is confirmed by a majority", () -> turn(1, new Effect.ReadReady(8, 0)));
  }

  @Test
  void aReadAnsweredInTheTurnThatBeginsItsRoundIsNoticed() {
    elect(1, noOp(1, 1));
    Effect ready = new Effect.ReadReady(7, 0);
    breaks(
        "a read is confirmed by a majority",
        () -> witness.turned(1, 0, List.of(new Event.Read(7)), List.of(send(heartbeat(1)), ready)));
  }

  @Test
  void aLoneVoterConfirmsItsReadsItself() {
    witness = new Witness(new Configuration(List.of(1L)), 1_000, member -> 0);
    witness.started(1, HardState.INITIAL, List.of());
    turn(1, becomes(RoleName.CANDIDATE, 1));
    turn(1, becomes(RoleName.LEADER, 1), write(noOp(1, 1)));
    Effect ready = new Effect.ReadReady(7, 0);
    assertThatCode(() -> witness.turned(1, 0, List.of(new Event.Read(7)), List.of(ready)))
        .doesNotThrowAnyException();
  }

  private static Effect sends(long to, long index) {
    return new Effect.SendSnapshot(
        to, new SnapshotMeta(index, 1, new Configuration(List.of(1L, 2L, 3L))));
  }

  private void snapshotEnds(long to, boolean arrived) {
    witness.turned(1, 0, List.of(new Event.SnapshotSent(to, 1, arrived)), List.of());
  }

  @Test
  void oneSnapshotAtATime() {
    elect(1, noOp(1, 1));
    turn(1, sends(2, 1), sends(3, 1));
    snapshotEnds(2, false);
    turn(1, sends(2, 1));
    breaks("a snapshot is sent once, to who needs it", () -> turn(1, sends(2, 2)));
  }

  @Test
  void noSnapshotOfWhatIsAcknowledged() {
    elect(1, noOp(1, 1));
    turn(1, sends(2, 1));
    hears(1, new Message.AppendEntriesResponse(2, 1, 1, 1, true, 0, 1, 0, 0));
    breaks("a snapshot is sent once, to who needs it", () -> turn(1, sends(2, 1)));
  }

  @Test
  void givingAwayThePlaceOfWhoIsHeardIsNoticed() {
    elect(1, noOp(1, 1));
    witness.turned(1, 5_000, List.of(echo(1, 1)), List.of());
    witness.readmits(1, 3, 5_000);
    witness.readmits(1, 2, 15_000);
    breaks("who is heard keeps its place", () -> witness.readmits(1, 2, 14_999));
  }

  @Test
  void aTransferEndsWithTheProcessThatBeganIt() {
    elect(1, noOp(1, 1));
    turn(1, new Effect.Noted(Marks.TRANSFER_BEGUN));
    breaks(
        "leadership is handed over within an election timeout",
        () -> witness.turned(1, 1_000, List.of(), List.of()));
    witness.forgot(1, Recovered.NOTHING, List.of());
    assertThatCode(() -> witness.turned(1, 1_000, List.of(), List.of())).doesNotThrowAnyException();
  }
}
