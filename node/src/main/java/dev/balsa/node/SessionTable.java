package dev.balsa.node;

import dev.balsa.core.Bytes;
import dev.balsa.core.Check;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All open sessions of one member, and log time. Used by the applier thread. */
final class SessionTable {
  /*
   * Log time is what members agree on because it comes from the log alone. A member's own clock
   * would let one of them expire a session that another one still has, and the two would answer the
   * same entry differently.
   *
   * Each command says how long its session has been open by its client's clock, and log time is the
   * greatest (time at which a session was opened + how long it has been open) seen so far. So only the
   * rates of clocks matter, not what they show: a client whose clock is wrong by a year, or is set in
   * the middle, moves nothing. It never runs ahead of real time unless a clock runs too fast, because
   * a session begins at the log time of its opening, which is before its client began to count.
   *
   * A single command moves log time by at most a quarter of its session's time to be idle: whatever
   * number it carries, nobody who said something in the last three quarters is expired by it. Time
   * that is behind, because nobody said anything for long, is caught up with by a few more commands;
   * sessions live longer meanwhile, which harms nobody.
   *
   * A session is expired by the commands of others. One that is alone stays, until somebody else
   * comes; there is nobody whom it is in the way of.
   */

  /** Ordered by last use. */
  private final LinkedHashMap<Long, Session> sessions = new LinkedHashMap<>();

  /** Deadlines in log time, each with the sessions that end then. */
  private final TreeMap<Long, List<Long>> deadlines = new TreeMap<>();

  private long nowMillis;
  private long resultBytes;
  private long hash;
  private long generation;

  SessionTable() {}

  /** As it was frozen, in the order of last use. */
  SessionTable(long nowMillis, Iterable<Session> content) {
    this.nowMillis = nowMillis;
    for (Session session : content) {
      add(session);
    }
  }

  /** Log time. */
  long nowMillis() {
    return nowMillis;
  }

  /** How many sessions are open. */
  int size() {
    return sessions.size();
  }

  /** The same for the same content on every member. */
  long hash() {
    return Session.mixed(hash ^ Session.mixed(nowMillis));
  }

  /** Opens a session; if there are too many, those go that have been idle longest. */
  void open(long id, SessionLimits limits) {
    Check.that(!sessions.containsKey(id), "each index is applied once");
    while (sessions.size() >= limits.sessionsMax()) {
      remove(sessions.values().iterator().next());
    }
    add(new Session(id, limits, nowMillis, generation));
  }

  /** Ends a session. Returns whether it was open. */
  boolean close(long id) {
    Session session = sessions.get(id);
    if (session == null) {
      return false;
    }
    remove(session);
    return true;
  }

  /**
   * A session has a command: moves time, and ends what is idle too long by now.
   *
   * @return the session, or null if it is not open
   */
  @Nullable Session use(long index, long id, long answeredBelow, long elapsedMillis) {
    Session old = sessions.get(id);
    if (old == null) {
      return null;
    }
    remove(old);
    Session session = old.generation() == generation ? old : new Session(old, generation);
    long claimedMillis =
        session.openedMillis() + Math.min(elapsedMillis, Long.MAX_VALUE - session.openedMillis());
    nowMillis =
        Math.max(nowMillis, Math.min(claimedMillis, nowMillis + session.limits().stepMillis()));
    session.used(index, nowMillis);
    session.forget(answeredBelow);
    add(session);
    expire();
    return session;
  }

  private void expire() {
    while (!deadlines.isEmpty() && deadlines.firstKey() <= nowMillis) {
      for (long id : List.copyOf(deadlines.firstEntry().getValue())) {
        remove(Objects.requireNonNull(sessions.get(id)));
      }
    }
  }

  /** Why a session cannot have one more result, or null if it can. */
  SessionAnswer.@Nullable Reason full(Session session) {
    SessionLimits limits = session.limits();
    if (session.results().size() >= limits.resultsMax()) {
      return SessionAnswer.Reason.TOO_MANY_RESULTS;
    }
    boolean bytes =
        session.resultBytes() >= limits.resultBytesMax() || resultBytes >= limits.bytesMax();
    return bytes ? SessionAnswer.Reason.TOO_MANY_BYTES : null;
  }

  /** Keeps the result of a command of a session that {@link #use} returned. */
  void keep(Session session, long number, Bytes result) {
    hash -= session.hash();
    resultBytes -= session.resultBytes();
    session.keep(number, result);
    hash += session.hash();
    resultBytes += session.resultBytes();
  }

  private void add(Session session) {
    sessions.put(session.id(), session);
    deadlines.computeIfAbsent(session.deadlineMillis(), at -> new ArrayList<>(1)).add(session.id());
    hash += session.hash();
    resultBytes += session.resultBytes();
  }

  private void remove(Session session) {
    sessions.remove(session.id());
    List<Long> same = Objects.requireNonNull(deadlines.get(session.deadlineMillis()));
    same.remove(session.id());
    if (same.isEmpty()) {
      deadlines.remove(session.deadlineMillis());
    }
    hash -= session.hash();
    resultBytes -= session.resultBytes();
  }

  /**
   * All sessions as they are now, in the order of last use; none of them is changed any more. Takes
   * as long as it takes to copy a list of so many references.
   */
  List<Session> freeze() {
    generation++;
    return List.copyOf(sessions.values());
  }
}
