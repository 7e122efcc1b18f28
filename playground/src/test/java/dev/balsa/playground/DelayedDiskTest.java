package dev.balsa.playground;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A disk takes its time, and what it has not synced can be lost. */
final class DelayedDiskTest {
  private static final long FAR_NANOS = Long.MAX_VALUE / 2;

  /** A leader whose disk hangs with two writes: one being written, one waiting for it. */
  private static Quiet twoWritesUnderWay(long seed) {
    Quiet quiet = new Quiet(seed);
    long leader = quiet.leader();
    quiet.world.hangDisk(leader, FAR_NANOS);
    quiet.propose(leader, "one");
    quiet.untilWritten(leader, "one");
    quiet.propose(leader, "two");
    quiet.untilWritten(leader, "two");
    assertThat(Quiet.commands(quiet.world.durableLog(leader))).isEmpty();
    return quiet;
  }

  private static long leading(Quiet quiet) {
    return quiet.seen(Happening.DiskHung.class).getFirst().member();
  }

  @Test
  void aKilledProcessLeavesWhatItWasWriting() {
    Quiet quiet = twoWritesUnderWay(1);
    long leader = leading(quiet);
    quiet.world.kill(leader);
    assertThat(Quiet.commands(quiet.world.durableLog(leader))).containsExactly("one");
    quiet.until(() -> !quiet.seen(Happening.Stopped.class).isEmpty());
    assertThat(quiet.seen(Happening.Stopped.class))
        .containsExactly(new Happening.Stopped(leader, 1));
    assertThat(quiet.world.marks()).containsEntry(World.WRITES_LOST, 1);
  }

  @Test
  void aPowerCutLeavesAPrefixOfWhatWasBeingWritten() {
    Set<String> outcomes = new TreeSet<>();
    for (long seed = 1; seed <= 30; seed++) {
      Quiet quiet = twoWritesUnderWay(seed);
      long leader = leading(quiet);
      quiet.world.cutPower(leader);
      outcomes.add(String.join(" ", Quiet.commands(quiet.world.durableLog(leader))));
    }
    assertThat(outcomes).containsExactly("", "one");
  }

  @Test
  void whatWasLostComesBackFromTheOthers() {
    Quiet quiet = twoWritesUnderWay(2);
    long leader = leading(quiet);
    long other = leader % 3 + 1;
    quiet.until(() -> Quiet.commands(quiet.world.durableLog(other)).contains("two"));
    quiet.world.cutPower(leader);
    assertThat(Quiet.commands(quiet.world.durableLog(leader))).doesNotContain("two");
    quiet.world.start(leader);
    quiet.until(quiet.world::isSettled);
    for (MemberState member : quiet.world.members()) {
      assertThat(Quiet.commands(quiet.world.durableLog(member.id())))
          .isEqualTo(List.of("one", "two"));
    }
  }
}
