package dev.balsa.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects the effects of one turn and puts them into their fixed order: observers, clients, log,
 * peers, state machine.
 */
final class Outbox {
  private final List<Effect> observed = new ArrayList<>();
  private final List<Effect> answered = new ArrayList<>();
  private final List<Effect> cold = new ArrayList<>();
  private final List<Message> attested = new ArrayList<>();
  private final List<Effect> sent = new ArrayList<>();
  private final List<Effect> reads = new ArrayList<>();
  private Effect.@Nullable RestoreSnapshot restore;
  private Effect.@Nullable Commit commit;

  /** For messages that claim nothing but what is durable already. */
  void send(Message message) {
    sent.add(new Effect.Send(message));
  }

  /**
   * For messages that claim what this turn, or an earlier one, hands to the disk: a vote, a
   * candidacy, entries taken in. They leave when the disk has caught up (rule 1).
   */
  void attest(Message message) {
    attested.add(message);
  }

  void observe(Effect.ToObserver effect) {
    observed.add(effect);
  }

  void answer(Effect.ToClient effect) {
    answered.add(effect);
  }

  void sendSnapshot(long to, SnapshotMeta meta) {
    sent.add(new Effect.SendSnapshot(to, meta));
  }

  void restore(SnapshotMeta meta) {
    restore = new Effect.RestoreSnapshot(meta);
  }

  void commit(long index) {
    commit = new Effect.Commit(index);
  }

  void readReady(long id, long readIndex) {
    reads.add(new Effect.ReadReady(id, readIndex));
  }

  void readLog(Effect.ReadLog effect) {
    cold.add(effect);
  }

  /**
   * The effects of the turn.
   *
   * @param hardState term and vote if they changed in this turn
   */
  List<Effect> endTurn(@Nullable HardState hardState, RaftLog log, long nowNanos) {
    List<Effect> effects =
        new ArrayList<>(
            observed.size()
                + answered.size()
                + attested.size()
                + cold.size()
                + sent.size()
                + reads.size()
                + 3);
    move(observed, effects);
    move(answered, effects);
    boolean writes = hardState != null || log.hasUnwritten() || log.startChanged();
    if (writes || (!attested.isEmpty() && log.durableWrite() < log.lastWrite())) {
      LogStart start = log.startChanged() ? log.start() : null;
      List<Entry> entries = log.handOver(nowNanos);
      effects.add(new Effect.Persist(log.lastWrite(), hardState, start, entries, attested));
    } else {
      for (Message message : attested) {
        effects.add(new Effect.Send(message));
      }
    }
    move(cold, effects);
    move(sent, effects);
    if (restore != null) {
      effects.add(restore);
      restore = null;
    }
    if (commit != null) {
      effects.add(commit);
      commit = null;
    }
    move(reads, effects);
    attested.clear();
    return effects;
  }

  /** Most of them are empty in most turns, and {@code addAll} would copy each into an array. */
  private static void move(List<Effect> from, List<Effect> to) {
    for (int i = 0; i < from.size(); i++) {
      to.add(from.get(i));
    }
    from.clear();
  }
}
