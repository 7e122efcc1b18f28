package dev.balsa.node;

import dev.balsa.core.Bytes;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One client's session: which of its commands were applied, and with what result. */
final class Session {
  private final long id;
  private final SessionLimits limits;
  private final long openedMillis;
  private final long generation;
  private final TreeMap<Long, Bytes> results;
  private long usedMillis;
  private long usedIndex;
  private long answeredBelow = 1;
  private long resultBytes;
  private long resultHash;

  Session(long id, SessionLimits limits, long openedMillis, long generation) {
    this.id = id;
    this.limits = limits;
    this.openedMillis = openedMillis;
    this.generation = generation;
    this.results = new TreeMap<>();
    this.usedMillis = openedMillis;
    this.usedIndex = id;
  }

  /** A copy; what happens to either of them does not show in the other one. */
  Session(Session from, long generation) {
    this.id = from.id;
    this.limits = from.limits;
    this.openedMillis = from.openedMillis;
    this.generation = generation;
    this.results = new TreeMap<>(from.results);
    this.usedMillis = from.usedMillis;
    this.usedIndex = from.usedIndex;
    this.answeredBelow = from.answeredBelow;
    this.resultBytes = from.resultBytes;
    this.resultHash = from.resultHash;
  }

  long id() {
    return id;
  }

  SessionLimits limits() {
    return limits;
  }

  /** Log time when it was opened. */
  long openedMillis() {
    return openedMillis;
  }

  /** After which frozen state it was made. */
  long generation() {
    return generation;
  }

  /** Log time of its last command. */
  long usedMillis() {
    return usedMillis;
  }

  /** Index of its last command. */
  long usedIndex() {
    return usedIndex;
  }

  /** Commands below this number are not asked for any more. */
  long answeredBelow() {
    return answeredBelow;
  }

  /** Results that are kept, by number. */
  SortedMap<Long, Bytes> results() {
    return results;
  }

  long resultBytes() {
    return resultBytes;
  }

  /** Log time from which on it is expired. */
  long deadlineMillis() {
    return usedMillis + limits.timeoutMillis();
  }

  void used(long index, long nowMillis) {
    usedIndex = index;
    usedMillis = nowMillis;
  }

  /** Forgets what the client has. */
  void forget(long below) {
    if (below <= answeredBelow) {
      return;
    }
    answeredBelow = below;
    SortedMap<Long, Bytes> over = results.headMap(below);
    over.forEach((number, result) -> {
      resultBytes -= bytes(result);
      resultHash -= hash(number, result);
    });
    over.clear();
  }

  /** The result of a command that was applied, or null. */
  @Nullable Bytes result(long number) {
    return results.get(number);
  }

  void keep(long number, Bytes result) {
    results.put(number, result);
    resultBytes += bytes(result);
    resultHash += hash(number, result);
  }

  private static long bytes(Bytes result) {
    return (long) SessionLimits.OVERHEAD_BYTES + result.length();
  }

  /** The same for the same content on every member. */
  long hash() {
    long hash = mixed(id);
    hash = mixed(hash ^ limits.sessionsMax());
    hash = mixed(hash ^ limits.resultsMax());
    hash = mixed(hash ^ limits.resultBytesMax());
    hash = mixed(hash ^ limits.bytesMax());
    hash = mixed(hash ^ limits.timeoutMillis());
    hash = mixed(hash ^ openedMillis);
    hash = mixed(hash ^ usedMillis);
    hash = mixed(hash ^ usedIndex);
    hash = mixed(hash ^ answeredBelow);
    return mixed(hash ^ resultHash);
  }

  private static long hash(long number, Bytes result) {
    long hash = mixed(number);
    for (int i = 0; i < result.length(); i++) {
      hash = hash * 0x100000001b3L ^ result.at(i);
    }
    return mixed(hash ^ result.length());
  }

  /** Spreads every bit over all bits. */
  static long mixed(long value) {
    long mixed = value + 0x9e3779b97f4a7c15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
