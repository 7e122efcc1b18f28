package dev.balsa.simulator.invariants;

import dev.balsa.core.RoleName;
import java.util.HashMap;
import java.util.Map;

/** Election Safety (§5.2): at most one leader can be elected in a given term. */
final class ElectionSafety implements Property {
  private final Map<Long, Long> leaders = new HashMap<>();

  @Override
  public void changed(Member member) {
    if (member.role != RoleName.LEADER) {
      return;
    }
    Long other = leaders.putIfAbsent(member.term, member.id);
    if (other != null && other != member.id) {
      throw new BrokenProperty(
          "election safety",
          "members " + other + " and " + member.id + " both lead term " + member.term);
    }
  }
}
