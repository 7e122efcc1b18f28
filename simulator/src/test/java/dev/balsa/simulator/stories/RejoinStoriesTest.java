package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Configuration;
import dev.balsa.simulator.Moving;
import dev.balsa.simulator.Returning;
import org.junit.jupiter.api.Test;

/** Members that have lost their past and come back by themselves (docs/repair.md). */
class RejoinStoriesTest {
  /** A leader waits for a change about so long before it takes in the next knock. */
  private static final double CHANGE_TIMEOUTS = 140;

  /** A wiped member went on under its old id, and what it had acknowledged was lost. */
  @Test
  void b24AWipedMemberComesBackAsAnotherOneAndVotes() {
    Returning.play(
        3,
        s -> {
          long leader = Moving.leader(s);
          long wiped = s.others(leader).getFirst();
          long third = s.others(leader, wiped).getFirst();
          s.kill(third);
          s.write(leader, "x", "on two of three");
          // Now the wiped one and the third would make a majority that knows nothing of it.
          s.isolate(leader);
          Returning.wipe(s, wiped);
          s.start(third);
          s.run(20);
          assertThat(s.leads(wiped) || s.leads(third)).isFalse();
          s.join();
          Returning.awaitVote(s, wiped);
          assertThat(Returning.succeeds(s, wiped)).isTrue();
          assertThat(s.read(s.leader(), "x")).isEqualTo("on two of three");
          s.kill(third);
          s.write(s.leader(), "y", "by the successor's vote");
          s.start(third);
        });
  }

  @Test
  void aDamagedLogIsSetAsideAndFilledAgain() {
    Returning.play(
        3,
        s -> {
          long leader = Moving.leader(s);
          s.propose(leader, "x", 40);
          s.settle(s.others());
          long damaged = s.others(leader).getFirst();
          s.corrupt(damaged, "ZEROED_PAGE");
          s.kill(damaged);
          s.start(damaged);
          Returning.awaitVote(s, damaged);
          s.settle(s.others());
        });
  }

  /** Its change never came to its end, and the next successor was taken for none of the members. */
  @Test
  void whoLosesItsPastAgainWhileItCatchesUpComesBackAllTheSame() {
    Returning.play(
        3,
        s -> {
          long leader = Moving.leader(s);
          long wiped = s.others(leader).getFirst();
          s.write(leader, "x", "1");
          Returning.wipe(s, wiped);
          s.await("it knocks", () -> Returning.succeeds(s, wiped) && s.isUp(wiped));
          s.hangDisk(wiped, 30);
          s.await("it is let in", () -> Moving.members(s, s.leader()).isStaging());
          s.run(5);
          long first = Returning.member(s, wiped);
          Returning.wipe(s, wiped);
          s.await("it knocks again", () -> Returning.member(s, wiped) != first);
          s.run(CHANGE_TIMEOUTS);
          Returning.awaitVote(s, wiped);
          Configuration now = Moving.members(s, s.leader());
          assertThat(now.voters()).hasSize(3).doesNotContain(first);
        });
  }

  @Test
  void whoRunsKeepsItsPlaceWhoeverKnocks() {
    Returning.play(
        3,
        s -> {
          long leader = Moving.leader(s);
          Configuration before = Moving.members(s, leader);
          for (int i = 0; i < 20; i++) {
            s.others(leader).forEach(number -> Returning.knocksByMistake(s, number, leader));
            s.run(1);
          }
          assertThat(Returning.sentAway(s)).isEqualTo(40);
          assertThat(Moving.members(s, leader)).isEqualTo(before);
        });
  }
}
