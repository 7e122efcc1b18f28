package dev.balsa.simulator.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.simulator.history.Register.Action;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker passes what one copy could have shown, and finds what it could not. */
class LinearizabilityTest {
  private static final int SEEDS = 200;
  private final Linearizability checker = new Linearizability(Linearizability.STEPS_MAX);

  @Test
  void passesHistoriesOfOneCopy() {
    for (int seed = 0; seed < SEEDS; seed++) {
      assertThat(verdict(history(seed)))
          .as("seed %d", seed)
          .isInstanceOf(Verdict.Linearizable.class);
    }
  }

  @Test
  void passesTenThousandOperationsOfTwentyClients() {
    assertThat(verdict(Histories.linearizable(1, 20, 10, 10_000)))
        .isInstanceOf(Verdict.Linearizable.class);
  }

  /** A read shows a value that was overwritten before the read was asked. */
  @Test
  void findsStaleReads() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Operation<Action>> history = history(seed);
      long end = end(history);
      add(history, end + 1, end + 2, new Action.Write("old"));
      add(history, end + 3, end + 4, new Action.Write("new"));
      add(history, end + 5, end + 6, new Action.Read("old"));
      assertFound(seed, history);
    }
  }

  /** Two clients both replace the same value and are both told that they did. */
  @Test
  void findsLostUpdates() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Operation<Action>> history = history(seed);
      long end = end(history);
      add(history, end + 1, end + 2, new Action.Write("base"));
      add(history, end + 3, end + 9, new Action.CompareAndSet("base", "mine", true));
      add(history, end + 4, end + 8, new Action.CompareAndSet("base", "yours", true));
      assertFound(seed, history);
    }
  }

  /** A read shows the value of a write that was refused. */
  @Test
  void findsAbortedReads() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Operation<Action>> history = history(seed);
      long end = end(history);
      add(history, end + 1, end + 2, new Action.Write("base"));
      add(history, end + 3, end + 4, new Action.CompareAndSet("other", "aborted", false));
      add(history, end + 5, end + 6, new Action.Read("aborted"));
      assertFound(seed, history);
    }
  }

  /** Two halves go on by themselves, each showing its own last value. */
  @Test
  void findsSplitBrains() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Operation<Action>> history = history(seed);
      long end = end(history);
      add(history, end + 1, end + 4, new Action.Write("left"));
      add(history, end + 2, end + 5, new Action.Write("right"));
      add(history, end + 6, end + 9, new Action.Read("left"));
      add(history, end + 7, end + 10, new Action.Read("right"));
      add(history, end + 11, end + 12, new Action.Read("left"));
      assertFound(seed, history);
    }
  }

  @Test
  void anUnansweredWriteMayHaveHappenedOrNot() {
    List<Operation<Action>> seen = new ArrayList<>();
    seen.add(new Operation<>(0, "k", 1, Operation.NEVER, new Action.Write("w")));
    seen.add(new Operation<>(1, "k", 2, 3, new Action.Read(Register.ABSENT)));
    seen.add(new Operation<>(1, "k", 4, 5, new Action.Read("w")));
    assertThat(verdict(seen)).isInstanceOf(Verdict.Linearizable.class);
    seen.add(new Operation<>(1, "k", 6, 7, new Action.Read(Register.ABSENT)));
    assertThat(verdict(seen)).isInstanceOf(Verdict.NotLinearizable.class);
  }

  @Test
  void saysWhereItIsStuck() {
    List<Operation<Action>> history = new ArrayList<>();
    history.add(new Operation<>(0, "k", 1, 2, new Action.Write("a")));
    history.add(new Operation<>(0, "k", 3, 4, new Action.Read("b")));
    assertThat(verdict(history)).isEqualTo(new Verdict.NotLinearizable("k", List.of(0), 1));
  }

  @Test
  void givesUpAfterItsSteps() {
    assertThat(new Linearizability(10).check(Register.EMPTY, history(1)))
        .isInstanceOf(Verdict.OutOfSteps.class);
    assertThatThrownBy(() -> new Linearizability(0)).hasMessageContaining("stepsMax is 0");
  }

  private static List<Operation<Action>> history(int seed) {
    return new ArrayList<>(Histories.linearizable(seed, 2 + seed % 5, 2, 40 + seed));
  }

  private static long end(List<Operation<Action>> history) {
    return history.stream()
        .mapToLong(o -> Math.max(o.invoked(), o.answered() ? o.returned() : 0))
        .max()
        .orElse(0);
  }

  private static void add(
      List<Operation<Action>> history, long invoked, long returned, Action action) {
    history.add(new Operation<>(1_000_000 + history.size(), "k0", invoked, returned, action));
  }

  private void assertFound(int seed, List<Operation<Action>> history) {
    assertThat(verdict(history))
        .as("seed %d", seed)
        .isInstanceOfSatisfying(
            Verdict.NotLinearizable.class, found -> assertThat(found.key()).isEqualTo("k0"));
  }

  private Verdict verdict(List<Operation<Action>> history) {
    return checker.check(Register.EMPTY, history);
  }
}
