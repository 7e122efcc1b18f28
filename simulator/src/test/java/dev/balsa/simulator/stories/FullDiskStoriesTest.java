package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.RequestException.NotDone;
import dev.balsa.simulator.Scenario;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Full disks. */
class FullDiskStoriesTest {
  private static final String LONG = "v".repeat(1000);
  private static final int WRITES_MAX = 100;

  /**
   * Writes through a member until that is refused for want of space; returns how often it was not.
   */
  private static int writeUntilFull(Scenario s, long member) {
    for (int i = 0; i < WRITES_MAX; i++) {
      CompletableFuture<String> written = s.put(member, "x" + i, LONG);
      s.ends(written);
      if (written.isCompletedExceptionally()) {
        assertThat(s.failure(written))
            .isInstanceOfSatisfying(
                NotDone.class,
                refused -> assertThat(refused.reason()).isEqualTo(NotDone.Reason.NO_SPACE));
        return i;
      }
    }
    throw new AssertionError("the disk was never full");
  }

  /** A disk that was full for a while stopped the node for good, and somebody had to restart it. */
  @Test
  void arcadedb5345ALoneMemberWithAFullDiskServesReadsAndGoesOnWhenThereIsSpace() {
    Scenario.play(
        1,
        s -> {
          s.leader();
          s.fillDisk(1);
          int written = writeUntilFull(s, 1);
          for (int i = 0; i < written; i++) {
            assertThat(s.read(1, "x" + i)).isEqualTo(LONG);
          }
          s.freeDisk(1);
          s.run(5);
          s.write(1, "y", "1");
          assertThat(s.times("leader stepped down, its disk is full")).isZero();
        });
  }

  /** A leader without space kept leading, and nobody could write. */
  @Test
  void arcadedb7037ALeaderWithAFullDiskHandsOverAndItsClusterTakesWrites() {
    Scenario.play(
        3,
        s -> {
          long full = s.leader();
          s.fillDisk(full);
          for (int i = 0; i < WRITES_MAX / 2; i++) {
            CompletableFuture<String> written = s.put(s.leader(), "x" + i, LONG);
            s.ends(written);
          }
          assertThat(s.leader()).isNotEqualTo(full);
          assertThat(s.times("leader stepped down, its disk is full")).isEqualTo(1);
          s.write(s.leader(), "y", "1");
          assertThat(s.failure(s.put(full, "y", "2")))
              .isInstanceOf(NotDone.class)
              .hasMessageContaining("ask another member");
          s.freeDisk(full);
          s.run(5);
          s.write(full, "y", "3");
          s.settle(s.others());
        });
  }

  /** All disks were full: there was no leader any more, and so no reads either. */
  @Test
  void braft18ReadsGoOnAndLeadersAreElectedWhenAllDisksAreFull() {
    Scenario.play(
        3,
        s -> {
          long first = s.leader();
          s.others().forEach(s::fillDisk);
          int written = writeUntilFull(s, first);
          s.kill(first);
          long next = s.leader();
          assertThat(next).isNotEqualTo(first);
          for (int i = 0; i < written; i++) {
            assertThat(s.read(next, "x" + i)).isEqualTo(LONG);
          }
          s.start(first);
          assertThat(s.isUp(first)).isTrue();
          assertThat(s.read(first, "x0")).isEqualTo(LONG);
          s.others().forEach(s::freeDisk);
          s.run(5);
          s.write(s.leader(), "y", "1");
          s.settle(s.others());
        });
  }
}
