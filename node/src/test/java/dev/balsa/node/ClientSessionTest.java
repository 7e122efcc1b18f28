package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.NotDone.Reason;
import dev.balsa.node.RequestException.Unknown;
import dev.balsa.node.SessionCommand.KeepAlive;
import dev.balsa.node.SessionCommand.Numbered;
import dev.balsa.node.SessionCommand.Open;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A client's session against a node that answers, or fails, when the test says so. */
class ClientSessionTest {
  private static final SessionLimits LIMITS =
      SessionLimits.STANDARD.withTimeout(4000).withResults(4, 1 << 20);
  private static final NodeLimits TIMES = NodeLimits.STANDARD.withTimeouts(5000, 1000);

  private record Asked(Bytes command, CompletableFuture<Bytes> answer) {}

  private final TestClock clock = new TestClock();
  private final ListMachine machine = new ListMachine();
  private final Sessions sessions = new Sessions(machine);
  private final ArrayDeque<Asked> asked = new ArrayDeque<>();
  private final List<SessionCommand> seen = new ArrayList<>();
  private final ClientSession session = new ClientSession(this::ask, LIMITS, TIMES, clock);
  private long index;

  private CompletableFuture<Bytes> ask(Bytes command) {
    CompletableFuture<Bytes> answer = new CompletableFuture<>();
    asked.add(new Asked(command, answer));
    seen.add(SessionCommand.decode(command));
    return answer;
  }

  private Bytes apply(Bytes command) {
    index++;
    return sessions.apply(new Entry(index, 1, EntryKind.COMMAND, command));
  }

  private CompletableFuture<Bytes> propose(String command) {
    return session.propose(Bytes.utf8(command));
  }

  /** Answers the oldest open question. */
  private void answer() {
    Asked one = asked.remove();
    one.answer().complete(apply(one.command()));
  }

  private void answerAll() {
    while (!asked.isEmpty()) {
      answer();
    }
  }

  /** Fails the oldest open question, after it was applied or not. */
  private void fail(boolean applied, RequestException failure) {
    Asked one = asked.remove();
    if (applied) {
      apply(one.command());
    }
    one.answer().completeExceptionally(failure);
  }

  private static Unknown unknown() {
    return new Unknown("the connection is lost");
  }

  private static NotDone notDone(Reason reason) {
    return new NotDone(reason, "not now");
  }

  private void openSession() {
    CompletableFuture<Bytes> first = propose("first");
    answerAll();
    assertThat(first).isCompletedWithValue(Bytes.utf8("1"));
    seen.clear();
  }

  @Test
  void nothingIsSentBeforeTheFirstCommand() {
    session.tick();
    assertThat(asked).isEmpty();
    CompletableFuture<Bytes> first = propose("a");
    CompletableFuture<Bytes> second = propose("b");
    assertThat(seen).containsExactly(new Open(LIMITS));
    answerAll();
    assertThat(first).isCompletedWithValue(Bytes.utf8("1"));
    assertThat(second).isCompletedWithValue(Bytes.utf8("2"));
  }

  @Test
  void anUnknownOutcomeIsAskedForAgainAndTheCommandAppliedOnce() {
    openSession();
    CompletableFuture<Bytes> write = propose("a");
    fail(true, unknown());
    answer();
    assertThat(write).isCompletedWithValue(Bytes.utf8("2"));
    assertThat(machine.applied()).containsExactly("first", "a");
  }

  @Test
  void theSameNumberIsSentAgainAndLaterOnesGoOn() {
    openSession();
    CompletableFuture<Bytes> a = propose("a");
    CompletableFuture<Bytes> b = propose("b");
    fail(false, unknown());
    answerAll();
    assertThat(a).isCompletedWithValue(Bytes.utf8("3"));
    assertThat(b).isCompletedWithValue(Bytes.utf8("2"));
    assertThat(seen)
        .extracting(command -> ((Numbered) command).number())
        .containsExactly(2L, 3L, 2L);
  }

  @Test
  void aSecondFailureWaitsForTheNextTick() {
    openSession();
    CompletableFuture<Bytes> write = propose("a");
    fail(false, notDone(Reason.OVERLOADED));
    fail(false, notDone(Reason.OVERLOADED));
    assertThat(asked).isEmpty();
    session.tick();
    answer();
    assertThat(write).isCompleted();
  }

  @Test
  void whatIsOverTimeEndsAsWhatItIs() {
    openSession();
    CompletableFuture<Bytes> never = propose("a");
    CompletableFuture<Bytes> maybe = propose("b");
    clock.advanceMillis(5000);
    fail(false, notDone(Reason.NO_LEADER));
    fail(false, unknown());
    assertThat(Await.failure(never))
        .isInstanceOfSatisfying(
            NotDone.class, failure -> assertThat(failure.reason()).isEqualTo(Reason.NO_LEADER));
    assertThat(Await.failure(maybe)).isInstanceOf(Unknown.class);
  }

  @Test
  void aFullDiskIsToldAtOnceUnlessTheOutcomeIsInDoubt() {
    openSession();
    CompletableFuture<Bytes> refused = propose("a");
    fail(false, notDone(Reason.NO_SPACE));
    Requests.assertNotDone(refused, Reason.NO_SPACE);
    CompletableFuture<Bytes> maybe = propose("b");
    fail(true, unknown());
    fail(false, notDone(Reason.NO_SPACE));
    session.tick();
    answer();
    assertThat(maybe).isCompletedWithValue(Bytes.utf8("2"));
  }

  @Test
  void anOutcomeThatWasUnknownOnceStaysSo() {
    openSession();
    CompletableFuture<Bytes> write = propose("a");
    fail(true, unknown());
    clock.advanceMillis(5000);
    fail(false, notDone(Reason.NO_LEADER));
    assertThat(Await.failure(write)).isInstanceOf(Unknown.class);
  }

  @Test
  void aCommandThatWasGivenUpIsNotAppliedLater() {
    openSession();
    CompletableFuture<Bytes> write = propose("late");
    Bytes late = asked.element().command();
    clock.advanceMillis(5000);
    fail(false, unknown());
    assertThat(Await.failure(write)).isInstanceOf(Unknown.class);
    CompletableFuture<Bytes> next = propose("next");
    answerAll();
    apply(late);
    assertThat(next).isCompleted();
    assertThat(machine.applied()).containsExactly("first", "next");
  }

  @Test
  void noMoreAreSentThanResultsMayBeKept() {
    openSession();
    List<CompletableFuture<Bytes>> writes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      writes.add(propose("w" + i));
    }
    assertThat(asked).hasSize(LIMITS.resultsMax());
    fail(false, unknown());
    for (int i = 1; i < LIMITS.resultsMax(); i++) {
      answer();
    }
    assertThat(asked).as("the oldest holds up the others").hasSize(1);
    answerAll();
    assertThat(writes).allSatisfy(write -> assertThat(write).isCompleted());
    assertThat(machine.applied()).hasSize(21).doesNotHaveDuplicates();
  }

  @Test
  void commandsThatWaitAreBounded() {
    ClientSession small =
        new ClientSession(this::ask, LIMITS, TIMES.withRequests(64 << 10, 1), clock);
    CompletableFuture<Bytes> taken = small.propose(Bytes.wrap(new byte[60 << 10]));
    CompletableFuture<Bytes> tooMuch = small.propose(Bytes.wrap(new byte[60 << 10]));
    Requests.assertNotDone(tooMuch, Reason.OVERLOADED);
    answerAll();
    assertThat(taken).isCompleted();
    CompletableFuture<Bytes> again = small.propose(Bytes.wrap(new byte[60 << 10]));
    answerAll();
    assertThat(again).isCompleted();
  }

  @Test
  void aSessionThatExpiredSaysSoAndStaysOver() {
    openSession();
    CompletableFuture<Bytes> maybe = propose("maybe");
    CompletableFuture<Bytes> never = propose("never");
    fail(true, unknown());
    apply(new SessionCommand.Close(1).encode());
    answerAll();
    Requests.assertNotDone(never, Reason.SESSION_EXPIRED);
    assertThat(Await.failure(maybe)).isInstanceOf(Unknown.class);
    Requests.assertNotDone(propose("new"), Reason.SESSION_EXPIRED);
    assertThat(asked).isEmpty();
    assertThat(session.isExpired()).isTrue();
    assertThat(machine.applied()).containsExactly("first", "maybe");
  }

  @Test
  void callsThatWaitEndWithTheSession() {
    openSession();
    List<CompletableFuture<Bytes>> writes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      writes.add(propose("w" + i));
    }
    apply(new SessionCommand.Close(1).encode());
    answerAll();
    session.tick();
    writes.forEach(write -> Requests.assertNotDone(write, Reason.SESSION_EXPIRED));
  }

  @Test
  void aClientThatHasNothingToSayShowsThatItLives() {
    openSession();
    clock.advanceMillis(999);
    session.tick();
    assertThat(seen).isEmpty();
    clock.advanceMillis(1);
    session.tick();
    session.tick();
    assertThat(seen).containsExactly(new KeepAlive(1, 2, 1000));
    answerAll();
    assertThat(session.isExpired()).isFalse();
    apply(new SessionCommand.Close(1).encode());
    clock.advanceMillis(1000);
    session.tick();
    answerAll();
    assertThat(session.isExpired()).isTrue();
  }

  @Test
  void anOpeningThatFailsIsTriedAgainAndCallsWaitForIt() {
    CompletableFuture<Bytes> write = propose("a");
    fail(true, unknown());
    session.tick();
    fail(false, notDone(Reason.NO_LEADER));
    session.tick();
    answerAll();
    assertThat(write).isCompletedWithValue(Bytes.utf8("1"));
  }

  @Test
  void aCallForWhichNoSessionCouldBeOpenedWasNotDone() {
    CompletableFuture<Bytes> write = propose("a");
    clock.advanceMillis(5000);
    fail(false, notDone(Reason.NO_LEADER));
    session.tick();
    Requests.assertNotDone(write, Reason.NO_LEADER);
  }

  @Test
  void aClusterWithoutSessionsIsToldApart() {
    CompletableFuture<Bytes> write = propose("a");
    asked.remove().answer().complete(Bytes.utf8("what?"));
    Requests.assertNotDone(write, Reason.STOPPED);
  }

  @Test
  void closingEndsTheSessionAndWhatWaits() {
    openSession();
    List<CompletableFuture<Bytes>> writes = new ArrayList<>();
    for (int i = 0; i <= LIMITS.resultsMax(); i++) {
      writes.add(propose("w" + i));
    }
    ClientSession closing = session;
    CompletableFuture<Void> closed = CompletableFuture.runAsync(closing::close);
    Await.until("the session is closed", () -> asked.size() == LIMITS.resultsMax() + 1);
    Requests.assertNotDone(writes.getLast(), Reason.STOPPED);
    answerAll();
    assertThat(closed).succeedsWithin(java.time.Duration.ofSeconds(60));
    assertThat(writes.getFirst()).isCompleted();
    assertThat(sessions.openSessions()).isZero();
    Requests.assertNotDone(propose("late"), Reason.STOPPED);
    session.close();
  }
}
