package dev.balsa.node;

import dev.balsa.core.HardState;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.Snapshots;
import java.util.ArrayList;
import java.util.List;

/**
 * How a {@link Witness}, which has no state to freeze, keeps its log short: it gets a snapshot of
 * another member when one is due, and forgets the log up to there. Used by the applier's thread.
 */
final class SnapshotFetching {
  /*
   * The others are asked one after the other, each for a snapshot newer than the one that is here:
   * whoever has none, or is gone, does not answer, and after a while the next one is asked. What is
   * sent comes in by the same way as what a leader sends to a follower that is far behind, so it is
   * checked as that is. Until it is durable here, nothing of the log is forgotten.
   */
  private final long self;
  private final Snapshots snapshots;
  private final SnapshotPolicy policy;
  private final Mailbox<SnapshotMail> snapshotter;
  private final long patienceNanos;
  private long settledIndex;
  private long asked = HardState.NOBODY;
  private long askAtNanos;

  /**
   * Asks nobody yet.
   *
   * @param policy says when a snapshot is due
   */
  SnapshotFetching(
      NodeSettings settings,
      Snapshots snapshots,
      SnapshotPolicy policy,
      Mailbox<SnapshotMail> snapshotter,
      long nowNanos) {
    this.self = settings.member();
    this.snapshots = snapshots;
    this.policy = policy;
    this.snapshotter = snapshotter;
    this.patienceNanos = settings.snapshots().stallMillis() * 1_000_000L;
    this.askAtNanos = nowNanos;
  }

  /** The log begins after a snapshot that took its place. */
  void restored(long index) {
    settledIndex = Math.max(settledIndex, index);
  }

  /**
   * Lets the log forget what a snapshot that has come stands for, or asks for one if it is time.
   *
   * @param members everyone who gets the log
   */
  void goOn(long appliedIndex, List<Long> members, long nowNanos) {
    SnapshotMeta newest = snapshots.newest();
    if (newest != null && newest.index() > settledIndex && newest.index() <= appliedIndex) {
      settledIndex = newest.index();
      policy.begin();
      snapshotter.add(new SnapshotMail.Discard(appliedIndex));
    } else if (policy.isDue() && nowNanos >= askAtNanos) {
      askAtNanos = nowNanos + patienceNanos;
      askNext(members);
    }
  }

  private void askNext(List<Long> members) {
    List<Long> others = new ArrayList<>(members);
    others.remove(self);
    if (others.isEmpty()) {
      return;
    }
    long after = asked;
    asked = others.stream().filter(each -> each > after).findFirst().orElse(others.getFirst());
    snapshotter.add(new SnapshotMail.Fetch(asked, settledIndex));
  }

  /** When to ask the next one. */
  long deadlineNanos() {
    return policy.isDue() ? askAtNanos : Long.MAX_VALUE;
  }
}
