package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.simulator.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Reads. */
class ReadStoriesTest {
  /** A new leader answered reads before the first entry of its term was committed: stale. */
  @Test
  void b26AReadRightAfterAnElectionSeesEverything() {
    Scenario.play(
        5,
        s -> {
          for (int i = 0; i < 6; i++) {
            long old = s.leader();
            s.write(old, "x", "" + i);
            s.kill(old);
            s.await("a new leader", () -> s.others(old).stream().anyMatch(s::leads));
            assertThat(s.read(s.leader(), "x")).isEqualTo("" + i);
            s.start(old);
          }
        });
  }

  /** A read at a past leader, repeated, matched answers from before its pause. */
  @Test
  void b27APausedLeaderReadsNothingStale() {
    Scenario.playNoisy(
        3,
        s -> {
          for (int i = 1; i <= 6; i++) {
            long old = s.leader();
            s.ends(s.put(old, "x" + i, "old"));
            s.pause(old, 6);
            s.await("another leader", () -> s.leader() != old);
            long next = s.leader();
            CompletableFuture<String> write = s.put(next, "x" + i, "new");
            s.ends(write);
            List<CompletableFuture<String>> reads = new ArrayList<>();
            for (int again = 0; again < 20; again++) {
              reads.add(s.get(old, "x" + i));
              s.run(0.4);
            }
            for (CompletableFuture<String> read : reads) {
              s.ends(read);
              if (!read.isCompletedExceptionally() && !write.isCompletedExceptionally()) {
                assertThat(read.join()).isEqualTo("new");
              }
            }
          }
        });
  }

  /** A leader that does not know yet that it was replaced answered reads from memory. */
  @Test
  void b27ALeaderThatWasReplacedReadsNothingStale() {
    Scenario.play(
        3,
        s -> {
          long old = s.leader();
          s.write(old, "x", "old");
          s.slowClock(old);
          s.isolate(old);
          s.await("another leader", () -> s.leader() != old);
          s.write(s.leader(), "x", "new");
          assertThat(s.leads(old)).as("it does not know").isTrue();
          CompletableFuture<String> read = s.get(old, "x");
          s.run(1);
          assertThat(read).as("nobody confirms it").isNotDone();
          s.join();
          s.ends(read);
          assertThat(read.isCompletedExceptionally() || read.join().equals("new")).isTrue();
        });
  }

  /** Answers that were under way when the read was asked confirmed it. */
  @Test
  void b27LateAnswersConfirmNoNewRead() {
    Scenario.play(
        3,
        s -> {
          long old = s.leader();
          s.write(old, "x", "old");
          s.slowClock(old);
          CompletableFuture<String> asked = s.get(old, "x");
          s.others(old).forEach(other -> s.holdUp(other, old, 6));
          s.run(0.2);
          s.others(old).forEach(other -> s.cutOneWay(old, other));
          s.await("another leader", () -> s.leader() != old);
          s.write(s.leader(), "x", "new");
          assertThat(s.leads(old)).as("it does not know").isTrue();
          CompletableFuture<String> read = s.get(old, "x");
          s.run(6);
          s.join();
          s.ends(read);
          assertThat(read.isCompletedExceptionally() || read.join().equals("new")).isTrue();
          s.ends(asked);
        });
  }

  /** The first request after a restart of everyone is a read: the commit index is not known yet. */
  @Test
  void b28AReadAsTheFirstRequestAfterARestartSeesEverything() {
    Scenario.play(
        3,
        s -> {
          for (int i = 0; i < 5; i++) {
            s.write(s.leader(), "x", "" + i);
            s.cutPowerOfAll();
            long member = 1L + i % 3;
            assertThat(s.read(member, "x")).isEqualTo("" + i);
          }
        });
  }

  /** Reads that waited got lost, or did not see the client's own write. */
  @Test
  void b29EveryReadEndsAndSeesTheClientsOwnWrites() {
    Scenario.play(
        3,
        s -> {
          for (int i = 0; i < 5; i++) {
            long leader = s.leader();
            s.write(leader, "x", "" + i);
            List<CompletableFuture<String>> reads = new ArrayList<>();
            for (int again = 0; again < 30; again++) {
              reads.add(s.get(1L + again % 3, "x"));
              s.run(0.01);
            }
            s.isolate(leader);
            for (int again = 0; again < 30; again++) {
              reads.add(s.get(1L + again % 3, "x"));
            }
            for (CompletableFuture<String> read : reads) {
              s.ends(read);
              if (!read.isCompletedExceptionally()) {
                assertThat(read.join()).isEqualTo("" + i);
              }
            }
            s.join();
          }
        });
  }
}
