package dev.balsa.simulator;

import dev.balsa.node.Consistency;

/**
 * Reads by lease at a leader that was cut off, about when its lease has to end: whoever trusts a
 * lease for too long answers them for a few milliseconds more than it may.
 */
final class LeaseReads {
  private static final int READS = 24;

  private LeaseReads() {}

  /** From 0.6 to 1.4 election timeouts from now, as long as it leads. */
  static void askSoon(World world, Machine leader, Chance chance) {
    Incarnation process = leader.process();
    if (process == null || world.plan().reign().leaseDriftPermille() == 0) {
      return;
    }
    long electionNanos = world.plan().electionNanos();
    for (int i = 0; i < READS; i++) {
      long after = electionNanos * 6 / 10 + i * electionNanos * 8 / 10 / READS;
      world.at(
          world.nowNanos() + after + chance.below(electionNanos * 8 / 10 / READS),
          () -> ask(leader, process));
    }
  }

  private static void ask(Machine leader, Incarnation process) {
    if (leader.process() == process && process.leads()) {
      var _ = process.core().read(Consistency.LEASE, () -> 0);
      process.asked();
    }
  }
}
