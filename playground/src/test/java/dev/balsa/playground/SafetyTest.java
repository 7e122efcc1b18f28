package dev.balsa.playground;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each property fires when it does not hold. */
final class SafetyTest {
  private final Map<Long, List<Entry>> disks =
      new TreeMap<>(Map.of(1L, new ArrayList<>(), 2L, new ArrayList<>(), 3L, new ArrayList<>()));
  private final Safety safety =
      new Safety(new Configuration(List.of(1L, 2L, 3L)), member -> disks.get(member));

  @Test
  void twoLeadersInATerm() {
    turn(1, lead(5));
    turn(2, lead(6));
    turn(1, lead(5));
    breaks("election safety", () -> turn(2, lead(5)));
  }

  @Test
  void aLeaderWithoutACommittedEntry() {
    commitOnOneAndTwo(entry(1, 1, "a"));
    breaks("leader completeness", () -> turn(3, lead(2)));
  }

  @Test
  void aLeaderThatCutsItsLog() {
    turn(1, write(null, entry(1, 1, "a"), entry(2, 1, "b")));
    turn(1, lead(2));
    breaks("leader append-only", () -> turn(1, write(null, entry(2, 2, "c"))));
  }

  @Test
  void twoEntriesOfOneIndexAndTerm() {
    turn(1, write(null, entry(1, 1, "a")));
    turn(2, write(null, entry(1, 1, "a")));
    breaks("log matching", () -> turn(3, write(null, entry(1, 1, "b"))));
  }

  @Test
  void anEntryAfterDifferentOnes() {
    turn(1, write(null, entry(1, 1, "a"), entry(2, 3, "b")));
    breaks("log matching", () -> turn(2, write(null, entry(1, 2, "c"), entry(2, 3, "b"))));
  }

  @Test
  void aTermThatFalls() {
    turn(1, write(new HardState(2, 0)));
    breaks("terms rise", () -> turn(1, write(new HardState(1, 0))));
  }

  @Test
  void aVoteThatChanges() {
    turn(1, write(new HardState(2, 0)));
    turn(1, write(new HardState(2, 3)));
    breaks("votes stay", () -> turn(1, write(new HardState(2, 2))));
  }

  @Test
  void aVoteForgottenByARestart() {
    safety.sent(new Message.RequestVoteResponse(1, 2, 4, true));
    safety.stopped(1);
    safety.started(1, new HardState(3, 0), List.of());
    safety.sent(new Message.RequestVoteResponse(1, 2, 4, true));
    safety.sent(new Message.RequestVoteResponse(1, 3, 4, false));
    breaks("one vote in a term", () -> safety.sent(new Message.RequestVoteResponse(1, 3, 4, true)));
    breaks("one vote in a term", () -> safety.sent(new Message.RequestVote(1, 3, 4, 0, 0)));
  }

  @Test
  void aCommitThatIsNotOnTheMembersOwnDisk() {
    Entry entry = entry(1, 1, "a");
    turn(1, write(null, entry));
    disks.get(2L).add(entry);
    disks.get(3L).add(entry);
    breaks("commit is durable", () -> turn(1, new Effect.Commit(1)));
  }

  @Test
  void aCommitThatIsOnOneDiskOnly() {
    Entry entry = entry(1, 1, "a");
    turn(1, write(null, entry));
    disks.get(1L).add(entry);
    breaks("durable on a majority", () -> turn(1, new Effect.Commit(1)));
  }

  @Test
  void aCommitThatAPowerCutTakesAway() {
    commitOnOneAndTwo(entry(1, 1, "a"));
    disks.get(2L).clear();
    breaks("durable on a majority", () -> safety.stopped(2));
  }

  @Test
  void twoCommittedEntriesAtOneIndex() {
    commitOnOneAndTwo(entry(1, 1, "a"));
    Entry other = entry(1, 2, "b");
    turn(3, write(null, other));
    disks.get(3L).add(other);
    breaks("state-machine safety", () -> turn(3, new Effect.Commit(1)));
  }

  @Test
  void aReadThatMissesWhatWasCommitted() {
    safety.reading(1);
    commitOnOneAndTwo(entry(1, 1, "a"));
    safety.reading(2);
    assertThatCode(() -> turn(1, new Effect.ReadReady(1, 0))).doesNotThrowAnyException();
    breaks("reads are linearizable", () -> turn(1, new Effect.ReadReady(2, 0)));
  }

  private void commitOnOneAndTwo(Entry entry) {
    for (long member = 1; member <= 2; member++) {
      turn(member, write(null, entry));
      disks.get(member).add(entry);
    }
    turn(1, new Effect.Commit(entry.index()));
  }

  private void turn(long member, Effect... effects) {
    safety.turned(member, List.of(effects));
  }

  private static Effect lead(long term) {
    return new Effect.RoleChanged(RoleName.LEADER, term);
  }

  private static Effect write(@Nullable HardState state, Entry... entries) {
    return new Effect.Persist(1, state, List.of(entries), List.of());
  }

  private static Entry entry(long index, long term, String command) {
    return new Entry(index, term, EntryKind.COMMAND, Bytes.utf8(command));
  }

  private static void breaks(String property, ThrowingCallable action) {
    assertThatIllegalStateException()
        .isThrownBy(action)
        .withMessageStartingWith("does not hold: ")
        .withMessageContaining(property);
  }
}
