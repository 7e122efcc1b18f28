package dev.balsa.simulator.invariants;

import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;

/**
 * What a disk was synced with is found again after a restart (Figure 2, persistent state): the log
 * and the vote are those that were certain, followed by some first part of the writes in flight, in
 * their order.
 */
final class NothingForgotten implements Property {
  private static final String NAME = "nothing synced is forgotten";

  private final Cluster cluster;

  NothingForgotten(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public void starting(Member member, HardState state, LogFacts found, LogStart snapshot) {
    // A damaged snapshot is removed if the log holds all that it stands for, and else refused.
    if (snapshot.index() < member.snapshotIndex && !member.damaged) {
      throw new BrokenProperty(
          NAME,
          member
              + " finds a snapshot of entry "
              + snapshot.index()
              + ", and one of "
              + member.snapshotIndex
              + " was certain");
    }
    Found there = new Found(state, found, snapshot);
    LogFacts log = new LogFacts();
    log.copy(member.durable);
    HardState hardState = member.durableState;
    if (there.is(hardState, log)) {
      return;
    }
    for (Effect.Persist write : member.inFlight) {
      HardState next = write.hardState();
      if (next != null) {
        hardState = next;
        if (there.is(hardState, log)) {
          return;
        }
      }
      LogStart start = write.start();
      if (start != null && !log.holds(start.index(), start.term())) {
        log.copy(cluster.committed, start.index());
        if (there.is(hardState, log)) {
          return;
        }
      }
      for (Entry entry : write.entries()) {
        log.add(entry);
        if (there.is(hardState, log)) {
          return;
        }
      }
    }
    throw new BrokenProperty(
        NAME,
        member
            + " finds term "
            + state.term()
            + " with vote "
            + state.votedFor()
            + " and a log up to "
            + found.lastIndex()
            + " of term "
            + found.lastTerm()
            + "; certain were term "
            + member.durableState.term()
            + " with vote "
            + member.durableState.votedFor()
            + " and a log up to "
            + member.durable.lastIndex()
            + " of term "
            + member.durable.lastTerm()
            + "; in flight were "
            + member.inFlight.size()
            + " writes");
  }

  /** What was found after a restart. */
  private record Found(HardState state, LogFacts log, LogStart snapshot) {
    /**
     * Whether this is what such a disk leaves: a log that does not hold the entry of the newest
     * snapshot is begun anew after it, in its term at least.
     */
    boolean is(HardState writtenState, LogFacts written) {
      if (written.holds(snapshot.index(), snapshot.term())) {
        return state.equals(writtenState)
            && log.lastIndex() == written.lastIndex()
            && log.lastTerm() == written.lastTerm();
      }
      HardState raised =
          snapshot.term() > writtenState.term()
              ? new HardState(snapshot.term(), HardState.NOBODY)
              : writtenState;
      return state.equals(raised) && log.lastIndex() == snapshot.index();
    }
  }
}
