package dev.balsa.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log of Figure 2 as the core needs it: the terms of all entries, the recent entries
 * themselves, and how much of it is on disk.
 */
final class RaftLog {
  /*
   * Implementation note: durability.
   *
   * Entries go to disk in numbered writes, one at most for each turn, and the answer to a write may
   * come many turns later. In between a new leader may have cut the tail the write carried and put
   * other entries at the same indexes; the late answer must not make those look durable. So each
   * write in flight remembers the last index it will make durable, and cutting at i lowers that
   * number to i - 1 in all of them, and the durable index too. Nothing else is needed: what lies
   * below a cut is the same bytes before and after it, and the disk takes writes in order.
   */

  private static final int CAPACITY_AT_START = 64;

  private final TermRuns terms;
  private final Configurations configurations;
  private LogStart start;
  private boolean startChanged;
  private final long recentBytesMax;

  /**
   * Entry i stands in slot i modulo the length, for i from {@code firstRecentIndex} to {@code
   * lastIndex}.
   */
  private @Nullable Entry[] recent = new @Nullable Entry[CAPACITY_AT_START];

  private long firstRecentIndex;
  private long lastIndex;
  private long recentBytes;

  private long firstUnwrittenIndex;
  private long durableIndex;
  private long durableWrite;
  private final LongQueue endsInFlight = new LongQueue();
  private final LongQueue startsInFlightNanos = new LongQueue();

  private List<Entry> sliced = List.of();

  /**
   * The log a disk held.
   *
   * @param began the configuration the cluster began with
   */
  RaftLog(Configuration began, Recovered recovered, long recentBytesMax) {
    this.terms = new TermRuns(recovered.terms());
    this.configurations = new Configurations(began, recovered);
    this.start = recovered.start();
    this.recentBytesMax = recentBytesMax;
    this.lastIndex = recovered.lastIndex() - recovered.recent().size();
    this.firstRecentIndex = lastIndex + 1;
    for (Entry entry : recovered.recent()) {
      remember(entry);
    }
    this.durableIndex = lastIndex;
    this.firstUnwrittenIndex = lastIndex + 1;
    evict(lastIndex);
  }

  long lastIndex() {
    return lastIndex;
  }

  long lastTerm() {
    return termOf(lastIndex);
  }

  /** The configurations in its entries, and the one before them. */
  Configurations configurations() {
    return configurations;
  }

  /** The last entry that the log no longer holds. */
  LogStart start() {
    return start;
  }

  /** Whether the disk has not been told yet where the log starts now. */
  boolean startChanged() {
    return startChanged;
  }

  /** The term of an entry, also of the one just before the first; 0 for index 0. */
  long termOf(long index) {
    Check.that(index >= start.index() && index <= lastIndex, "term asked for outside the log");
    return index == start.index() ? start.term() : terms.termOf(index);
  }

  /**
   * Whether the log has an entry with this index and term; index 0 with term 0 is always there.
   * What was discarded was committed, so whoever leads has the same there: taking it for a conflict
   * would cut what is committed.
   */
  boolean holds(long index, long term) {
    return index >= 0 && index <= lastIndex && (index < start.index() || termOf(index) == term);
  }

  /** The greatest index up to {@code atMost} whose term is at most {@code term}. */
  long lastIndexUpTo(long atMost, long term) {
    return terms.lastIndexUpTo(Math.min(atMost, lastIndex), term);
  }

  /** Entries below this index are on disk only. */
  long firstRecentIndex() {
    return firstRecentIndex;
  }

  Entry recent(long index) {
    Entry entry = recent[slot(index)];
    if (entry == null || entry.index() != index) {
      throw new IllegalStateException("entry asked for outside the memory window");
    }
    return entry;
  }

  void append(Entry entry) {
    Check.that(entry.index() == lastIndex + 1, "an entry must follow the last one");
    Check.that(entry.term() >= lastTerm(), "terms never fall along the log");
    terms.append(entry.index(), entry.term());
    if (entry.kind() == EntryKind.CONFIGURATION) {
      configurations.append(entry.index(), entry.configuration());
    }
    remember(entry);
  }

  /**
   * Removes the tail from an index on (§5.3). Returns whether a write in flight carried a part of
   * it.
   */
  boolean truncate(long fromIndex) {
    Check.that(fromIndex > 0 && fromIndex <= lastIndex, "nothing to cut there");
    while (lastIndex >= Math.max(fromIndex, firstRecentIndex)) {
      recentBytes -= recent(lastIndex).sizeBytes();
      recent[slot(lastIndex)] = null;
      lastIndex--;
    }
    lastIndex = fromIndex - 1;
    firstRecentIndex = Math.min(firstRecentIndex, fromIndex);
    terms.truncate(fromIndex);
    configurations.truncate(fromIndex);
    sliced = List.of();
    firstUnwrittenIndex = Math.min(firstUnwrittenIndex, fromIndex);
    durableIndex = Math.min(durableIndex, lastIndex);
    boolean inFlight = false;
    for (int i = 0; i < endsInFlight.size(); i++) {
      if (endsInFlight.at(i) > lastIndex) {
        endsInFlight.replace(i, lastIndex);
        inFlight = true;
      }
    }
    return inFlight;
  }

  /** Recent entries from an index on: as many as fit into {@code bytesMax}, but at least one. */
  List<Entry> slice(long fromIndex, long bytesMax) {
    long bytes = recent(fromIndex).sizeBytes();
    long end = fromIndex + 1;
    while (end <= lastIndex) {
      bytes += recent(end).sizeBytes();
      if (bytes > bytesMax) {
        break;
      }
      end++;
    }
    int count = (int) (end - fromIndex);
    // The disk and every follower usually get the same entries, so one list serves them all.
    if (sliced.size() != count || sliced.get(0).index() != fromIndex) {
      Entry[] entries = new Entry[count];
      for (int i = 0; i < count; i++) {
        entries[i] = recent(fromIndex + i);
      }
      sliced = List.of(entries);
    }
    return sliced;
  }

  /**
   * Forgets the entries up to an index, because a snapshot stands for them (§7). They must be
   * durable.
   */
  void discard(long upToIndex) {
    Check.that(upToIndex > start.index(), "what is gone cannot be discarded again");
    Check.that(upToIndex <= durableIndex, "only what is durable is discarded");
    start = new LogStart(upToIndex, termOf(upToIndex));
    startChanged = true;
    configurations.discard(upToIndex);
    if (upToIndex == lastIndex) {
      terms.truncate(1);
    } else {
      terms.discard(upToIndex);
    }
    while (firstRecentIndex <= upToIndex) {
      forgetFirst();
    }
    sliced = List.of();
  }

  /**
   * Forgets everything and goes on after an entry that a durable snapshot stands for (§7). Writes
   * in flight make nothing durable any more.
   */
  void reset(SnapshotMeta meta) {
    LogStart newStart = meta.logStart();
    Check.that(newStart.index() > start.index(), "a log never begins earlier than before");
    while (firstRecentIndex <= lastIndex) {
      forgetFirst();
    }
    terms.truncate(1);
    configurations.reset(meta.index(), meta.configuration());
    start = newStart;
    startChanged = true;
    sliced = List.of();
    lastIndex = start.index();
    firstRecentIndex = lastIndex + 1;
    firstUnwrittenIndex = lastIndex + 1;
    durableIndex = lastIndex;
    for (int i = 0; i < endsInFlight.size(); i++) {
      endsInFlight.replace(i, Math.min(endsInFlight.at(i), lastIndex));
    }
  }

  /** Whether entries wait to be handed to the disk. */
  boolean hasUnwritten() {
    return firstUnwrittenIndex <= lastIndex;
  }

  /** Hands over what the disk has not been given yet, as the next numbered write. */
  List<Entry> handOver(long nowNanos) {
    List<Entry> entries = hasUnwritten() ? slice(firstUnwrittenIndex, Long.MAX_VALUE) : List.of();
    firstUnwrittenIndex = lastIndex + 1;
    startChanged = false;
    endsInFlight.add(lastIndex);
    startsInFlightNanos.add(nowNanos);
    return entries;
  }

  /** The number of the latest write handed over; 0 before the first. */
  long lastWrite() {
    return durableWrite + endsInFlight.size();
  }

  /** The number up to which writes are durable. */
  long durableWrite() {
    return durableWrite;
  }

  /** Settles all writes up to a number; an older number changes nothing. */
  void persisted(long write) {
    Check.that(write <= lastWrite(), "the disk reports a write that was never handed over");
    while (durableWrite < write) {
      durableIndex = Math.max(durableIndex, endsInFlight.removeFirst());
      startsInFlightNanos.removeFirst();
      durableWrite++;
    }
  }

  /** Up to here the log survives a crash. */
  long durableIndex() {
    return durableIndex;
  }

  /** Whether a write has been in flight for at least a length of time. */
  boolean writeHangs(long nowNanos, long nanos) {
    return !startsInFlightNanos.isEmpty() && nowNanos - startsInFlightNanos.first() >= nanos;
  }

  /**
   * When the oldest write in flight will have lasted a length of time; only while one is in flight.
   */
  long oldestWriteNanos() {
    return startsInFlightNanos.first();
  }

  /** Forgets recent entries up to an index while they take more memory than they may. */
  void evict(long upToIndex) {
    while (recentBytes > recentBytesMax && firstRecentIndex <= Math.min(upToIndex, durableIndex)) {
      forgetFirst();
    }
  }

  private void forgetFirst() {
    recentBytes -= recent(firstRecentIndex).sizeBytes();
    recent[slot(firstRecentIndex)] = null;
    firstRecentIndex++;
  }

  private void remember(Entry entry) {
    if (entry.index() - firstRecentIndex == recent.length) {
      @Nullable Entry[] old = recent;
      recent = new @Nullable Entry[2 * old.length];
      for (long i = firstRecentIndex; i <= lastIndex; i++) {
        recent[slot(i)] = old[(int) (i & (old.length - 1))];
      }
    }
    recent[slot(entry.index())] = entry;
    recentBytes += entry.sizeBytes();
    lastIndex = entry.index();
  }

  private int slot(long index) {
    return (int) (index & (recent.length - 1));
  }
}
