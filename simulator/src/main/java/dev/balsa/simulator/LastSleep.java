package dev.balsa.simulator;

import dev.balsa.simulator.invariants.BrokenProperty;
import java.util.List;

/** In the end, when nobody asks for anything any more, a group goes to sleep where groups do. */
final class LastSleep {
  /** So many election timeouts after it has been quiet for long enough it sleeps. */
  private static final long SLEEP_TIMEOUTS_MAX = 40;

  private final World world;
  private final boolean asleep;

  /** Waits for the sleep, if the seed has any. */
  LastSleep(World world, List<Machine> members) {
    this.world = world;
    this.asleep = Slumber.mayCome(world.plan()) && comes(members);
  }

  private boolean comes(List<Machine> members) {
    long electionNanos = world.plan().electionNanos();
    long timeouts = world.plan().reign().quietTimeouts() + SLEEP_TIMEOUTS_MAX;
    long deadline = world.nowNanos() + timeouts * electionNanos;
    while (!members.stream().allMatch(LastSleep::isAsleep)) {
      if (world.nowNanos() >= deadline) {
        return false;
      }
      world.runUntil(world.nowNanos() + electionNanos / 8);
    }
    return true;
  }

  private static boolean isAsleep(Machine machine) {
    Incarnation process = machine.process();
    return process != null && process.isAsleep();
  }

  /** The process of the leader is gone; nobody asks anything, and another one must lead. */
  void end(List<Machine> others) {
    long electionNanos = world.plan().electionNanos();
    long deadline = world.nowNanos() + Recovery.WRITE_TIMEOUTS_MAX * electionNanos;
    while (asleep && others.stream().noneMatch(Machine::leads)) {
      if (world.nowNanos() >= deadline) {
        throw new BrokenProperty(
            "a sleeping group notices that its leader is gone",
            "nobody of " + others.stream().map(Machine::member).toList() + " did");
      }
      world.runUntil(world.nowNanos() + electionNanos / 4);
    }
    if (asleep) {
      world.mark(SimMarks.WOKE_WITHOUT_LEADER);
    }
  }
}
