package dev.balsa.core;

/**
 * What a server knows of its own place in the cluster, and what it tells of changes (dissertation
 * chapter 4).
 */
final class Membership {
  /*
   * Implementation note: who may campaign.
   *
   * A server that the configuration in force leaves out may still be needed: if it is the only one
   * with that entry, nobody else can win an election, because its log is the longest (dissertation
   * §4.2.2). So it campaigns, without a vote of its own, as long as the entry is not known to be
   * committed and it votes in the configuration before. From then on it is silent for good.
   *
   * A removed server that missed the commit would ask for pre-votes for ever. Whoever knows a
   * committed configuration without it says so, and names the index of that configuration. The
   * asker believes it only if it knows no later configuration itself: what it knows up to there is
   * then either the same, or older, or will never commit, so the last word about it is that it has
   * no place. To believe it is safe in any case, since a server that never campaigns does no harm; and if
   * a leader sends it a configuration in which it has a place after all, it takes part again.
   */
  private final long id;
  private final Configurations configurations;
  private final Outbox outbox;
  private Configuration toldInForce;
  private long toldIndex;
  private boolean toldCommitted;
  private long toldCommitIndex;
  private long removedAtIndex;
  private boolean removedTold;

  Membership(long id, Configurations configurations, Outbox outbox, long commitIndex) {
    this.id = id;
    this.configurations = configurations;
    this.outbox = outbox;
    this.toldInForce = configurations.latest();
    this.toldIndex = configurations.latestIndex();
    this.toldCommitted = toldIndex <= commitIndex;
    this.toldCommitIndex = commitIndex;
  }

  /** Whether this server may start an election. */
  boolean mayCampaign(long commitIndex) {
    return !isRemoved() && configurations.votesFrom(commitIndex, id);
  }

  /** Whether this server alone can decide. */
  boolean isAlone() {
    Configuration latest = configurations.latest();
    return latest.voters().size() == 1 && latest.isQuorum(member -> member == id);
  }

  /**
   * Where it is committed that a server has no place in the cluster, so that it can be told; 0 if
   * that is not so.
   */
  long absentSince(long server, long commitIndex) {
    ConfigurationAt committed = configurations.asOf(commitIndex);
    boolean absent =
        !committed.configuration().isNone()
            && !committed.configuration().isMember(server)
            && !configurations.latest().isMember(server);
    return absent ? committed.index() : 0;
  }

  /** Another server says that this one has no place as of a committed configuration. */
  void toldAbsent(long index) {
    if (index > 0 && index >= configurations.latestIndex()) {
      remove(index);
    }
  }

  private boolean isRemoved() {
    return removedAtIndex > 0 && removedAtIndex >= configurations.latestIndex();
  }

  /**
   * A snapshot takes the place of the log, and may leave this server out. What is not committed in
   * the log says nothing: a snapshot without it may be of a time before this server was added.
   */
  void replaced(SnapshotMeta meta, long commitIndex) {
    if (configurations.asOf(commitIndex).configuration().isMember(id)
        && !meta.configuration().isMember(id)) {
      remove(meta.index());
    }
  }

  /** Tells what has changed in a turn. */
  void endTurn(long commitIndex) {
    if (commitIndex > toldCommitIndex) {
      for (ConfigurationAt each : configurations.between(toldCommitIndex, commitIndex)) {
        // A snapshot may only repeat what is known to be committed.
        if (!toldCommitted || !each.configuration().equals(toldInForce)) {
          tell(each, true);
        }
        toldIndex = each.index();
      }
      toldCommitIndex = commitIndex;
      ConfigurationAt committed = configurations.asOf(commitIndex);
      if (committed.index() == configurations.latestIndex()
          && !committed.configuration().isMember(id)
          && configurations.knewBefore(committed.index(), id)) {
        remove(committed.index());
      }
    }
    if (configurations.latestIndex() != toldIndex || !configurations.latest().equals(toldInForce)) {
      tell(configurations.asOf(Long.MAX_VALUE), configurations.latestIndex() <= commitIndex);
      removedTold &= isRemoved();
    }
  }

  private void tell(ConfigurationAt each, boolean committed) {
    toldInForce = each.configuration();
    toldIndex = each.index();
    toldCommitted = committed;
    outbox.observe(new Effect.ConfigurationChanged(each.index(), each.configuration(), committed));
  }

  private void remove(long index) {
    removedAtIndex = index;
    if (!removedTold) {
      removedTold = true;
      outbox.observe(new Effect.Removed(index));
    }
  }
}
