package dev.balsa.simulator;

import dev.balsa.node.SnapshotLimits;
import java.util.List;
import java.util.function.Consumer;

/** What stories of groups that sleep while nothing happens ask for. */
public final class Sleeping {
  private static final long SEEDS = 5;
  private static final int QUIET_TIMEOUTS = 5;
  private static final int SEGMENT_BYTES = 16_384;

  private Sleeping() {}

  /** Tells a story of a group that sleeps after five quiet election timeouts, several times. */
  public static void play(int members, Consumer<Scenario> story) {
    Reign reign = new Reign(List.of(), 0, 0, 0, 0, 0, QUIET_TIMEOUTS);
    for (long seed = 1; seed <= SEEDS; seed++) {
      Scenario scenario =
          Scenario.of(
              StoryPlan.of(
                  seed, members, StoryPlan.CALM, SEGMENT_BYTES, SnapshotLimits.STANDARD, reign));
      story.accept(scenario);
      scenario.finish();
    }
  }

  /** Whether a member sleeps. */
  public static boolean isAsleep(Scenario story, long member) {
    return story.process(member).isAsleep();
  }

  /** Waits until all members that run sleep. */
  public static void awaitSleep(Scenario story) {
    story.await(
        "sleep",
        () ->
            story.others().stream()
                .filter(story::isUp)
                .allMatch(member -> isAsleep(story, member)));
  }
}
