package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.simulator.Scenario;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Snapshots, and logs that begin after one. */
class SnapshotStoriesTest {
  private static final String DISCARDED = "log discarded up to a snapshot";
  private static final String SENT = "follower needs discarded entries, snapshot sent";
  private static final String REUSED = "chunks of a snapshot taken from an older one, not sent";
  private static final String INSTALLED = "snapshot took the place of the log";

  private static void writeMuch(Scenario s, int values) {
    long discarded = s.times(DISCARDED);
    for (int i = 0; i < values; i++) {
      s.write(s.leader(), "k" + i % 7, "v".repeat(200));
    }
    s.await("a discarded log", () -> s.times(DISCARDED) > discarded);
  }

  /** An entry before that was discarded already was taken for a conflict, and the log was wiped. */
  @Test
  void b14AnAppendFromBeforeTheSnapshotIsNoConflict() {
    Scenario.playWithSnapshots(
        3,
        true,
        s -> {
          for (int round = 0; round < 4; round++) {
            long leader = s.leader();
            s.holdUp(leader, s.others(leader).getFirst(), 0.8);
            for (int i = 0; i < 30; i++) {
              var _ = s.put(leader, "k" + i, "v".repeat(200));
              s.run(0.02);
            }
            s.run(2);
          }
          s.write(s.leader(), "x", "last");
          s.settle(s.others());
          assertThat(s.times(DISCARDED)).isPositive();
          assertThat(s.read(s.leader(), "x")).isEqualTo("last");
        });
  }

  /** The log was a snapshot and what comes after it; the term of the entry before was unknown. */
  @Test
  void b17ALogThatBeginsAfterASnapshotIsGoneOnWith() {
    Scenario.playWithSnapshots(
        3,
        false,
        s -> {
          writeMuch(s, 30);
          s.settle(s.others());
          s.cutPowerOfAll();
          s.write(s.leader(), "x", "next");
          s.settle(s.others());
          long behind = s.others(s.leader()).getFirst();
          s.isolate(behind);
          s.propose(s.leader(), "y", 3);
          s.run(1);
          s.cutPowerOfAll();
          s.join();
          s.settle(s.others());
          assertThat(s.read(behind, "x")).isEqualTo("next");
        });
  }

  /** A snapshot was installed and the older log, which contradicts it, was left; then a crash. */
  @Test
  void b37ACrashWhileASnapshotTakesThePlaceOfTheLogLeavesOneOfThem() {
    Scenario.playWithSnapshots(
        3,
        false,
        s -> {
          for (int i = 0; i < 6; i++) {
            long old = s.leader();
            s.isolate(old);
            s.propose(old, "lost", 10);
            s.await("another leader", () -> s.leader() != old);
            writeMuch(s, 40);
            s.write(s.leader(), "kept", "" + i);
            s.join();
            s.run(0.2 + 0.15 * i);
            s.cutPower(old);
            s.start(old);
            assertThat(s.read(old, "kept")).isEqualTo("" + i);
            assertThat(s.read(old, "lost")).isEmpty();
            s.settle(s.others());
          }
          assertThat(s.times(INSTALLED)).isPositive();
        });
  }

  /**
   * A second snapshot was installed while the first was restored, and what is applied went back.
   */
  @Test
  void b38TwoSnapshotsOneAfterTheOtherNeverLeadBack() {
    Scenario.playWithSnapshots(
        3,
        false,
        s -> {
          long behind = s.others(s.leader()).getFirst();
          long[] applied = {0};
          for (int i = 0; i < 4; i++) {
            s.isolate(behind);
            writeMuch(s, 40);
            s.pauseApplier(behind, 12);
            s.join();
            s.run(4);
            s.isolate(behind);
            writeMuch(s, 40);
            s.join();
            s.write(s.leader(), "x", "" + i);
            s.settle(s.others());
            assertThat(s.appliedIndex(behind)).isGreaterThan(applied[0]);
            applied[0] = s.appliedIndex(behind);
            assertThat(s.read(behind, "x")).isEqualTo("" + i);
          }
          assertThat(s.times(INSTALLED)).isGreaterThanOrEqualTo(4);
        });
  }

  /** A snapshot was overwritten in place, and a crash in the middle left none. */
  @Test
  void b39ACrashWhileASnapshotIsWrittenLeavesTheOldOrTheNewOne() {
    Scenario.playWithSnapshots(
        1,
        false,
        s -> {
          writeMuch(s, 20);
          for (int i = 0; i < 40; i++) {
            CompletableFuture<String> answer = s.put(s.leader(), "x" + i % 5, "v".repeat(1800));
            while (!answer.isDone()) {
              // Not longer, or the snapshot that the write leads to is there before the crash.
              s.run(0.0002);
            }
            s.run(0.00025 * i);
            s.cutPowerOfAll();
            assertThat(s.read(s.leader(), "x" + i % 5)).hasSize(1800);
          }
        });
  }

  /** The receiver named a wrong index or term, and the same snapshot was sent for ever. */
  @Test
  void b41ASnapshotThatArrivedIsNotSentAgain() {
    Scenario.playWithSnapshots(
        3,
        false,
        s -> {
          long behind = s.others(s.leader()).getFirst();
          s.isolate(behind);
          writeMuch(s, 40);
          s.join();
          s.settle(s.others());
          assertThat(s.times(INSTALLED)).isPositive();
          long sent = s.times(SENT);
          s.run(40);
          assertThat(s.times(SENT)).isEqualTo(sent);
        });
  }

  /** The log was discarded while a snapshot was on its way, so another one was needed, for ever. */
  @Test
  void b41AFollowerCatchesUpBySnapshotWhileWritesGoOn() {
    Scenario.playWithSnapshots(
        3,
        false,
        s -> {
          long behind = s.others(s.leader()).getFirst();
          s.isolate(behind);
          for (int i = 0; i < 60; i++) {
            s.write(s.leader(), "k" + i, "v".repeat(400));
          }
          long installed = s.times(INSTALLED);
          s.join();
          for (int i = 0; i < 400 && s.times(INSTALLED) < installed + 3; i++) {
            var _ = s.put(s.leader(), "k" + i % 60, "v".repeat(400));
            s.run(0.05);
          }
          assertThat(s.times(INSTALLED) - installed).isBetween(1L, 2L);
          s.write(s.leader(), "x", "last");
          s.settle(s.others());
        });
  }

  /** A node that was closed, or lost its leadership, with a snapshot under way never came back. */
  @Test
  void b53WhoStopsWhileASnapshotIsSentLeavesNothingBehind() {
    Scenario.playWithSnapshots(
        3,
        false,
        s -> {
          for (int i = 0; i < 6; i++) {
            long leader = s.leader();
            List<Long> others = s.others(leader);
            s.isolate(others.getFirst());
            writeMuch(s, 40);
            s.join();
            s.run(0.3 * i);
            s.stop(i % 2 == 0 ? leader : others.getFirst());
            s.run(3);
            s.start(i % 2 == 0 ? leader : others.getFirst());
            s.write(s.leader(), "x", "" + i);
            s.settle(s.others());
          }
          assertThat(s.times(SENT)).isPositive();
        });
  }

  /** A follower was sent all of a snapshot of which it had nearly everything. */
  @Test
  void whoHasAnOlderSnapshotIsSentTheRest() {
    Scenario.playWithSnapshots(
        3,
        false,
        s -> {
          for (int i = 0; i < 40; i++) {
            s.write(s.leader(), "k" + i, (i + "-").repeat(60));
          }
          s.settle(s.others());
          for (int i = 0; i < 4; i++) {
            long behind = s.others(s.leader()).getFirst();
            s.isolate(behind);
            writeMuch(s, 30);
            s.write(s.leader(), "x", "" + i);
            long reused = s.times(REUSED);
            s.join();
            s.await("a snapshot put together", () -> s.times(REUSED) > reused);
            if (i % 2 == 1) {
              s.cutPower(behind);
              s.start(behind);
            }
            s.settle(s.others());
            assertThat(s.read(behind, "x")).isEqualTo("" + i);
            assertThat(s.read(behind, "k" + (30 + i))).isEqualTo(((30 + i) + "-").repeat(60));
          }
        });
  }
}
