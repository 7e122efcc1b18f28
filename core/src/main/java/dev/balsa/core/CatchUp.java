package dev.balsa.core;

/**
 * Whether a server that shall vote has caught up (dissertation §4.2.1): in rounds, each of which
 * sends what the log held when it began. While rounds are short the server is not far behind,
 * however fast the log grows; once the last one was shorter than an election timeout, giving it a
 * vote holds commits up for no longer than that.
 */
final class CatchUp {
  private final Progress follower;
  private long roundEndIndex;
  private long roundStartNanos;
  private boolean lastWasShort;

  CatchUp(Progress follower, long lastIndex, long nowNanos) {
    this.follower = follower;
    this.roundEndIndex = lastIndex;
    this.roundStartNanos = nowNanos;
  }

  /** Ends a round that has come to its end, and says whether the server is ready and alive. */
  boolean isReady(long lastIndex, long nowNanos, long electionNanos) {
    if (follower.matchIndex() >= roundEndIndex) {
      lastWasShort = nowNanos - roundStartNanos < electionNanos;
      roundEndIndex = lastIndex;
      roundStartNanos = nowNanos;
    }
    return lastWasShort
        && nowNanos - roundStartNanos < electionNanos
        && nowNanos - follower.contactNanos() < electionNanos;
  }
}
