package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.ConfigurationAt;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.Message;
import dev.balsa.core.Recovered;
import dev.balsa.core.RoleName;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.core.TermRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusKeeperTest {
  private static final Configuration BEGAN = new Configuration(List.of(1L, 2L, 3L));
  private static final Members MEMBERS = new Members(BEGAN, 0, true);

  private final StatusKeeper status =
      new StatusKeeper(
          BEGAN, new Recovered(new HardState(3, 2), List.of(new TermRun(3, 1)), 10, List.of()));

  private static Effect.Persist write(long sequence, long from, long to) {
    List<Entry> entries = new ArrayList<>();
    for (long index = from; index <= to; index++) {
      entries.add(new Entry(index, 4, EntryKind.COMMAND, Bytes.EMPTY));
    }
    return new Effect.Persist(sequence, null, entries, List.of());
  }

  private void turn(Effect... effects) {
    status.turned(0, List.of(), List.of(effects));
  }

  private void persisted(long sequence) {
    status.turned(0, List.of(new Event.Persisted(sequence)), List.of());
  }

  private void assertEnds(long lastIndex, long durableIndex) {
    assertThat(status.view().lastIndex()).isEqualTo(lastIndex);
    assertThat(status.view().durableIndex()).isEqualTo(durableIndex);
  }

  @Test
  void beginsWithWhatTheDiskHeld() {
    assertThat(status.view())
        .isEqualTo(
            new StatusKeeper.View(
                RoleName.FOLLOWER, 3, 0, 10, 10, 0, Long.MIN_VALUE, MEMBERS, 0, false, List.of()));
  }

  @Test
  void followsRoleTermLeaderAndCommit() {
    turn(
        new Effect.RoleChanged(RoleName.CANDIDATE, 4),
        new Effect.LeaderChanged(5, 2),
        new Effect.Commit(8));
    assertThat(status.view())
        .isEqualTo(
            new StatusKeeper.View(
                RoleName.CANDIDATE, 5, 2, 10, 10, 8, Long.MIN_VALUE, MEMBERS, 0, false, List.of()));
  }

  @Test
  void knowsTheMembersAndWhetherTheyAreCommitted() {
    Configuration more = new Configuration(List.of(1L, 2L, 3L, 4L));
    turn(new Effect.ConfigurationChanged(11, more, false));
    assertThat(status.view().members()).isEqualTo(new Members(more, 11, false));
    turn(new Effect.ConfigurationChanged(11, more, true));
    assertThat(status.view().members().isChanging()).isFalse();
  }

  @Test
  void aLeaderKnowsHowFarTheOthersAre() {
    turn(new Effect.RoleChanged(RoleName.LEADER, 4), new Effect.LeaderChanged(4, 1));
    hear(5_000_000, answer(2, 9, true));
    hear(9_000_000, answer(2, 12, false));
    assertThat(status.view().heard().getFirst().status(10_000_000))
        .isEqualTo(new FollowerStatus(2, 9, 1, false));
    turn(new Effect.RoleChanged(RoleName.FOLLOWER, 5));
    assertThat(status.view().heard()).isEmpty();
  }

  private void hear(long nowNanos, Message answer) {
    status.turned(nowNanos, List.of(new Event.Received(answer)), List.of());
  }

  private static Message answer(long from, long index, boolean success) {
    return new Message.AppendEntriesResponse(
        from, 1, 4, 1, success, index, success ? index : 0, 0, 0, false, 0, 0);
  }

  @Test
  void knowsWhetherTheDiskIsFullAndHowFarSnapshotsAre() {
    status.turned(0, List.of(new Event.DiskFull(100)), List.of());
    assertThat(status.view().diskFull()).isTrue();
    SnapshotMeta meta = new SnapshotMeta(7, 3, BEGAN);
    status.turned(0, List.of(new Event.DiskHasRoom(), new Event.SnapshotTaken(meta, 5)), List.of());
    assertThat(status.view().diskFull()).isFalse();
    assertThat(status.view().snapshotIndex()).isEqualTo(7);
  }

  @Test
  void knowsTheMembersThatTheDiskHeld() {
    Configuration left = new Configuration(List.of(1L, 2L));
    Recovered recovered =
        new Recovered(
            new HardState(3, 2),
            null,
            LogStart.ORIGIN,
            List.of(new TermRun(3, 1)),
            10,
            List.of(new ConfigurationAt(9, left)),
            List.of());
    assertThat(new StatusKeeper(BEGAN, recovered).view().members())
        .isEqualTo(new Members(left, 9, false));
  }

  @Test
  void aWriteMovesTheEndAndItsCompletionTheDurableEnd() {
    turn(write(1, 11, 12), write(2, 13, 13));
    assertEnds(13, 10);
    persisted(1);
    assertEnds(13, 12);
    persisted(2);
    assertEnds(13, 13);
  }

  @Test
  void aCompletionSettlesTheLowerNumbersToo() {
    turn(write(1, 11, 12), write(2, 13, 13));
    persisted(2);
    assertEnds(13, 13);
  }

  @Test
  void aCutLowersTheEndsOfWritesInFlight() {
    turn(write(1, 11, 14));
    turn(write(2, 12, 12));
    assertEnds(12, 10);
    persisted(1);
    assertEnds(12, 11);
    turn(write(3, 9, 9));
    assertEnds(9, 8);
    persisted(2);
    assertEnds(9, 8);
    persisted(3);
    assertEnds(9, 9);
  }

  @Test
  void aWriteOfVoteAloneMovesNoEnd() {
    turn(new Effect.Persist(1, new HardState(6, 1), List.of(), List.of()));
    persisted(1);
    assertEnds(10, 10);
    assertThat(status.view().term()).isEqualTo(6);
  }

  @Test
  void contactIsWhatTheLeaderOfThisTermSent() {
    Message heartbeat = new Message.AppendEntries(2, 1, 4, 0, 0, List.of(), 0, 1);
    Message late = new Message.AppendEntries(3, 1, 2, 0, 0, List.of(), 0, 1);
    assertThat(status.view().lastContactMillis(5_000_000)).isEqualTo(-1);
    status.turned(
        1_000_000,
        List.of(new Event.Received(heartbeat)),
        List.of(new Effect.RoleChanged(RoleName.FOLLOWER, 4), new Effect.LeaderChanged(4, 2)));
    assertThat(status.view().lastContactMillis(5_000_000)).isEqualTo(4);
    status.turned(3_000_000, List.of(new Event.Received(late)), List.of());
    assertThat(status.view().lastContactMillis(5_000_000)).isEqualTo(4);
    turn(new Effect.RoleChanged(RoleName.LEADER, 5));
    assertThat(status.view().lastContactMillis(5_000_000)).isZero();
  }
}
