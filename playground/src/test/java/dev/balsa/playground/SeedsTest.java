package dev.balsa.playground;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Marks;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** What the seeds meet: digests of idle worlds would prove nothing. */
final class SeedsTest {
  private static final int ENOUGH = 40;

  /** The disks here have room for everything. */
  private static final List<String> OF_LEADERSHIP =
      List.of(
          "follower campaigns at once, its leader wants it",
          "leadership goes to a member of higher priority",
          "leadership transfer begun",
          "leadership transfer done",
          "leadership transfer ended with a third member leading",
          "leadership transfer timed out",
          "no lease, read waits for a round",
          "pre-vote ignored, another was promised the vote",
          "proposal refused, leadership is being handed over",
          "read granted by a lease",
          "vote request ignored, another was promised the vote",
          "vote request read although a leader is alive, the leader wants it",
          "word to campaign at once ignored");

  private static final List<String> OF_FULL_DISKS =
      List.of(
          "campaign left to others, the disk is full",
          "entries not taken in, the disk is full",
          "leader stepped down, its disk is full",
          "proposal refused, no majority has space");

  @Test
  void enoughSeedsHoldMoreThanOneElection() {
    assertThat(seedsWith(run -> run.count(World.ELECTED) > 1)).isGreaterThanOrEqualTo(ENOUGH);
  }

  @Test
  void enoughSeedsCutConflictingTails() {
    assertThat(seedsWith(run -> run.count("conflicting tail cut") > 0))
        .isGreaterThanOrEqualTo(ENOUGH);
  }

  @Test
  void enoughSeedsLoseUnsyncedWrites() {
    assertThat(seedsWith(run -> run.count(World.WRITES_LOST) > 0)).isGreaterThanOrEqualTo(ENOUGH);
  }

  @Test
  void enoughSeedsMeetAllOfThese() {
    List<String> common =
        List.of(
            "append refused, entries before it are missing",
            "entries for a follower asked from disk",
            "entries from disk no longer wanted",
            "follower's window is full",
            "heartbeat answered while entries were being written",
            "leader stepped down, no majority answers",
            "leader took over entries not known to be committed",
            "majority holds only entries of past terms, commit waits",
            "pre-vote refused, the other log is behind",
            "reads refused, leadership lost");
    for (String mark : common) {
      assertThat(seedsWith(run -> run.count(mark) > 0)).as(mark).isGreaterThanOrEqualTo(ENOUGH);
    }
  }

  @Test
  void theSeedsTogetherMeetNearlyAllMarksOfTheCore() {
    Set<String> missed = new TreeSet<>(Marks.ALL);
    // Nobody takes snapshots here, the members never change, and no disk is ever full; nobody hands
    // leadership over, and there are no leases.
    missed.removeIf(mark -> mark.contains("snapshot"));
    assertThat(Marks.ALL).containsAll(OF_LEADERSHIP);
    missed.removeAll(OF_LEADERSHIP);
    missed.removeAll(Marks.OF_MEMBERSHIP);
    assertThat(Marks.ALL).containsAll(OF_FULL_DISKS);
    missed.removeAll(OF_FULL_DISKS);
    Played.ALL.forEach(run -> missed.removeAll(run.world().marks().keySet()));
    assertThat(missed).as("not met").hasSizeLessThanOrEqualTo(6);
  }

  @Test
  void everySeedSettlesWithSomethingCommitted() {
    long committed = 0;
    for (Played run : Played.ALL) {
      assertThat(run.world().isSettled()).as(run.line()).isTrue();
      assertThat(run.world().committed()).as(run.line()).isNotEmpty();
      committed += run.world().committed().size();
    }
    assertThat(committed).isGreaterThan(100 * Played.COUNT);
  }

  @Test
  void aSeedDecidesAll() {
    for (long seed = Played.FIRST; seed < Played.FIRST + 10; seed++) {
      assertThat(Played.lines()).contains(Digests.line(seed, Digests.play(seed)));
    }
  }

  @Test
  void anotherSeedGivesAnotherDigest() {
    assertThat(Played.ALL.stream().map(run -> run.world().digest()).distinct())
        .hasSize(Played.COUNT);
  }

  private static long seedsWith(Predicate<Played> what) {
    return Played.ALL.stream().filter(what).count();
  }
}
