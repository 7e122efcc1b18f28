package dev.balsa.simulator.invariants;

import dev.balsa.core.Message;
import dev.balsa.core.RoleName;

/**
 * A server answers only after stable storage was updated (Figure 2): what an acknowledgement of
 * AppendEntries claims is on the follower's disk, and equals the log of the leader it is for.
 */
final class AcknowledgedIsDurable implements Property {
  private static final String NAME = "what is acknowledged is durable";

  private final Cluster cluster;

  AcknowledgedIsDurable(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void sending(Member member, Message message) {
    if (!(message instanceof Message.AppendEntriesResponse answer)
        || !answer.success()
        || answer.matchIndex() == 0) {
      return;
    }
    Member leader = cluster.member(answer.to());
    boolean leads = leader.role == RoleName.LEADER && leader.term == answer.term();
    if (!leads || member.durableState.term() > answer.term()) {
      return;
    }
    long index = answer.matchIndex();
    if (index <= member.snapshotIndex) {
      return;
    }
    if (member.durable.lastIndex() < index) {
      throw new BrokenProperty(
          NAME,
          member
              + " acknowledges index "
              + index
              + " and its disk holds up to "
              + member.durable.lastIndex());
    }
    if (!leader.log.holds(index, member.durable.termAt(index))) {
      throw new BrokenProperty(
          NAME,
          member
              + " acknowledges index "
              + index
              + " to "
              + leader
              + ", whose entry there is of another term");
    }
  }
}
