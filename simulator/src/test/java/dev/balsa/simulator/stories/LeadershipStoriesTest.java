package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.Consistency;
import dev.balsa.node.RequestException;
import dev.balsa.simulator.Leading;
import dev.balsa.simulator.Scenario;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Leadership that is handed over, and reads that rest on it. */
class LeadershipStoriesTest {
  /** The others' loyalty, or the question before the election, undid the transfer. */
  @Test
  void aHealthyTransferSucceedsAtOnce() {
    Scenario.play(
        5,
        s -> {
          for (int i = 0; i < 6; i++) {
            long old = s.leader();
            long next = s.others(old).getFirst();
            s.propose(old, "x", 20);
            CompletableFuture<String> over = Leading.transfer(s, old, next);
            s.ends(over);
            assertThat(over.join()).isEqualTo("" + next);
            assertThat(s.leader()).isEqualTo(next);
          }
        });
  }

  /** A transfer to a member that died left the leader refusing proposals for ever. */
  @Test
  void aTransferToADeadMemberEndsAndTheLeaderGoesOn() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          long dead = s.others(leader).getFirst();
          s.kill(dead);
          CompletableFuture<String> over = Leading.transfer(s, leader, dead);
          CompletableFuture<String> held = s.put(leader, "x", "held");
          assertThat(s.failure(over)).isInstanceOf(RequestException.Unknown.class);
          s.ends(held);
          assertThat(held.join()).isEqualTo("held");
          assertThat(s.leader()).isEqualTo(leader);
          s.run(2);
          assertThat(s.failure(Leading.transfer(s, leader, dead)))
              .isInstanceOf(RequestException.NotDone.class)
              .hasMessageContaining("has been silent");
          s.start(dead);
        });
  }

  /** A member that took part in a transfer was lost to the quorum. */
  @Test
  void afterATransferEveryoneStillCounts() {
    Scenario.play(
        3,
        s -> {
          long old = s.leader();
          long next = s.others(old).getFirst();
          long third = s.others(old, next).getFirst();
          s.ends(Leading.transfer(s, old, next));
          s.kill(third);
          s.write(next, "x", "two left");
          s.start(third);
          s.settle(s.others());
          s.kill(next);
          s.write(s.leader(), "x", "the others");
          s.start(next);
        });
  }

  /** What was proposed while leadership was handed over was lost. */
  @Test
  void proposalsWaitForTheNextLeader() {
    Scenario.play(
        3,
        s -> {
          long old = s.leader();
          long next = s.others(old).getFirst();
          CompletableFuture<String> over = Leading.transfer(s, old, next);
          CompletableFuture<String> held = s.put(old, "x", "held");
          CompletableFuture<String> passedOn = s.put(s.others(old, next).getFirst(), "y", "too");
          s.ends(over);
          s.ends(held);
          s.ends(passedOn);
          assertThat(held.join() + passedOn.join()).isEqualTo("heldtoo");
        });
  }

  /** A leader that was paused answered by a lease that had ended. */
  @Test
  void aPausedLeaderDoesNotTrustItsLease() {
    Leading.playWithLeases(
        3,
        s -> {
          long old = s.leader();
          s.write(old, "x", "old");
          assertThat(Leading.read(s, old, Consistency.LEASE, "x")).isEqualTo("old");
          s.pause(old, 6);
          s.await("another leader", () -> s.leader() != old);
          s.write(s.leader(), "x", "new");
          assertThat(Leading.read(s, old, Consistency.LEASE, "x")).isEqualTo("new");
        });
  }

  /** The old leader answered by its lease after it had handed over. */
  @Test
  void whoHandsOverHasNoLease() {
    Leading.playWithLeases(
        3,
        s -> {
          long old = s.leader();
          long next = s.others(old).getFirst();
          s.write(old, "x", "old");
          s.holdUp(next, old, 0.8);
          var _ = Leading.transfer(s, old, next);
          s.await("the next leader", () -> s.leads(next));
          s.write(next, "x", "new");
          assertThat(Leading.read(s, old, Consistency.LEASE, "x")).isEqualTo("new");
        });
  }

  /** One follower that lags, or is far away, made every read wait for it. */
  @Test
  void oneSlowFollowerDoesNotSlowReads() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          long slow = s.others(leader).getFirst();
          long quick = s.others(leader, slow).getFirst();
          s.write(leader, "x", "1");
          s.holdUp(leader, slow, 20);
          s.hangDisk(slow, 20);
          for (long member : new long[] {leader, quick}) {
            for (int i = 0; i < 10; i++) {
              CompletableFuture<String> read = s.get(member, "x");
              s.run(0.3);
              assertThat(read).isCompletedWithValue("1");
            }
          }
        });
  }

  /** A member that was cut off went on calling its state fresh. */
  @Test
  void aBoundedReadFailsRatherThanBreakItsBound() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          long cut = s.others(leader).getFirst();
          s.write(leader, "x", "old");
          assertThat(s.read(cut, "x")).isEqualTo("old");
          s.isolate(cut);
          s.write(leader, "x", "new");
          assertThat(Leading.read(s, cut, Consistency.bounded(60_000), "x")).isEqualTo("old");
          assertThat(Leading.read(s, cut, Consistency.LOCAL, "x")).isEqualTo("old");
          assertThat(s.failure(Leading.get(s, cut, Consistency.bounded(1), "x")))
              .isInstanceOf(RequestException.NotDone.class);
          s.join();
          assertThat(Leading.read(s, cut, Consistency.bounded(1), "x")).isEqualTo("new");
        });
  }
}
