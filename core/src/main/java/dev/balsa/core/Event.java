package dev.balsa.core;

import java.util.List;

/** What happens to a server: the input of {@link Server#step}. */
public sealed interface Event {
  /** A message arrived. */
  record Received(Message message) implements Event {}

  /**
   * A client wants commands appended, in this order and next to each other.
   *
   * @param id chosen by the driver, unique while the server runs; comes back in {@link
   *     Effect.Proposed} or {@link Effect.Refused}
   * @param commands at least one
   */
  record Propose(long id, List<Bytes> commands) implements Event {
    /**
     * Takes the commands over.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Propose {
      commands = List.copyOf(commands);
      if (commands.isEmpty()) {
        throw new IllegalArgumentException("a proposal has at least one command");
      }
    }
  }

  /**
   * An operator wants other members. Only the leader takes that in, and only one change at a time,
   * except that another one may take the place of one whose future voters are still catching up.
   *
   * @param id as in {@link Propose}; comes back in {@link Effect.Proposed} for the first
   *     configuration entry of the change, or in {@link Effect.Refused}. The change has come to its
   *     end when {@link Effect.ConfigurationChanged} tells of a committed stable configuration with
   *     these members
   */
  record ChangeMembership(long id, Change change) implements Event {}

  /**
   * A client wants to read what is linearizable now.
   *
   * @param id as in {@link Propose}; comes back in {@link Effect.ReadReady} or {@link
   *     Effect.Refused}
   * @param byLease whether a lease will do instead of a round, if the leader holds one
   *     (dissertation §6.4.1)
   */
  record Read(long id, boolean byLease) implements Event {
    /** A read that a majority confirms. */
    public Read(long id) {
      this(id, false);
    }
  }

  /**
   * A client wants another member to lead (dissertation §3.10).
   *
   * @param id as in {@link Propose}; comes back in {@link Effect.Transferred} or {@link
   *     Effect.Refused}
   * @param to the member, or {@link HardState#NOBODY} for the one that is most fit
   */
  record TransferLeadership(long id, long to) implements Event {}

  /**
   * The disk holds everything up to and including a numbered {@link Effect.Persist}.
   *
   * @param sequence the number; it settles all lower numbers too
   */
  record Persisted(long sequence) implements Event {}

  /**
   * The disk has no room for what the log keeps ready, so that there is only a little room left;
   * said again when that has changed.
   *
   * @param spareBytes entries that may still be appended, as counted by {@link Entry#sizeBytes()};
   *     terms and votes fit beside them
   */
  record DiskFull(long spareBytes) implements Event {}

  /** The disk has room again. */
  record DiskHasRoom() implements Event {}

  /**
   * A snapshot of this server's own state is durable.
   *
   * @param discardIndex up to here the log may forget its entries; at most the snapshot's index,
   *     and less if some are to be kept for followers that are a little behind
   */
  record SnapshotTaken(SnapshotMeta meta, long discardIndex) implements Event {
    /**
     * Checks the index.
     *
     * @throws IllegalArgumentException if it is negative or beyond the snapshot
     */
    public SnapshotTaken {
      if (discardIndex < 0 || discardIndex > meta.index()) {
        throw new IllegalArgumentException(
            "a snapshot of entry " + meta.index() + " does not stand for entry " + discardIndex);
      }
    }
  }

  /** A snapshot that another server sent is durable here (§7). */
  record SnapshotReceived(SnapshotMeta meta) implements Event {}

  /**
   * The sending of a snapshot has come to its end.
   *
   * @param index lastIncludedIndex of what was sent
   * @param arrived whether the follower has it durably; if not, it is tried again later
   */
  record SnapshotSent(long to, long index, boolean arrived) implements Event {}

  /**
   * The answer to {@link Effect.ReadLog}.
   *
   * @param to the follower the entries are for
   * @param fromIndex index asked for
   * @param entries contiguous from {@code fromIndex}; empty if the log no longer holds them
   */
  record LogRead(long to, long fromIndex, List<Entry> entries) implements Event {
    public LogRead {
      entries = List.copyOf(entries);
    }
  }
}
