package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A candidate wins if it receives votes from a majority of the servers in the full cluster for the
 * same term (§5.2): votes of an earlier term do not count, nor does one voter count twice. While a
 * configuration is joint it needs a majority of each half (§6), and who has no vote in it is not
 * counted, itself included.
 */
final class ElectedByMajority implements Property {
  private record Candidacy(long candidate, long term) {}

  private final Cluster cluster;
  private final Map<Candidacy, Set<Long>> voters = new HashMap<>();

  ElectedByMajority(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void sending(Member member, Message message) {
    if (message instanceof Message.RequestVoteResponse answer && answer.granted()) {
      voters
          .computeIfAbsent(new Candidacy(answer.to(), answer.term()), any -> new HashSet<>())
          .add(member.id);
    }
  }

  @Override
  public void changed(Member member) {
    if (member.role != RoleName.LEADER) {
      return;
    }
    Set<Long> granted = voters.getOrDefault(new Candidacy(member.id, member.term), Set.of());
    Configuration configuration = cluster.inForceAt(member);
    if (!Quorum.agrees(configuration, voter -> voter == member.id || granted.contains(voter))) {
      throw new BrokenProperty(
          "a leader has the votes of a majority",
          member
              + " leads term "
              + member.term
              + " with votes of "
              + new TreeSet<>(granted)
              + " and its own, of "
              + configuration);
    }
  }
}
