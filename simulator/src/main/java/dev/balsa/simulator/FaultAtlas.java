package dev.balsa.simulator;

import java.util.Set;
import java.util.TreeSet;

/**
 * Says whose disk may be damaged. Of everything that a majority held, a good copy stays, and a
 * majority of good machines stays to go on: so whatever else happens, nothing acknowledged may be
 * lost.
 */
final class FaultAtlas {
  /*
   * Per run and not per range of indexes: a member whose log is damaged stays down until it can be
   * repaired from its peers, so each one hit is one vote less until the end.
   */
  private final int most;
  private final Set<Long> hit = new TreeSet<>();

  FaultAtlas(int members) {
    this.most = (members - 1) / 2;
  }

  /** Whether this machine's disk may be damaged now; each is at most once. */
  boolean admits(long machine) {
    return !hit.contains(machine) && hit.size() < most;
  }

  /** A machine's disk was damaged. */
  void hit(long machine) {
    hit.add(machine);
  }

  /** Whether everything that was synced on this machine is as it was written. */
  boolean isGood(long machine) {
    return !hit.contains(machine);
  }
}
