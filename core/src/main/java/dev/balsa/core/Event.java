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
   * A client wants to read what is linearizable now.
   *
   * @param id as in {@link Propose}; comes back in {@link Effect.ReadReady} or {@link
   *     Effect.Refused}
   */
  record Read(long id) implements Event {}

  /**
   * The disk holds everything up to and including a numbered {@link Effect.Persist}.
   *
   * @param sequence the number; it settles all lower numbers too
   */
  record Persisted(long sequence) implements Event {}

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
