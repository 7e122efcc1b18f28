package dev.balsa.simulator;

import dev.balsa.node.SnapshotArrival;
import dev.balsa.simulator.invariants.BrokenProperty;

/** Looks at snapshots that have come from other members, some of it taken from an older one. */
final class Arrivals {
  private Arrivals() {}

  /** A snapshot has come to a machine. Whatever it was put together from, it must be whole. */
  static void seen(World world, Machine machine, SnapshotArrival arrival) {
    if (arrival.reusedBytes() > 0) {
      world.mark(SimMarks.SNAPSHOT_REUSED);
    }
    if (!arrival.whole() && world.atlas().isGood(machine.member())) {
      throw new BrokenProperty(
          "a snapshot that arrives is whole",
          "member "
              + machine.member()
              + " got "
              + arrival.sentBytes()
              + " bytes of the snapshot of entry "
              + arrival.meta().index()
              + ", took "
              + arrival.reusedBytes()
              + " from its own, and that is not what was sent");
    }
  }
}
