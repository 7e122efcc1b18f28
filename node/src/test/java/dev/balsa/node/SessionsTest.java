package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.node.SessionAnswer.Done;
import dev.balsa.node.SessionAnswer.Opened;
import dev.balsa.node.SessionAnswer.Reason;
import dev.balsa.node.SessionAnswer.Refused;
import dev.balsa.node.SessionCommand.Close;
import dev.balsa.node.SessionCommand.KeepAlive;
import dev.balsa.node.SessionCommand.Numbered;
import dev.balsa.node.SessionCommand.Open;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Each command of a session is applied once (dissertation §6.3). */
class SessionsTest {
  private static final SessionLimits LIMITS = SessionLimits.STANDARD.withTimeout(1000);

  /** One member. */
  private static final class One {
    final ListMachine machine = new ListMachine();
    final Sessions sessions = new Sessions(machine);
    long index;

    Bytes apply(Bytes command) {
      index++;
      return sessions.apply(new Entry(index, 1, EntryKind.COMMAND, command));
    }

    SessionAnswer apply(SessionCommand command) {
      return SessionAnswer.decode(apply(command.encode()));
    }

    long open(SessionLimits limits) {
      return ((Opened) apply(new Open(limits))).session();
    }

    SessionAnswer ask(long session, long number, long below, long millis, String command) {
      return apply(new Numbered(session, number, below, millis, Bytes.utf8(command)));
    }

    byte[] snapshot() throws IOException {
      return written(Objects.requireNonNull(sessions.freeze()));
    }
  }

  private static byte[] written(FrozenState state) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    state.writeTo(out);
    return out.toByteArray();
  }

  private static One restored(byte[] snapshot, long index) throws IOException {
    One one = new One();
    one.sessions.restore(new ByteArrayInputStream(snapshot));
    one.index = index;
    return one;
  }

  private static Done done(int count) {
    return new Done(Bytes.utf8(Integer.toString(count)), false);
  }

  private static Done again(int count) {
    return new Done(Bytes.utf8(Integer.toString(count)), true);
  }

  @Test
  void aCommandThatComesAgainIsAnsweredAndNotApplied() {
    One one = new One();
    long session = one.open(LIMITS);
    assertThat(one.ask(session, 1, 1, 0, "a")).isEqualTo(done(1));
    assertThat(one.ask(session, 2, 1, 0, "b")).isEqualTo(done(2));
    assertThat(one.ask(session, 1, 1, 5, "a")).isEqualTo(again(1));
    assertThat(one.machine.applied()).containsExactly("a", "b");
  }

  @Test
  void commandsMayOvertakeEachOther() {
    One one = new One();
    long session = one.open(LIMITS);
    assertThat(one.ask(session, 3, 1, 0, "c")).isEqualTo(done(1));
    assertThat(one.ask(session, 1, 1, 0, "a")).isEqualTo(done(2));
    assertThat(one.ask(session, 3, 1, 0, "c")).isEqualTo(again(1));
  }

  @Test
  void whatTheClientHasIsForgottenAndNeverAppliedAgain() {
    One one = new One();
    long session = one.open(LIMITS);
    one.ask(session, 1, 1, 0, "a");
    one.ask(session, 2, 2, 0, "b");
    assertThat(one.ask(session, 1, 1, 0, "a")).isEqualTo(new Refused(Reason.ANSWERED));
    assertThat(one.ask(session, 2, 1, 0, "b")).isEqualTo(again(2));
    assertThat(one.machine.applied()).containsExactly("a", "b");
  }

  @Test
  void sessionsDoNotMix() {
    One one = new One();
    long first = one.open(LIMITS);
    long second = one.open(LIMITS);
    assertThat(second).isNotEqualTo(first);
    assertThat(one.ask(first, 1, 1, 0, "a")).isEqualTo(done(1));
    assertThat(one.ask(second, 1, 1, 0, "b")).isEqualTo(done(2));
  }

  @Test
  void plainCommandsPassThrough() {
    One one = new One();
    assertThat(one.apply(Bytes.utf8("a"))).isEqualTo(Bytes.utf8("1"));
    assertThat(one.apply(Bytes.utf8("a"))).isEqualTo(Bytes.utf8("2"));
    Bytes looksLikeOne = new Close(1).encode();
    one.apply(new SessionCommand.Plain(looksLikeOne).encode());
    assertThat(one.machine.applied()).hasSize(3).endsWith(looksLikeOne.utf8());
  }

  @Test
  void aClosedSessionIsNoMore() {
    One one = new One();
    long session = one.open(LIMITS);
    assertThat(one.apply(new Close(session))).isEqualTo(new Done(Bytes.EMPTY, false));
    assertThat(one.apply(new Close(session))).isEqualTo(new Refused(Reason.EXPIRED));
    assertThat(one.ask(session, 1, 1, 0, "a")).isEqualTo(new Refused(Reason.EXPIRED));
    assertThat(one.machine.applied()).isEmpty();
    assertThat(one.sessions.openSessions()).isZero();
  }

  @Test
  void anIdleSessionExpiresByTheTimeOfOthers() {
    One one = new One();
    long idle = one.open(LIMITS);
    long busy = one.open(LIMITS);
    for (int millis = 250; millis < 1000; millis += 250) {
      one.apply(new KeepAlive(busy, 1, millis));
    }
    assertThat(one.sessions.openSessions()).isEqualTo(2);
    one.apply(new KeepAlive(busy, 1, 1000));
    assertThat(one.sessions.openSessions()).isEqualTo(1);
    assertThat(one.ask(idle, 1, 1, 1000, "a")).isEqualTo(new Refused(Reason.EXPIRED));
    assertThat(one.machine.applied()).isEmpty();
  }

  @Test
  void whoShowsThatItLivesStays() {
    One one = new One();
    long first = one.open(LIMITS);
    long second = one.open(LIMITS);
    for (int millis = 250; millis < 10_000; millis += 250) {
      assertThat(one.apply(new KeepAlive(first, 1, millis)))
          .isEqualTo(new Done(Bytes.EMPTY, false));
      assertThat(one.apply(new KeepAlive(second, 1, millis)))
          .isEqualTo(new Done(Bytes.EMPTY, false));
    }
    assertThat(one.sessions.logTimeMillis()).isEqualTo(9750);
  }

  @Test
  void oneCommandMovesTimeByAQuarterOfTheTimeoutAtMost() {
    One one = new One();
    long session = one.open(LIMITS);
    one.apply(new KeepAlive(session, 1, Long.MAX_VALUE));
    assertThat(one.sessions.logTimeMillis()).isEqualTo(250);
    one.apply(new KeepAlive(session, 1, Long.MIN_VALUE));
    assertThat(one.sessions.logTimeMillis()).isEqualTo(250);
  }

  @Test
  void aSessionBeginsAtTheTimeOfItsOpening() {
    One one = new One();
    long first = one.open(LIMITS);
    one.apply(new KeepAlive(first, 1, 200));
    long second = one.open(LIMITS);
    one.apply(new KeepAlive(second, 1, 100));
    assertThat(one.sessions.logTimeMillis()).isEqualTo(300);
    one.apply(new KeepAlive(first, 1, 210));
    assertThat(one.sessions.logTimeMillis()).isEqualTo(300);
  }

  @Test
  void theSessionThatWasIdleLongestMakesRoom() {
    One one = new One();
    SessionLimits two = LIMITS.withSessions(2);
    long first = one.open(two);
    long second = one.open(two);
    one.ask(first, 1, 1, 0, "a");
    long third = one.open(two);
    assertThat(one.ask(second, 1, 1, 0, "b")).isEqualTo(new Refused(Reason.EXPIRED));
    assertThat(one.ask(first, 1, 1, 0, "a")).isEqualTo(again(1));
    assertThat(one.ask(third, 1, 1, 0, "c")).isEqualTo(done(2));
  }

  @Test
  void aSessionWithTooManyResultsIsRefusedUntilSomeAreAcknowledged() {
    One one = new One();
    long session = one.open(LIMITS.withResults(2, 1 << 20));
    one.ask(session, 1, 1, 0, "a");
    one.ask(session, 2, 1, 0, "b");
    assertThat(one.ask(session, 3, 1, 0, "c")).isEqualTo(new Refused(Reason.TOO_MANY_RESULTS));
    assertThat(one.machine.applied()).containsExactly("a", "b");
    assertThat(one.ask(session, 3, 2, 0, "c")).isEqualTo(done(3));
  }

  @Test
  void resultsAreBoundedInBytesForEachSessionAndForAll() {
    One one = new One();
    long large = one.open(LIMITS.withResults(1000, 1024));
    int kept = 0;
    while (one.ask(large, kept + 1, 1, 0, "a") instanceof Done) {
      kept++;
    }
    assertThat(kept).isBetween(1024 / 66, 1024 / 64);
    assertThat(one.ask(large, kept + 1, 1, 0, "a")).isEqualTo(new Refused(Reason.TOO_MANY_BYTES));
    long other = one.open(new SessionLimits(10, 1000, 1 << 20, 1024, 1000));
    assertThat(one.ask(other, 1, 1, 0, "b")).isEqualTo(new Refused(Reason.TOO_MANY_BYTES));
    one.apply(new KeepAlive(large, kept + 1, 0));
    assertThat(one.ask(other, 1, 1, 0, "b")).isEqualTo(done(kept + 1));
  }

  @Test
  void aSnapshotHoldsTheSessions() throws IOException {
    One one = new One();
    long first = one.open(LIMITS);
    long second = one.open(LIMITS.withSessions(7));
    one.ask(second, 4, 2, 100, "b");
    one.ask(first, 1, 1, 30, "a");
    One other = restored(one.snapshot(), one.index);
    assertThat(other.sessions.stateHash()).isEqualTo(one.sessions.stateHash());
    assertThat(other.machine.applied()).isEqualTo(one.machine.applied());
    assertThat(other.snapshot()).isEqualTo(one.snapshot());
    for (One each : new One[] {one, other}) {
      assertThat(each.ask(first, 1, 1, 40, "a")).isEqualTo(again(2));
      assertThat(each.ask(second, 1, 1, 110, "x")).isEqualTo(new Refused(Reason.ANSWERED));
      assertThat(each.ask(second, 5, 2, 350, "c")).isEqualTo(done(3));
    }
    assertThat(other.sessions.stateHash()).isEqualTo(one.sessions.stateHash());
  }

  @Test
  void aFrozenStateStaysAsItWas() throws IOException {
    One one = new One();
    long first = one.open(LIMITS);
    one.ask(first, 1, 1, 0, "a");
    FrozenState frozen = Objects.requireNonNull(one.sessions.freeze());
    byte[] before = written(frozen);
    one.ask(first, 2, 2, 100, "b");
    one.ask(first, 3, 2, 200, "c");
    one.open(LIMITS);
    one.apply(new Close(first));
    assertThat(written(frozen)).isEqualTo(before);
    assertThat(restored(before, 2).ask(first, 1, 1, 0, "a")).isEqualTo(again(1));
  }

  @Test
  void aSnapshotOfTheMachineAloneIsReadToo() throws IOException {
    ListMachine alone = new ListMachine();
    alone.apply(new Entry(1, 1, EntryKind.COMMAND, Bytes.utf8("a")));
    One one = restored(written(alone.freeze()), 1);
    assertThat(one.machine.applied()).containsExactly("a");
    assertThat(one.sessions.openSessions()).isZero();
  }

  @Test
  void aDamagedSnapshotChangesNothing() throws IOException {
    One one = new One();
    long session = one.open(LIMITS);
    one.ask(session, 1, 1, 0, "a");
    byte[] good = one.snapshot();
    One other = new One();
    long kept = other.open(LIMITS);
    for (int at = 8; at < good.length - 7; at += 3) {
      byte[] flipped = good.clone();
      flipped[at] ^= 0x10;
      assertThatThrownBy(() -> other.sessions.restore(new ByteArrayInputStream(flipped)))
          .as("byte %d", at)
          .isInstanceOf(IOException.class);
    }
    for (int end : new int[] {8, 20, 100, good.length - 8}) {
      byte[] cut = Arrays.copyOf(good, end);
      assertThatThrownBy(() -> other.sessions.restore(new ByteArrayInputStream(cut)))
          .isInstanceOf(IOException.class);
    }
    assertThat(other.ask(kept, 1, 1, 0, "b")).isEqualTo(done(1));
  }

  @Test
  void aMachineThatTakesNoSnapshotsStillTakesNone() {
    Sessions sessions = new Sessions(Entry::payload);
    assertThat(sessions.freeze()).isNull();
  }

  @Test
  void everythingThatIsKeptShowsInTheHash() {
    One one = new One();
    long before = one.sessions.stateHash();
    long session = one.open(LIMITS);
    for (SessionCommand command :
        new SessionCommand[] {
          new KeepAlive(session, 1, 10),
          new Numbered(session, 5, 1, 10, Bytes.utf8("a")),
          new Numbered(session, 6, 1, 10, Bytes.utf8("a")),
          new KeepAlive(session, 6, 10),
          new Close(session)
        }) {
      long hash = one.sessions.stateHash();
      assertThat(hash).isNotEqualTo(before);
      one.apply(command);
      before = hash;
    }
    assertThat(one.sessions.stateHash()).isNotEqualTo(before);
  }
}
