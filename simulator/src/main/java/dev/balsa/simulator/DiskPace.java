package dev.balsa.simulator;

import java.util.function.Supplier;

/** How long the disk of one machine takes. */
final class DiskPace {
  private final World world;
  private final Supplier<SimDisk> disks;
  private final Chance chance;
  private long hungUntilNanos;
  private long slowUntilNanos;

  DiskPace(World world, Supplier<SimDisk> disks, Chance chance) {
    this.world = world;
    this.disks = disks;
    this.chance = chance;
  }

  /** Does nothing until a time. */
  void hang(long untilNanos) {
    hungUntilNanos = Math.max(hungUntilNanos, untilNanos);
  }

  /** Is slow until a time. */
  void slow(long untilNanos) {
    slowUntilNanos = Math.max(slowUntilNanos, untilNanos);
  }

  /** Is as quick as usual from now on. */
  void heal() {
    hungUntilNanos = world.nowNanos();
    slowUntilNanos = world.nowNanos();
  }

  /** How long it takes for what is in flight. */
  long nanos() {
    Plan.Disk behaviour = world.diskBehaviour();
    SimDisk disk = disks.get();
    int syncs = disk.syncsInFlight();
    long nanos = 1_000L * disk.stepsInFlight();
    for (int i = 0; i < syncs; i++) {
      nanos += behaviour.syncNanos() / 2 + chance.below(behaviour.syncNanos() + 1);
    }
    if (disk.stepsInFlight() == 0) {
      nanos += chance.below(behaviour.syncNanos() + 1);
    }
    if (world.nowNanos() < slowUntilNanos || chance.happens(behaviour.slow())) {
      nanos += chance.below(Math.max(behaviour.slowNanos(), world.plan().electionNanos() / 2) + 1);
    }
    return nanos + Math.max(0, hungUntilNanos - world.nowNanos());
  }
}
