package dev.balsa.simulator.invariants;

import dev.balsa.core.RoleName;

/**
 * Each term begins with an election (§5.1): nobody is in a term that no candidate has begun. So a
 * question whether an election would be won (dissertation §9.6) raises no term, neither where it is
 * asked nor where it is answered.
 */
final class TermsBeginWithElections implements Property {
  private long highestTerm;

  @Override
  public void changed(Member member) {
    if (member.role == RoleName.CANDIDATE) {
      highestTerm = Math.max(highestTerm, member.term);
    } else if (member.term > highestTerm) {
      throw new BrokenProperty(
          "each term begins with an election",
          member
              + " is in term "
              + member.term
              + " as "
              + member.role
              + ", and candidates have only reached term "
              + highestTerm);
    }
  }
}
