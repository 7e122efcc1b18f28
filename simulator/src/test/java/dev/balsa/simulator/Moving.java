package dev.balsa.simulator;

import dev.balsa.core.Change;
import dev.balsa.core.Configuration;
import dev.balsa.node.SnapshotLimits;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** What stories about changes of the members ask for. */
public final class Moving {
  private static final long SEEDS = 5;

  private Moving() {}

  /**
   * Tells a story several times.
   *
   * @param members how many there are at first
   * @param machines how many there are with those that wait to be added
   */
  public static void play(int members, int machines, Consumer<Scenario> story) {
    tell(members, machines, false, story);
  }

  /** The same of members that take a snapshot soon and keep no log before it. */
  public static void playWithSnapshots(int members, int machines, Consumer<Scenario> story) {
    tell(members, machines, true, story);
  }

  private static void tell(int members, int machines, boolean snapshots, Consumer<Scenario> story) {
    for (long seed = 1; seed <= SEEDS; seed++) {
      Plan plan =
          StoryPlan.of(
              seed,
              members,
              StoryPlan.CALM,
              Scenario.SHORT_SEGMENT_BYTES,
              snapshots ? Scenario.SNAPSHOTS : SnapshotLimits.STANDARD,
              Reign.PLAIN);
      Scenario scenario = Scenario.of(plan.withMoves(new Moves(machines, 0, false)));
      story.accept(scenario);
      scenario.finish();
    }
  }

  /** Asks a member to change the members. */
  public static CompletableFuture<String> change(
      Scenario story, long member, UnaryOperator<Change> change) {
    Incarnation process = story.process(member);
    CompletableFuture<String> over =
        process.core().changeMembers(change).thenApply(String::valueOf);
    process.asked();
    return over;
  }

  /** Who leads and has committed something in its term, so that it takes changes in. */
  public static long leader(Scenario story) {
    long leader = story.leader();
    story.write(leader, "leader", "" + leader);
    return leader;
  }

  /** Asks the leader, which must do it. */
  public static void changed(Scenario story, UnaryOperator<Change> change) {
    CompletableFuture<String> over = change(story, leader(story), change);
    story.ends(over);
    over.join();
  }

  /** The members that a member knows, committed or not. */
  public static Configuration members(Scenario story, long member) {
    return story.process(member).raft().configuration();
  }

  /** Whether a member stopped because it was removed. */
  public static boolean hasLeft(Scenario story, long member) {
    return story.world().machine(member).hasLeft();
  }
}
