package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force at a member is the latest in its log (§6), also after a tail was cut
 * or a snapshot took the place of the log.
 */
final class MembersAsTheLogSays implements Property {
  /** What a member knew when that was last looked at, which is not needed if nothing changed. */
  private static final class Seen {
    private @Nullable Configuration inForce;
    private long index;
  }

  private final Cluster cluster;
  private final PerMember<Seen> seen = new PerMember<>(Seen::new);

  MembersAsTheLogSays(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void knowing(Member member, Configuration inForce) {
    Seen last = seen.of(member);
    long index = member.log.configurationIndex();
    if (index == last.index && inForce.equals(last.inForce)) {
      return;
    }
    last.inForce = inForce;
    last.index = index;
    // Who waits to be added does not know what the cluster began with.
    if (!inForce.isNone() && !inForce.equals(cluster.inForceAt(member))) {
      throw new BrokenProperty(
          "the members are those that the log names",
          member + " goes by " + inForce + ", and its log says " + cluster.inForceAt(member));
    }
  }
}
