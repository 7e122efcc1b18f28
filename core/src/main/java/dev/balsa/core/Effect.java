package dev.balsa.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a server wants done: the output of {@link Server#step}, grouped by who carries it out. */
public sealed interface Effect {
  /** For the log writer; must be carried out in order. */
  sealed interface ToLog extends Effect {}

  /** For the network; may be lost, doubled and reordered. */
  sealed interface ToPeer extends Effect {}

  /** For the thread that owns the state machine; must be carried out in order. */
  sealed interface ToStateMachine extends Effect {}

  /** For the client that asked. */
  sealed interface ToClient extends Effect {}

  /** For whoever watches: logs, metrics, the lab. Nothing depends on it. */
  sealed interface ToObserver extends Effect {}

  /**
   * Make this durable, then send, then report {@link Event.Persisted}.
   *
   * @param sequence counts up by one from 1 while the server runs
   * @param hardState term and vote if they changed
   * @param start where the log begins from now on, if that changed. A log that has this entry keeps
   *     what comes after it; any other is empty after it. Comes before {@code entries}
   * @param entries contiguous; the first one may lie at or below the end of the log, which then
   *     ends before it: cutting the tail and appending are one write
   * @param thenSend messages that claim what this write, or an earlier one, makes durable
   */
  record Persist(
      long sequence,
      @Nullable HardState hardState,
      @Nullable LogStart start,
      List<Entry> entries,
      List<Message> thenSend)
      implements ToLog {
    /** A write that leaves the start of the log where it is. */
    public Persist(
        long sequence, @Nullable HardState hardState, List<Entry> entries, List<Message> thenSend) {
      this(sequence, hardState, null, entries, thenSend);
    }

    public Persist {
      entries = List.copyOf(entries);
      thenSend = List.copyOf(thenSend);
    }
  }

  /**
   * Read entries that are no longer in memory, for a follower that is far behind; answered by
   * {@link Event.LogRead}.
   *
   * @param bytesMax stop before exceeding this, but return at least one entry
   */
  record ReadLog(long to, long fromIndex, int bytesMax) implements ToLog {}

  /** Send a message now; it claims nothing that is not durable. */
  record Send(Message message) implements ToPeer {}

  /**
   * Send the newest durable snapshot, which is the named one or a later one, to a follower that
   * needs entries the log no longer holds (§7); answered by {@link Event.SnapshotSent} once it is
   * there or given up.
   */
  record SendSnapshot(long to, SnapshotMeta meta) implements ToPeer {}

  /**
   * Replace the state by that of a durable snapshot, before anything that is committed later is
   * applied (§7).
   */
  record RestoreSnapshot(SnapshotMeta meta) implements ToStateMachine {}

  /**
   * Everything up to an index is committed and durable here, and may be applied.
   *
   * @param index never decreases
   */
  record Commit(long index) implements ToStateMachine {}

  /**
   * A read may be answered once the state machine has applied up to an index.
   *
   * @param id as in {@link Event.Read}
   */
  record ReadReady(long id, long readIndex) implements ToStateMachine {}

  /**
   * A proposal was appended, not committed. Whether it commits is known when its index commits:
   * with the same term it is this one, with another it is lost for certain.
   *
   * @param id as in {@link Event.Propose} or {@link Event.ChangeMembership}
   * @param firstIndex index of the first command
   * @param count number of commands, at consecutive indexes
   */
  record Proposed(long id, long firstIndex, int count, long term) implements ToClient {}

  /**
   * What a server was asked was not taken in: nothing happened and it is safe to try again
   * elsewhere or later.
   *
   * @param id as in the event
   * @param leader who to ask instead, or {@link HardState#NOBODY} if unknown
   */
  record Refused(long id, Refusal reason, long leader) implements ToClient {}

  /**
   * A leadership transfer is over.
   *
   * @param id as in {@link Event.TransferLeadership}
   * @param leader who leads now, or {@link HardState#NOBODY} if unknown
   */
  record Transferred(long id, TransferOutcome outcome, long leader) implements ToClient {}

  /** The server took another role or entered another term. */
  record RoleChanged(RoleName role, long term) implements ToObserver {}

  /**
   * The server's knowledge of who leads changed.
   *
   * @param leader the leader of {@code term}, or {@link HardState#NOBODY}
   */
  record LeaderChanged(long term, long leader) implements ToObserver {}

  /**
   * Another configuration is in force, or one is known to be committed and durable here.
   *
   * @param index index of the entry it stands in, or of the snapshot it is known from
   */
  record ConfigurationChanged(long index, Configuration configuration, boolean committed)
      implements ToObserver {}

  /**
   * This server has no place in the cluster any more and takes no part in elections. Whoever runs
   * it may stop it for good.
   *
   * @param index index of the committed configuration that says so
   */
  record Removed(long index) implements ToObserver {}

  /**
   * Something rare and worth counting happened.
   *
   * @param what short, lower case, fixed wording
   */
  record Noted(String what) implements ToObserver {}
}
