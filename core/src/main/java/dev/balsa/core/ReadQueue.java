package dev.balsa.core;

/**
 * Linearizable reads without the log (dissertation §6.4): each waits until a majority has echoed a
 * round of AppendEntries that began after the read arrived. All reads of a turn share a round.
 */
final class ReadQueue {
  /**
   * Rounds begun for reads alone and not yet confirmed; more reads wait for one of them, or for the
   * next heartbeat.
   */
  static final int ROUNDS_MAX = 4;

  private final LongQueue ids = new LongQueue();
  private final LongQueue rounds = new LongQueue();
  private final LongQueue readIndexes = new LongQueue();
  private final LongQueue counts = new LongQueue();
  private int withoutRound;

  int size() {
    return ids.size();
  }

  void add(long id) {
    ids.add(id);
    withoutRound++;
  }

  /** Whether reads wait for a round to begin. */
  boolean wantsRound() {
    return withoutRound > 0 && rounds.size() < ROUNDS_MAX;
  }

  /** A round begins; it covers all reads that have arrived so far, at the commitIndex of now. */
  void roundBegins(long round, long commitIndex) {
    if (withoutRound > 0) {
      rounds.add(round);
      readIndexes.add(commitIndex);
      counts.add(withoutRound);
      withoutRound = 0;
    }
  }

  /** A majority has echoed all rounds up to this one. */
  void confirmed(long round, Outbox outbox) {
    while (!rounds.isEmpty() && rounds.first() <= round) {
      rounds.removeFirst();
      long readIndex = readIndexes.removeFirst();
      for (long count = counts.removeFirst(); count > 0; count--) {
        outbox.readReady(ids.removeFirst(), readIndex);
      }
    }
  }

  /** Refuses all that still wait; leadership is lost. */
  void refuseAll(State state) {
    if (ids.isEmpty()) {
      return;
    }
    state.note(Marks.READS_LOST);
    while (!ids.isEmpty()) {
      state.refuse(ids.removeFirst(), Refusal.LEADERSHIP_LOST);
    }
  }
}
