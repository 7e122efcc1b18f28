package dev.balsa.simulator.stories;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.node.RequestException;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.SessionLimits;
import dev.balsa.simulator.Scenario;
import dev.balsa.simulator.ScenarioSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Clients whose commands are applied once (dissertation §6.3). */
class SessionStoriesTest {
  private static final SessionLimits LIMITS = SessionLimits.STANDARD.withTimeout(3000);

  private static void append(Scenario s, ScenarioSession session, String value) {
    CompletableFuture<String> answer = session.append(value);
    s.ends(answer);
    assertThat(answer).isCompletedWithValue(value);
  }

  /** The answer of a leader was lost with it, and the client's retry did the same once more. */
  @Test
  void aRetryAcrossAChangeOfLeaderAppliesOnce() {
    Scenario.play(
        3,
        s -> {
          long old = s.leader();
          ScenarioSession session = new ScenarioSession(s, old, LIMITS);
          append(s, session, "a");
          long before = s.lastIndex(old);
          CompletableFuture<String> second = session.append("b");
          List<Long> others = s.others(old);
          s.await(
              "the others have it",
              () -> others.stream().allMatch(other -> s.lastIndex(other) > before));
          s.isolate(old);
          s.await("another leader", () -> s.leader() != old);
          session.turnTo(s.leader());
          s.ends(second);
          assertThat(second).isCompletedWithValue("b");
          append(s, session, "c");
          assertThat(session.list()).containsExactly("a", "b", "c");
          s.join();
          s.settle(s.others());
        });
  }

  /** Whoever was away for too long was given another session without a word. */
  @Test
  void anExpiredSessionSaysSo() {
    Scenario.play(
        3,
        s -> {
          long leader = s.leader();
          ScenarioSession away = new ScenarioSession(s, leader, LIMITS);
          ScenarioSession other = new ScenarioSession(s, leader, LIMITS);
          append(s, away, "a");
          append(s, other, "b");
          s.run(30);
          append(s, away, "c");
          away.silent(true);
          s.run(30);
          away.silent(false);
          RequestException why = s.failure(away.append("d"));
          assertThat(why)
              .isInstanceOfSatisfying(
                  NotDone.class,
                  failure ->
                      assertThat(failure.reason()).isEqualTo(NotDone.Reason.SESSION_EXPIRED));
          assertThat(s.failure(away.append("e"))).isInstanceOf(NotDone.class);
          append(s, other, "f");
          assertThat(other.list()).containsExactly("a", "b", "c", "f");
        });
  }
}
