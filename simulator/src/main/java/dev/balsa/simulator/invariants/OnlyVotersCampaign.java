package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.RoleName;

/**
 * Who has no vote neither campaigns nor leads (dissertation §4.2.1). One that an uncommitted
 * configuration takes the vote from may still be needed, and goes on until it is committed
 * (§4.2.2).
 */
final class OnlyVotersCampaign implements Property {
  private final Cluster cluster;

  OnlyVotersCampaign(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void changed(Member member) {
    if (member.role == RoleName.FOLLOWER) {
      return;
    }
    for (Configuration each : cluster.counting(member, member.commitIndex)) {
      if (each.votes(member.id)) {
        return;
      }
    }
    throw new BrokenProperty(
        "only voters campaign",
        member
            + " is "
            + member.role
            + " of term "
            + member.term
            + " and has no vote in "
            + cluster.inForceAt(member));
  }
}
