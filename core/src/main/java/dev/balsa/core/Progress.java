package dev.balsa.core;

/**
 * What a leader knows of one follower: nextIndex and matchIndex of Figure 2, and how much is on its
 * way (dissertation §10.2.1).
 *
 * <p>While streaming, entries follow each other without waiting for answers, as far as the window
 * allows. An answer that shows a gap or a difference, or silence, leads back to probing: one
 * question at a time, without entries, asked again with each heartbeat, until the logs are known to
 * agree somewhere. Whoever needs entries that the log no longer holds gets a snapshot (§7), and
 * nothing else until that has come to its end.
 */
final class Progress {
  /**
   * Messages on their way at most; with a slow follower it makes batches grow instead of the number
   * of messages.
   */
  static final int IN_FLIGHT_MAX = 256;

  private final long member;
  private final long windowBytesMax;

  private boolean streaming = true;
  private boolean probeWanted;
  private long nextIndex;
  private long matchIndex;

  private final LongQueue inFlightEnds = new LongQueue();
  private final LongQueue inFlightSizes = new LongQueue();
  private long inFlightBytes;
  private long inFlightStart;

  private long contactNanos;
  private boolean diskFull;
  private long promisedNanos;
  private int priority;
  private long echoedRound;
  private long sentRound;
  private long sentCommit;

  private long installIndex;
  private long installRound = -1;

  private long readingFrom;
  private long emptyReadRound = -1;

  /**
   * A new leader hopes that everyone has all it has (Figure 2: nextIndex starts after its last
   * entry).
   */
  Progress(long member, long nextIndex, long nowNanos, long windowBytesMax) {
    this.member = member;
    this.nextIndex = nextIndex;
    this.contactNanos = nowNanos;
    this.promisedNanos = nowNanos;
    this.windowBytesMax = windowBytesMax;
  }

  long member() {
    return member;
  }

  long nextIndex() {
    return nextIndex;
  }

  long matchIndex() {
    return matchIndex;
  }

  boolean isStreaming() {
    return streaming;
  }

  boolean windowIsFull() {
    return inFlightBytes >= windowBytesMax || inFlightEnds.size() >= IN_FLIGHT_MAX;
  }

  boolean nothingInFlight() {
    return inFlightEnds.isEmpty();
  }

  /** Whether entries may be sent now. */
  boolean mayStream() {
    return streaming && !windowIsFull();
  }

  /** Whether it has not been heard for a length of time. */
  boolean isSilent(long nowNanos, long nanos) {
    return nowNanos - contactNanos >= nanos;
  }

  /** Until then, by the leader's clock and at the least, it votes for nobody else. */
  long promisedNanos() {
    return promisedNanos;
  }

  void promised(long untilNanos) {
    if (untilNanos - promisedNanos > 0) {
      promisedNanos = untilNanos;
    }
  }

  /** How much it should lead, 0 as long as it has not said. */
  int priority() {
    return priority;
  }

  void hasPriority(int newPriority) {
    priority = newPriority;
  }

  long contactNanos() {
    return contactNanos;
  }

  long echoedRound() {
    return echoedRound;
  }

  /**
   * Any answer of the current term shows that the follower is there and takes us for the leader of
   * its term.
   */
  void heard(long nowNanos, long round, boolean saysDiskFull) {
    contactNanos = nowNanos;
    diskFull = saysDiskFull;
    echoedRound = Math.max(echoedRound, round);
  }

  /** Whether it has said that it has no room for more entries. */
  boolean diskFull() {
    return diskFull;
  }

  /**
   * Whether a message without entries is due: to ask, to start a round, or to tell what is
   * committed.
   */
  boolean isDue(long round, long commitIndex) {
    return probeWanted
        || sentRound < round
        || (streaming && sentCommit < commitIndex && nextIndex > commitIndex);
  }

  void sentEmpty(long round, long commitIndex) {
    probeWanted = false;
    sentRound = round;
    sentCommit = commitIndex;
  }

  void sentEntries(long lastIndex, long bytes, long round, long commitIndex) {
    if (nothingInFlight()) {
      inFlightStart = nextIndex;
    }
    inFlightEnds.add(lastIndex);
    inFlightSizes.add(bytes);
    inFlightBytes += bytes;
    nextIndex = lastIndex + 1;
    sentRound = round;
    sentCommit = commitIndex;
  }

  /**
   * The logs agree at {@code prevLogIndex}, and up to {@code match} the follower's is durable. Late
   * answers are true for ever, so they need no special care. Returns whether probing has come to an
   * end, which needs that the log still holds what the follower lacks.
   */
  boolean accepted(long prevLogIndex, long match, long startIndex) {
    matchIndex = Math.max(matchIndex, match);
    while (!inFlightEnds.isEmpty() && inFlightEnds.first() <= matchIndex) {
      inFlightEnds.removeFirst();
      inFlightBytes -= inFlightSizes.removeFirst();
    }
    nextIndex = Math.max(nextIndex, matchIndex + 1);
    if (isInstalling()) {
      if (matchIndex < installIndex) {
        return false;
      }
      installIndex = 0;
    }
    long agreed = Math.max(prevLogIndex, matchIndex);
    if (streaming || agreed < nextIndex - 1 || agreed < startIndex) {
      return false;
    }
    nextIndex = agreed + 1;
    streaming = true;
    probeWanted = false;
    return true;
  }

  /**
   * The logs differ at {@code prevLogIndex}; they cannot agree above {@code hintIndex}, where the
   * follower has {@code hintTerm}. Returns false if this is a late answer that says nothing new.
   */
  boolean refused(long prevLogIndex, long hintIndex, long hintTerm, RaftLog log) {
    boolean late =
        isInstalling()
            || prevLogIndex <= matchIndex
            || prevLogIndex >= nextIndex
            || (!streaming && prevLogIndex != nextIndex - 1);
    if (late) {
      return false;
    }
    long below = Math.min(hintIndex, prevLogIndex - 1);
    probe(log.lastIndexUpTo(below, hintTerm) + 1);
    return true;
  }

  /** Whether a snapshot is on its way. */
  boolean isInstalling() {
    return installIndex > 0;
  }

  /** What comes after this index is wanted next, when the snapshot has arrived. */
  long neededIndex() {
    return isInstalling() ? installIndex : Long.MAX_VALUE;
  }

  /** Whether a snapshot may be sent: one at a time, and one in a round. */
  boolean mayInstall(long round) {
    return !isInstalling() && installRound < round;
  }

  /** A snapshot is being sent. */
  void install(long index, long round) {
    probe(matchIndex + 1);
    probeWanted = false;
    installIndex = index;
    installRound = round;
  }

  /** The sending has come to its end; returns whether that was still waited for. */
  boolean installEnded(long index, boolean arrived) {
    if (!isInstalling()) {
      return false;
    }
    probe(arrived ? index + 1 : matchIndex + 1);
    return true;
  }

  /**
   * What is on its way may be lost: asks where it began. That may be above what is known to match,
   * for a new leader knows nothing of who has not answered it yet.
   */
  void lost() {
    probe(inFlightStart);
  }

  /** Stops streaming and starts to ask, at or above what is known to match. */
  void probe(long index) {
    streaming = false;
    probeWanted = true;
    installIndex = 0;
    nextIndex = Math.max(matchIndex + 1, index);
    inFlightEnds.clear();
    inFlightSizes.clear();
    inFlightBytes = 0;
  }

  /**
   * Whether entries may be asked from disk: one request at a time, and after an empty answer one in
   * a round.
   */
  boolean mayRead(long round) {
    return readingFrom == 0 && emptyReadRound < round;
  }

  void reading() {
    readingFrom = nextIndex;
  }

  /** Takes note of an answer from disk. Returns whether it is the one that was asked for. */
  boolean readArrived(long fromIndex) {
    if (readingFrom != fromIndex) {
      return false;
    }
    readingFrom = 0;
    return true;
  }

  void readWasEmpty(long round) {
    emptyReadRound = round;
  }
}
