package dev.balsa.core;

import java.util.List;

/**
 * What servers say to each other: one record for each remote procedure call of the paper and for
 * each answer.
 */
public sealed interface Message {
  /** The member that sent this. */
  long from();

  /** The member this is for. */
  long to();

  /** The sender's currentTerm. */
  long term();

  /**
   * Asks whether an election would be won, without starting one (dissertation §9.6). The receiver
   * changes nothing.
   *
   * @param term the sender's currentTerm; the election would be for {@code term + 1}
   * @param lastLogIndex index of the sender's last entry
   * @param lastLogTerm term of the sender's last entry
   */
  record PreVote(long from, long to, long term, long lastLogIndex, long lastLogTerm)
      implements Message {}

  /**
   * The answer to {@link PreVote}.
   *
   * @param term the answering server's currentTerm
   * @param requestTerm the {@code term} of the request, so that answers to an older question are
   *     known as such
   * @param absentSince index of the configuration, known to be committed, as of which the asker has
   *     no place in the cluster; 0 if it has one as far as known
   */
  record PreVoteResponse(
      long from, long to, long term, long requestTerm, boolean granted, long absentSince)
      implements Message {
    /** The answer to a member. */
    public PreVoteResponse(long from, long to, long term, long requestTerm, boolean granted) {
      this(from, to, term, requestTerm, granted, 0);
    }
  }

  /**
   * Invoked by candidates to gather votes (§5.2).
   *
   * @param byTransfer whether the leader itself wants this election, so that nobody ignores the
   *     request for that leader's sake (dissertation §4.2.3)
   */
  record RequestVote(
      long from, long to, long term, long lastLogIndex, long lastLogTerm, boolean byTransfer)
      implements Message {
    /** Asks for a vote in an election that no leader wants. */
    public RequestVote(long from, long to, long term, long lastLogIndex, long lastLogTerm) {
      this(from, to, term, lastLogIndex, lastLogTerm, false);
    }
  }

  /** The leader wants the receiver to campaign at once and to lead (dissertation §3.10). */
  record TimeoutNow(long from, long to, long term) implements Message {}

  /** The answer to {@link RequestVote}; it counts only in the term it names. */
  record RequestVoteResponse(long from, long to, long term, boolean granted) implements Message {}

  /**
   * Invoked by the leader to replicate log entries (§5.3); without entries it is the heartbeat.
   *
   * @param prevLogIndex index of the entry just before the new ones
   * @param prevLogTerm term of that entry
   * @param entries entries to store, contiguous from {@code prevLogIndex + 1}
   * @param leaderCommit the leader's commitIndex
   * @param round the leader's count of rounds in this term; the echo confirms leadership
   *     (dissertation §6.4)
   */
  record AppendEntries(
      long from,
      long to,
      long term,
      long prevLogIndex,
      long prevLogTerm,
      List<Entry> entries,
      long leaderCommit,
      long round)
      implements Message {
    /**
     * Checks that some log could hold this.
     *
     * @throws IllegalArgumentException if the entries do not follow each other, or their terms fall
     *     or exceed {@code term}
     */
    public AppendEntries {
      entries = List.copyOf(entries);
      long index = prevLogIndex;
      long lastTerm = prevLogTerm;
      if (index < 0 || lastTerm < 0 || lastTerm > term || (index == 0) != (lastTerm == 0)) {
        throw new IllegalArgumentException(
            "no log has term " + lastTerm + " at index " + index + " in term " + term);
      }
      for (int i = 0; i < entries.size(); i++) {
        Entry entry = entries.get(i);
        index++;
        if (entry.index() != index || entry.term() < Math.max(lastTerm, 1) || entry.term() > term) {
          throw new IllegalArgumentException(
              "entry "
                  + entry.index()
                  + " of term "
                  + entry.term()
                  + " cannot stand at index "
                  + index
                  + " after term "
                  + lastTerm
                  + " in term "
                  + term);
        }
        lastTerm = entry.term();
      }
    }
  }

  /**
   * The answer to {@link AppendEntries}.
   *
   * @param round the round of the request, 0 if that was of a past term
   * @param success whether the follower's log agrees with the leader's at {@code prevLogIndex}
   * @param prevLogIndex the {@code prevLogIndex} of the request, so that late answers are known as
   *     such
   * @param matchIndex with success: up to here the follower's log is verified equal to the leader's
   *     and durable
   * @param hintTerm with refusal: term of the follower's entry at the hint, 0 if it has none there
   * @param hintIndex with refusal: the logs cannot agree above this index
   * @param diskFull whether the follower's disk has no room for more entries
   * @param promiseMillis for so long since it heard of {@code round} the follower votes for nobody
   *     else, unless the leader wants it; 0 if it promises nothing (dissertation §6.4.1)
   * @param priority how much the follower should lead, {@link Settings#priority()}
   */
  record AppendEntriesResponse(
      long from,
      long to,
      long term,
      long round,
      boolean success,
      long prevLogIndex,
      long matchIndex,
      long hintTerm,
      long hintIndex,
      boolean diskFull,
      int promiseMillis,
      int priority)
      implements Message {
    /** An answer of a follower of the usual priority that has room and promises nothing. */
    public AppendEntriesResponse(
        long from,
        long to,
        long term,
        long round,
        boolean success,
        long prevLogIndex,
        long matchIndex,
        long hintTerm,
        long hintIndex) {
      this(
          from,
          to,
          term,
          round,
          success,
          prevLogIndex,
          matchIndex,
          hintTerm,
          hintIndex,
          false,
          0,
          Settings.PRIORITY_MAX);
    }
  }
}
