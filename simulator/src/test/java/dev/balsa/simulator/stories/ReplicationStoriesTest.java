package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.RequestException.NotDone;
import dev.balsa.simulator.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replication. */
class ReplicationStoriesTest {
  /** Copies of entries of an earlier term were counted as committed (Figure 8 of the paper). */
  @Test
  void b12EntriesOfAnEarlierTermAreNotCommittedByCounting() {
    Scenario.play(
        5,
        s -> {
          long first = s.leader();
          long companion = s.others(first).getFirst();
          s.others(first, companion).forEach(far -> s.cut(first, far));
          s.others(first, companion).forEach(far -> s.cut(companion, far));
          s.propose(first, "x", 3);
          s.run(0.5);
          s.cutPower(first, companion);
          s.write(s.leader(), "x", "later");
          s.join();
          s.start(first);
          s.start(companion);
          s.cutPower(s.leader());
          assertThat(s.read(s.leader(), "x")).isEqualTo("later");
        });
  }

  /** A follower cut its log and then appended, in two steps; a crash between them lost entries. */
  @Test
  void b13ACrashWhileATailIsReplacedLosesNothingCommitted() {
    Scenario.play(
        3,
        s -> {
          for (int i = 0; i < 8; i++) {
            long old = s.leader();
            s.write(old, "kept " + i, "1");
            s.settle(s.others());
            s.isolate(old);
            s.propose(old, "lost", 10);
            s.await("another leader", () -> s.leader() != old);
            s.write(s.leader(), "kept " + i, "2");
            s.join();
            s.run(0.1 + 0.05 * i);
            s.cutPower(old);
            s.start(old);
            assertThat(s.read(old, "kept " + i)).isEqualTo("2");
          }
        });
  }

  /** A follower went back to its commit index because of a doubled or overlapping append. */
  @Test
  void b15DoubledAndOverlappingAppendsShortenNothing() {
    Scenario.playNoisy(
        3,
        s -> {
          List<CompletableFuture<String>> asked = new ArrayList<>();
          for (int i = 0; i < 60; i++) {
            asked.add(s.put(s.leader(), "x", "" + i));
            s.run(0.05);
          }
          asked.forEach(s::ends);
        });
  }

  /** More than fifty entries in conflict: the hint never moved, and the follower stayed behind. */
  @ParameterizedTest
  @ValueSource(ints = {1, 49, 50, 51, 300})
  void b16AnyNumberOfEntriesInConflictIsReplaced(int entries) {
    Scenario.play(
        3,
        s -> {
          s.write(s.leader(), "x", "first");
          long old = s.leader();
          s.isolate(old);
          s.propose(old, "x", entries);
          s.run(0.2);
          assertThat(s.lastIndex(old)).isGreaterThanOrEqualTo(entries);
          s.await("another leader", () -> s.leader() != old);
          s.write(s.leader(), "x", "last");
          s.join();
          s.settle(s.others());
          assertThat(s.read(old, "x")).isEqualTo("last");
        });
  }

  /** The same batch was sent for ever because the next index was moved wrongly. */
  @Test
  void b18AFollowerThatMissedMuchCatchesUpWhileWritesGoOn() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          long behind = s.others(leader).getFirst();
          for (int round = 0; round < 4; round++) {
            s.isolate(behind);
            s.propose(leader, "x", 100);
            s.run(2);
            s.join();
            s.propose(leader, "x", 50);
            s.write(leader, "x", "last");
            s.settle(s.others());
          }
          assertThat(s.lastIndex(behind)).isGreaterThan(600);
        });
  }

  /** Committed entries were rolled back after a member came back. */
  @Test
  void b19WhoComesBackKeepsWhatWasCommitted() {
    Scenario.play(
        3,
        s -> {
          for (int i = 0; i < 6; i++) {
            long member = 1L + i % 3;
            s.write(s.leader(), "x" + i, "1");
            s.settle(s.others());
            long known = s.appliedIndex(member);
            switch (i % 3) {
              case 0 -> s.kill(member);
              case 1 -> s.cutPower(member);
              default -> s.stop(member);
            }
            s.write(s.leader(), "y" + i, "1");
            s.start(member);
            assertThat(s.lastIndex(member)).isGreaterThanOrEqualTo(known);
            assertThat(s.read(member, "x" + i)).isEqualTo("1");
            assertThat(s.read(member, "y" + i)).isEqualTo("1");
          }
        });
  }

  /** An append over its limit was packed wrongly and damaged the follower's log. */
  @Test
  void b20CommandsOfEveryLengthUpToTheLimitArriveAndNoneBeyond() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          int refused = 0;
          for (int bytes = Scenario.COMMAND_BYTES_MAX - 60;
              bytes <= Scenario.COMMAND_BYTES_MAX;
              bytes += 4) {
            CompletableFuture<String> answer = s.put(leader, "x", "v".repeat(bytes));
            s.ends(answer);
            if (answer.isCompletedExceptionally()) {
              refused++;
              assertThat(s.failure(answer))
                  .isInstanceOfSatisfying(
                      NotDone.class,
                      e -> assertThat(e.reason()).isEqualTo(NotDone.Reason.TOO_LARGE));
            } else {
              assertThat(refused).isZero();
              assertThat(s.read(leader, "x")).hasSize(bytes);
            }
          }
          assertThat(refused).isBetween(1, 15);
          s.propose(leader, "y", 200);
          s.write(leader, "x", "last");
          s.settle(s.others());
          s.cutPowerOfAll();
          assertThat(s.read(s.leader(), "x")).isEqualTo("last");
        });
  }

  /** An acknowledgement of entries that were cut meanwhile counted for those that replaced them. */
  @Test
  void b25AnAcknowledgementOfWhatWasCutDoesNotCount() {
    Scenario.play(
        5,
        s -> {
          long old = s.leader();
          long companion = s.others(old).getFirst();
          s.write(old, "x", "first");
          for (long far : s.others(old, companion)) {
            s.cut(old, far);
            s.cut(companion, far);
          }
          s.hangDisk(companion, 8);
          s.propose(old, "x", 20);
          List<Long> far = s.others(old, companion);
          s.await("another leader", () -> far.contains(s.leader()));
          s.write(s.leader(), "x", "second");
          s.join();
          s.propose(s.leader(), "x", 30);
          s.write(s.leader(), "x", "last");
          s.settle(s.others());
          assertThat(s.read(companion, "x")).isEqualTo("last");
        });
  }
}
