package dev.balsa.simulator;

import dev.balsa.core.Configuration;
import dev.balsa.log.MemberId;
import dev.balsa.node.SnapshotLimits;
import java.util.function.Consumer;

/** What stories of members that have lost their past ask for. */
public final class Returning {
  private static final long SEEDS = 5;

  private Returning() {}

  /** Tells a story of members that come back by themselves, several times. */
  public static void play(int members, Consumer<Scenario> story) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Plan plan =
          StoryPlan.of(
              seed,
              members,
              StoryPlan.CALM,
              Scenario.SHORT_SEGMENT_BYTES,
              SnapshotLimits.STANDARD,
              Reign.PLAIN);
      Scenario scenario = Scenario.of(plan.withMoves(new Moves(members, 0, true)));
      story.accept(scenario);
      scenario.finish();
    }
  }

  /** A machine loses power and its data directory, and starts again. */
  public static void wipe(Scenario story, long machine) {
    story.world().machine(machine).past().wipe();
    story.start(machine);
  }

  /** The member that runs on a machine now. */
  public static long member(Scenario story, long machine) {
    return story.world().machine(machine).member();
  }

  /** Whether another member than the first one runs on a machine, as the way back wants it. */
  public static boolean succeeds(Scenario story, long machine) {
    return MemberId.isSuccessor(member(story, machine));
  }

  /** Waits until the member on a machine votes, and the change that made it do so is over. */
  public static void awaitVote(Scenario story, long machine) {
    story.await(
        "the vote of machine " + machine,
        () -> {
          Configuration now = Moving.members(story, story.leader());
          return now.isStable() && now.votes(member(story, machine));
        });
  }

  /** A second machine that was given a number by mistake knocks at a member. */
  public static void knocksByMistake(Scenario story, long number, long at) {
    story.world().machine(at).past().knockedByMistake(MemberId.successor(number, () -> 1L << 20));
  }

  /** So often has somebody been sent away because the member with that number was heard lately. */
  public static long sentAway(Scenario story) {
    return story.times(SimMarks.KNOCKED_EARLY);
  }
}
