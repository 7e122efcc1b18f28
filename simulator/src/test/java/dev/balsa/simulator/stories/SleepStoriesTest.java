package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.simulator.Moving;
import dev.balsa.simulator.Sleeping;
import org.junit.jupiter.api.Test;

/** Groups in which nothing happens sleep, and wake when they should (decision 0013). */
class SleepStoriesTest {
  @Test
  void aRequestAtAnyMemberWakesAGroupThatSleeps() {
    Sleeping.play(
        3,
        s -> {
          long leader = Moving.leader(s);
          long term = s.term(leader);
          for (long member : s.others()) {
            Sleeping.awaitSleep(s);
            s.run(10);
            s.write(member, "x", "by " + member);
            assertThat(s.read(leader, "x")).isEqualTo("by " + member);
          }
          Sleeping.awaitSleep(s);
          assertThat(s.term(leader)).isEqualTo(term);
        });
  }

  /** Nobody asks anything, and so only the lost connection can tell. */
  @Test
  void aSleepingGroupElectsAnotherLeaderWhenItsLeaderDies() {
    Sleeping.play(
        3,
        s -> {
          long leader = Moving.leader(s);
          Sleeping.awaitSleep(s);
          s.kill(leader);
          s.await("another leader", () -> s.others(leader).stream().anyMatch(s::leads));
          s.start(leader);
        });
  }

  @Test
  void whoWasAwayWhenTheOthersFellAsleepCatchesUp() {
    Sleeping.play(
        3,
        s -> {
          long leader = Moving.leader(s);
          long away = s.others(leader).getFirst();
          s.kill(away);
          s.propose(leader, "x", 20);
          Sleeping.awaitSleep(s);
          s.start(away);
          s.settle(s.others());
          Sleeping.awaitSleep(s);
        });
  }
}
