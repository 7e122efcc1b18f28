package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * Who can decide, worked out apart from the core's own way: a majority of the voters, and while
 * joint one of the outgoing voters as well (§6).
 */
final class Quorum {
  private Quorum() {}

  /** Whether those that agree are one; whoever has no vote is never asked about. */
  static boolean agrees(Configuration configuration, LongPredicate agrees) {
    boolean old = configuration.outgoing().isEmpty() || most(configuration.outgoing(), agrees);
    return old && most(configuration.voters(), agrees);
  }

  private static boolean most(List<Long> voters, LongPredicate agrees) {
    long agreeing = voters.stream().filter(agrees::test).count();
    return 2 * agreeing > voters.size();
  }
}
