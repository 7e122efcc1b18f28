package dev.balsa.simulator;

import dev.balsa.core.Configuration;
import dev.balsa.simulator.invariants.Cluster;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * Says whose disk may be damaged, or lost. Of everything that a majority held, a good copy stays,
 * and a majority of good members stays to go on: so whatever else happens, nothing acknowledged may
 * be lost.
 */
final class FaultAtlas {
  /*
   * Per run and not per range of indexes: a member whose log is damaged stays down until it can be
   * repaired from its peers, so each one hit is one vote less until the end.
   *
   * Where members change, each one hit is a vote less in every configuration that may still come into
   * force, until there is none any more that names it.
   */
  private interface Survivable {
    /** Whether a member may be lost, after which all these are. */
    boolean is(long member, Set<Long> lost);
  }

  private final Survivable survivable;
  private final Set<Long> hit = new TreeSet<>();

  private FaultAtlas(Survivable survivable) {
    this.survivable = survivable;
  }

  /** Of members that stay the same. */
  FaultAtlas(int members) {
    this((member, lost) -> lost.size() <= (members - 1) / 2);
  }

  /** Of members that change, and of whom some come back as others. */
  static FaultAtlas ofChanging(Cluster cluster) {
    return new FaultAtlas((member, lost) -> {
      List<Configuration> ahead = cluster.ahead();
      return ahead.stream().allMatch(each -> leavesMajority(each, lost))
          && ahead.stream().anyMatch(each -> each.isMember(member));
    });
  }

  private static boolean leavesMajority(Configuration configuration, Set<Long> lost) {
    LongPredicate left = id -> !lost.contains(id);
    return configuration.isQuorum(left)
        && (!configuration.isStaging() || new Configuration(configuration.next()).isQuorum(left));
  }

  /** Whether this member's disk may be damaged now; each is at most once. */
  boolean admits(long member) {
    Set<Long> lost = new TreeSet<>(hit);
    return lost.add(member) && survivable.is(member, lost);
  }

  /** A member's disk was damaged. */
  void hit(long member) {
    hit.add(member);
  }

  /** Whether everything that was synced on this member's disk is as it was written. */
  boolean isGood(long member) {
    return !hit.contains(member);
  }

  /** Whether enough of some voters are good to decide. */
  boolean mayDecide(List<Long> voters) {
    return leavesMajority(new Configuration(voters), hit);
  }
}
