package dev.balsa.simulator;

import java.util.List;
import java.util.function.Consumer;

/** Stories of two members with a state and a witness. */
public final class Witnessing {
  /** The one that keeps no state. */
  public static final long WITNESS = 3;

  private static final long SEEDS = 5;

  private Witnessing() {}

  /**
   * Tells a story several times, with snapshots after every 2,000 bytes and no log kept before
   * them.
   */
  public static void play(Consumer<Scenario> story) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Reign reign = new Reign(List.of(), 0, 0, 0, 0, WITNESS, 0);
      Scenario scenario =
          Scenario.of(
              StoryPlan.of(
                  seed,
                  3,
                  StoryPlan.CALM,
                  Scenario.SHORT_SEGMENT_BYTES,
                  Scenario.SNAPSHOTS,
                  reign));
      story.accept(scenario);
      scenario.finish();
    }
  }

  /** A member with a state that leads, which it does in the end. */
  public static long leader(Scenario scenario) {
    scenario.await("a leader with a state", () -> scenario.leader() != WITNESS);
    return scenario.leader();
  }

  /** The log of the witness may begin after this entry. */
  public static long snapshotIndex(Scenario scenario) {
    return scenario.process(WITNESS).core().status().snapshotIndex();
  }
}
