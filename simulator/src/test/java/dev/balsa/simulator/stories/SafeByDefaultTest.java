package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.RequestException;
import dev.balsa.simulator.Scenario;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What other libraries leave to an expert holds with the settings that Balsa is shipped with, while
 * power is cut. The README lists these by what the others do.
 */
class SafeByDefaultTest {
  @Test
  void anAnswerOutlivesAPowerCutOfAllMachinesInTheSameMoment() {
    Scenario.playAsShipped(
        3,
        s -> {
          for (int i = 0; i < 5; i++) {
            s.write(s.leader(), "x", "" + i);
            s.cutPowerOfAll();
            assertThat(s.read(s.leader(), "x")).isEqualTo("" + i);
          }
        });
  }

  @Test
  void anAnswerOfALoneMemberOutlivesAPowerCut() {
    Scenario.playAsShipped(
        1,
        s -> {
          s.leader();
          for (int i = 0; i < 5; i++) {
            s.write(1, "x", "" + i);
            s.cutPowerOfAll();
            s.leader();
            assertThat(s.read(1, "x")).isEqualTo("" + i);
          }
        });
  }

  /** That nobody votes twice in a term is checked all the time, over power cuts as well. */
  @Test
  void aVoteOutlivesAPowerCutInTheMiddleOfAnElection() {
    Scenario.playAsShipped(
        3,
        s -> {
          for (int i = 0; i < 10; i++) {
            long leader = s.leader();
            long term = s.term(leader);
            s.kill(leader);
            s.run(0.5 + 0.2 * i);
            s.others(leader).forEach(s::cutPower);
            s.others().forEach(s::start);
            assertThat(s.others().stream().mapToLong(s::term).max().orElseThrow())
                .isGreaterThanOrEqualTo(term);
          }
        });
  }

  @Test
  void aReadIsNeverOldUnlessOneAsksForAnOldOne() {
    Scenario.playAsShipped(
        3,
        s -> {
          long old = s.leader();
          s.write(old, "x", "before");
          s.isolate(old);
          s.await("another leader", () -> s.leader() != old);
          s.write(s.leader(), "x", "after");
          CompletableFuture<String> read = s.get(old, "x");
          assertThat(s.failure(read)).isInstanceOf(RequestException.NotDone.class);
          s.join();
          s.cutPowerOfAll();
          s.leader();
          for (long member : s.others()) {
            assertThat(s.read(member, "x")).isEqualTo("after");
          }
        });
  }
}
