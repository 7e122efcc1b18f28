package dev.balsa.simulator;

import dev.balsa.core.Configuration;
import java.util.List;

/**
 * What a seed decides about changes of the members.
 *
 * @param machines how many machines there are, of which those that are no member at first wait to
 *     be added; 0 for just the members
 * @param changeNanos mean time between two wishes for other members; 0 for none
 * @param rejoins whether members that have lost their past come back by themselves
 */
record Moves(int machines, long changeNanos, boolean rejoins) {
  /** The members stay what they are. */
  static final Moves NONE = new Moves(0, 0, false);

  private static final long MILLI = 1_000_000;

  /** In one of so many seeds the members change. */
  private static final int ONE_IN = 3;

  private static final int SPARES_MAX = 3;

  /** In one of so many of these some lose their past. */
  private static final int REJOIN_ONE_IN = 2;

  /** Among fewer nobody can be spared. */
  private static final int REJOIN_LEAST = 3;

  static Moves of(Chance chance, Configuration configuration, int electionMillis) {
    if (chance.below(ONE_IN) > 0) {
      return NONE;
    }
    int machines = configuration.voters().size() + chance.between(1, SPARES_MAX);
    long times = chance.pick(List.of(chance.spread(8L, 40L), chance.spread(20L, 300L)));
    boolean rejoins =
        chance.fork("rejoins").below(REJOIN_ONE_IN) == 0
            && configuration.voters().size() >= REJOIN_LEAST;
    return new Moves(
        Math.min(machines, Configuration.VOTERS_MAX), times * electionMillis * MILLI, rejoins);
  }

  /** Whether the members ever change. */
  boolean any() {
    return machines > 0;
  }
}
