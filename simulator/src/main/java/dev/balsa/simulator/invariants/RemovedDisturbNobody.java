package dev.balsa.simulator.invariants;

import dev.balsa.core.ConfigurationAt;
import dev.balsa.core.Message;
import dev.balsa.core.RoleName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A server that was removed and does not know it does not disturb the others (dissertation §4.2.3):
 * it begins no election, and so raises no term, unless the leader wanted it to, or the grants for
 * that were given before it was removed.
 */
final class RemovedDisturbNobody implements Property {
  private final Cluster cluster;

  /** Who would have voted for a member in the term after one, when it was not removed yet. */
  private final PerMember<Map<Long, Set<Long>>> granted = new PerMember<>(HashMap::new);

  private final PerMember<Set<Long>> wantedInTerm = new PerMember<>(HashSet::new);

  RemovedDisturbNobody(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void sending(Member member, Message message) {
    if (message instanceof Message.PreVoteResponse answer
        && answer.granted()
        && !isRemoved(cluster.member(answer.to()))) {
      granted
          .of(answer.to())
          .computeIfAbsent(answer.requestTerm(), any -> new HashSet<>())
          .add(member.id);
    }
  }

  @Override
  public void hearing(Member member, Message message, long nowNanos) {
    if (message instanceof Message.TimeoutNow) {
      wantedInTerm.of(member).add(message.term());
    }
  }

  @Override
  public void changed(Member member) {
    if (member.role != RoleName.CANDIDATE
        || !isRemoved(member)
        || wantedInTerm.of(member).contains(member.term - 1)) {
      return;
    }
    Set<Long> before = granted.of(member).getOrDefault(member.term - 1, Set.of());
    if (!Quorum.agrees(cluster.inForceAt(member), id -> id == member.id || before.contains(id))) {
      throw new BrokenProperty(
          "a removed member disturbs nobody",
          member + " was removed, and begins an election in term " + member.term);
    }
  }

  /** Whether the entry that takes its place away is committed, and its own log lacks it. */
  private boolean isRemoved(Member member) {
    ConfigurationAt removal = null;
    for (ConfigurationAt each : cluster.committed.configurations()) {
      if (each.configuration().isMember(member.id)) {
        removal = null;
      } else if (removal == null && cluster.wasMember(member.id)) {
        removal = each;
      }
    }
    return removal != null
        && !member.log.holds(removal.index(), cluster.committed.termAt(removal.index()));
  }
}
