package dev.balsa.node;

import dev.balsa.node.Request.Query;

/** What the applier knows of how stale its state is. For its thread. */
final class Freshness {
  /*
   * How stale a state is cannot be told from when the leader was last heard: its message may have
   * been late, and it may have been deposed. What can be told: once a read that was asked at a time
   * by the own clock has been confirmed and its index is applied, the state reflects all that was
   * committed before that time. So each linearizable read of this member says so for those that
   * follow, on one clock and without trusting any other.
   */

  private static final long NANOS_PER_MILLI = 1_000_000;

  private boolean known;
  private long asOfNanos;

  /** A read that was asked at a time may be answered. */
  void confirmed(long askedNanos) {
    if (!known || askedNanos - asOfNanos > 0) {
      known = true;
      asOfNanos = askedNanos;
    }
  }

  /** Whether the state is fresh enough for a read. */
  boolean suffices(Consistency consistency, long nowNanos) {
    return switch (consistency) {
      case Consistency.Local local -> true;
      case Consistency.Bounded bounded ->
          known && nowNanos - asOfNanos <= bounded.maxStalenessMillis() * NANOS_PER_MILLI;
      case Consistency.Linearizable never -> false;
      case Consistency.Lease never -> false;
    };
  }

  /** As {@link Answer#staleMillis}, rounded up. */
  long staleMillis(Query<?> query, long nowNanos) {
    return switch (query.consistency()) {
      case Consistency.Linearizable fresh -> 0;
      case Consistency.Lease fresh -> 0;
      case Consistency.Local local -> staleMillis(nowNanos);
      case Consistency.Bounded bounded -> staleMillis(nowNanos);
    };
  }

  private long staleMillis(long nowNanos) {
    return known ? (nowNanos - asOfNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI : Answer.UNKNOWN;
  }
}
