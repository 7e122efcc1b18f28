package dev.balsa.simulator;

import dev.balsa.core.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * What a seed decides about who leads, and about reads that rest on it.
 *
 * @param priorities one for each member, from member 1
 * @param transferNanos mean time between two wishes that another member leads; 0 for none
 * @param leaseDriftPermille as {@link Settings#leaseDriftPermille()}
 * @param leaseReads share of leases among the clients' linearizable reads
 * @param staleReadNanos mean time between two reads that may be stale; 0 for none
 * @param witness the member that keeps no state, if nothing speaks against it; 0 for none
 * @param quietTimeouts after so many election timeouts in which nothing happens the group sleeps; 0
 *     for never
 */
record Reign(
    List<Integer> priorities,
    long transferNanos,
    int leaseDriftPermille,
    double leaseReads,
    long staleReadNanos,
    long witness,
    int quietTimeouts) {
  /** Nobody is preferred, nobody hands over, nobody holds a lease. */
  static final Reign PLAIN = new Reign(List.of(), 0, 0, 0, 0, 0, 0);

  private static final long MILLI = 1_000_000;

  /** In one of so many seeds without leases a group in which nothing happens sleeps. */
  private static final int SLEEP_ONE_IN = 5;

  static Reign of(Chance chance, int members, int electionMillis) {
    boolean unequal = chance.below(3) == 0;
    List<Integer> priorities = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      priorities.add(unequal ? chance.between(0, Settings.PRIORITY_MAX) : Settings.PRIORITY_MAX);
    }
    boolean transfers = chance.below(2) == 0;
    long transferNanos = chance.spread(10L, 200L) * electionMillis * MILLI;
    boolean leases = chance.below(3) == 0;
    int drift = chance.pick(List.of(60, 250));
    double leaseReads = chance.share();
    boolean staleReads = chance.below(2) == 0;
    long staleReadNanos = chance.spread(20 * MILLI, 500 * MILLI);
    boolean witnesses = members >= 3 && chance.below(4) == 0;
    Chance own = chance.fork("sleep");
    boolean sleeps = own.below(SLEEP_ONE_IN) == 0 && !leases;
    return new Reign(
        priorities,
        transfers ? transferNanos : 0,
        leases ? drift : 0,
        leases ? leaseReads : 0,
        staleReads ? staleReadNanos : 0,
        witnesses ? chance.between(1, members) : 0,
        sleeps ? own.between(2, 12) : 0);
  }

  /** The settings of one member. */
  Settings settings(Settings all, long member) {
    int priority = priorities.isEmpty() ? Settings.PRIORITY_MAX : priorities.get((int) member - 1);
    return all.withPriority(priority).withLeases(leaseDriftPermille);
  }

  /**
   * How far a clock's rate may be off, in millionths, when it is to be off by that much: with
   * leases just as far as they bear.
   */
  long clockSkew(long wanted) {
    return leaseDriftPermille == 0 || wanted == 0 ? wanted : leaseDriftPermille * 1_000L;
  }

  /** The rate of a clock that is to be off by so many millionths at most. */
  long clockRate(long wanted, Chance chance) {
    long skew = clockSkew(wanted);
    // A lease that is trusted for too long shows only between clocks that are off as far as may be.
    if (leaseDriftPermille > 0 && chance.below(2) == 0) {
      return SimClock.RIGHT + (chance.below(2) == 0 ? skew : -skew);
    }
    return SimClock.rate(skew, chance);
  }
}
