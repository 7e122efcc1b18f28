package dev.balsa.simulator.invariants;

import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.Message;

/** What is committed is on the disks of a majority (§5.3, §5.4.2), and stays there. */
final class CommittedOnMajority implements Property {
  /*
   * A disk outside that majority may lose it. A leader of an earlier term, whose log ends in a later
   * term than the entry, replaces it on a disk; the write takes long; meanwhile the leader of a
   * later term commits the entry by others that hold it.
   *
   * Which configuration a leader counted by is not told. It is the one as of the entry or a later one
   * of its log. A follower that says that the entry is committed need not have all of these; so a
   * leader is judged when it first tells anybody, even if its own disk does not hold the entry yet.
   */
  private static final String NAME = "what is committed is durable on a majority";

  private final Cluster cluster;
  private long announcedIndex;

  CommittedOnMajority(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void committing(Member member, long index, boolean isNews) {
    if (isNews && index > announcedIndex) {
      check(member, index);
    }
  }

  @Override
  public void sending(Member member, Message message) {
    if (message instanceof Message.AppendEntries request
        && request.leaderCommit() > announcedIndex
        && request.leaderCommit() > cluster.committed.lastIndex()
        && request.term() == member.term) {
      check(member, request.leaderCommit());
      announcedIndex = request.leaderCommit();
    }
  }

  private void check(Member member, long index) {
    long term = member.log.termAt(index);
    for (Configuration configuration : cluster.counting(member, index)) {
      if (cluster.isDurableOnQuorum(configuration, index, term)) {
        return;
      }
    }
    throw new BrokenProperty(
        NAME,
        member
            + " takes entry "
            + index
            + " of term "
            + term
            + " for committed, and it is on "
            + cluster.durableOn(index, term)
            + " disks, which are no quorum of "
            + cluster.counting(member, index));
  }

  @Override
  public void storing(Member member, Entry entry) {
    long index = entry.index();
    LogFacts committed = cluster.committed;
    if (index > committed.lastIndex() || index > member.durable.lastIndex()) {
      return;
    }
    boolean replaces =
        committed.termAt(index) != entry.term()
            && committed.termAt(index) == member.durable.termAt(index);
    if (replaces && !stays(member, index)) {
      throw new BrokenProperty(
          NAME,
          member
              + " replaces the committed entry "
              + index
              + ", which then is on no quorum of "
              + cluster.configuration());
    }
  }

  /** A leader that has a joint configuration committed may count by its new half alone (§6). */
  private boolean stays(Member loses, long index) {
    Configuration newHalf = new Configuration(cluster.configuration().voters());
    long term = cluster.committed.termAt(index);
    return Quorum.agrees(newHalf, id -> id != loses.id && cluster.isDurableOn(id, index, term));
  }
}
