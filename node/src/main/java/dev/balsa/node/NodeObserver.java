package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.SnapshotMeta;
import java.util.List;

/**
 * Watches a node: for logs, metrics, mirrors, the lab. Nothing in the node depends on it, and every
 * method must return at once; what takes time belongs on a thread of the observer's own.
 */
public interface NodeObserver {
  /** Watches nothing. */
  NodeObserver NONE = new NodeObserver() {};

  /**
   * One turn of the core ended. Called by the consensus thread, after the effects were handed on.
   */
  default void turned(long nowNanos, List<Event> events, List<Effect> effects) {}

  /**
   * A write is on disk. Called by the log writer thread in order, before the messages that claim it
   * are sent.
   */
  default void persisted(Effect.Persist write) {}

  /**
   * An entry of any kind was applied. Called by the applier thread in order, before its client is
   * answered.
   */
  default void applied(Entry entry, Bytes result) {}

  /**
   * The state of a snapshot took the place of the state, as of the snapshot's entry; what lies
   * before it is not applied any more. Called by the applier thread in order.
   */
  default void restored(SnapshotMeta meta) {}

  /**
   * All of a snapshot of another member is on the disk, and was checked. Called by the thread that
   * sends and receives snapshots.
   */
  default void snapshotArrived(SnapshotArrival arrival) {}

  /**
   * The disk has become full, or has room again. A member with a full disk refuses writes as a
   * leader and takes in no more entries as a follower, serves reads, and goes on by itself when
   * there is room. Called by the log writer thread, when it changes.
   */
  default void diskFull(boolean full) {}

  /**
   * Members have different states, which never happens unless a state machine does not do the same
   * everywhere or memory fails. The odd ones stop if a majority agrees. Called by the consensus
   * thread of each member that learns of it, once for any two members and each leader.
   */
  default void diverged(Divergence divergence) {}

  /**
   * The node has stopped because it cannot go on, or with a {@link RemovedException} because the
   * cluster has removed it. Called once, by any thread.
   */
  default void failed(Throwable cause) {}
}
