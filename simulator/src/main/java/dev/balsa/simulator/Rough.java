package dev.balsa.simulator;

import dev.balsa.core.Settings;
import org.jspecify.annotations.Nullable;

/**
 * The rough weather of some seeds: old messages come among new ones, disks are slow, and members
 * keep so little in memory that they read what they send. Alone each of these does little; together
 * they bring late answers to a leader that has gone on meanwhile.
 */
final class Rough {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;

  /** One in so many seeds with faults is rough. */
  private static final int ONE_IN = 4;

  private static final int APPEND_BYTES_LEAST = 1024;

  private final Chance chance;

  private Rough(Chance chance) {
    this.chance = chance;
  }

  /** The weather of a seed, or null if it is not rough. */
  static @Nullable Rough of(long seed) {
    Chance chance = new Chance(seed).fork("rough");
    return chance.below(ONE_IN) == 0 ? new Rough(chance) : null;
  }

  /** The same bounds, with batches and memory as small as they can be. */
  Settings settings(Settings drawn) {
    return new Settings(
        drawn.electionTimeoutMillis(),
        drawn.heartbeatMillis(),
        drawn.commandBytesMax(),
        APPEND_BYTES_LEAST,
        APPEND_BYTES_LEAST * chance.between(1L, 8L),
        drawn.uncommittedBytesMax(),
        APPEND_BYTES_LEAST,
        drawn.readsMax());
  }

  /** Messages that are late, doubled and lost. */
  Plan.Network network(int electionMillis) {
    long electionNanos = electionMillis * MILLI;
    return new Plan.Network(
        chance.spread(50 * MICRO, electionNanos / 20),
        0.05 + chance.share() * 0.35,
        chance.spread(electionNanos / 2, 3 * electionNanos),
        chance.share() * 0.05,
        chance.share() * 0.3,
        false,
        chance.below(3) > 0);
  }

  /** Syncs that take long. */
  Plan.Disk disk(int electionMillis) {
    long electionNanos = electionMillis * MILLI;
    return new Plan.Disk(
        chance.spread(50 * MICRO, electionNanos / 10),
        0.3 * chance.share(),
        electionNanos / 2,
        false);
  }
}
