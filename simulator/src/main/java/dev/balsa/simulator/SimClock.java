package dev.balsa.simulator;

import dev.balsa.node.NanoClock;
import java.util.function.LongSupplier;

/** The clock of one machine: it runs at a rate of its own, and never back. */
final class SimClock implements NanoClock {
  /** The rate of a clock that is right, in millionths. */
  static final long RIGHT = 1_000_000;

  private final LongSupplier world;
  private long worldBaseNanos;
  private long ownBaseNanos;
  private long rate;

  /**
   * A clock.
   *
   * @param world the true time in nanoseconds
   * @param startNanos what it shows now
   * @param rate its speed in millionths
   */
  SimClock(LongSupplier world, long startNanos, long rate) {
    this.world = world;
    this.worldBaseNanos = world.getAsLong();
    this.ownBaseNanos = startNanos;
    this.rate = rate;
  }

  /** A rate that differs from the right one by so many millionths at most. */
  static long rate(long skew, Chance chance) {
    return RIGHT + (skew == 0 ? 0 : chance.between(-skew, skew));
  }

  @Override
  public long nanos() {
    return ownBaseNanos + (world.getAsLong() - worldBaseNanos) * rate / RIGHT;
  }

  /** From now on it runs at another rate. */
  void setRate(long newRate) {
    ownBaseNanos = nanos();
    worldBaseNanos = world.getAsLong();
    rate = newRate;
  }

  /** The true time at which it will show a time, in the future or now. */
  long worldNanos(long ownNanos) {
    long ahead = ownNanos - ownBaseNanos;
    return worldBaseNanos + (ahead * RIGHT + rate - 1) / rate;
  }
}
