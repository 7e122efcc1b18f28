package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.RoleName;

/**
 * A leader leads no longer than it takes to commit the configuration that takes its vote
 * (dissertation §4.2.2).
 */
final class LeavesWithoutVote implements Property {
  @Override
  public void knowing(Member member, Configuration inForce) {
    if (member.role == RoleName.LEADER
        && inForce.isStable()
        && !inForce.votes(member.id)
        && member.log.configurationIndex() <= member.commitIndex) {
      throw new BrokenProperty(
          "who has no vote stops leading",
          member
              + " leads term "
              + member.term
              + " and knows that "
              + inForce
              + " is committed, in which it has no vote");
    }
  }
}
