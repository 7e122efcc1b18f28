package dev.balsa.node;

/**
 * Bounds of sessions, checked once. They travel in the log with the command that opens a session
 * and hold for it from then on, because members may be configured differently and must answer the
 * same.
 *
 * @param sessionsMax sessions that may be open; the one that has been idle longest is expired to
 *     make room for another one; 1 to 100,000, standard 1,000
 * @param resultsMax results of one session that its client has not acknowledged yet, and with that
 *     how far the commands of one client may run ahead of its oldest unanswered one; 1 to 65,536,
 *     standard 4,096
 * @param resultBytesMax the same in bytes, each result counted with {@value #OVERHEAD_BYTES} bytes
 *     on top. Once there are so many, further commands are refused, so there is at most one result
 *     more; 1 KiB to 1 GiB, standard 4 MiB
 * @param bytesMax the same for all sessions together; 1 KiB to 16 GiB, standard 256 MiB
 * @param timeoutMillis how long a session may be idle, in log time; 100 to 86,400,000, standard
 *     60,000
 */
public record SessionLimits(
    int sessionsMax, int resultsMax, int resultBytesMax, long bytesMax, int timeoutMillis) {
  /** What a result is counted with beside its own length. */
  public static final int OVERHEAD_BYTES = 64;

  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  /** Fit for most programs. */
  public static final SessionLimits STANDARD =
      new SessionLimits(1_000, 4_096, 4 * MIB, 256L * MIB, 60_000);

  /**
   * Checks every bound.
   *
   * @throws IllegalArgumentException naming the limit, its value and its range
   */
  public SessionLimits {
    NodeLimits.range("sessionsMax", sessionsMax, 1, 100_000);
    NodeLimits.range("resultsMax", resultsMax, 1, 65_536);
    NodeLimits.range("resultBytesMax", resultBytesMax, KIB, GIB);
    NodeLimits.range("bytesMax", bytesMax, KIB, 16 * GIB);
    NodeLimits.range("timeoutMillis", timeoutMillis, 100, 86_400_000);
  }

  /** The same limits with another time to be idle. */
  public SessionLimits withTimeout(int newTimeoutMillis) {
    return new SessionLimits(sessionsMax, resultsMax, resultBytesMax, bytesMax, newTimeoutMillis);
  }

  /** The same limits with another number of sessions. */
  public SessionLimits withSessions(int newSessionsMax) {
    return new SessionLimits(newSessionsMax, resultsMax, resultBytesMax, bytesMax, timeoutMillis);
  }

  /** The same limits with other bounds for the results of one session. */
  public SessionLimits withResults(int newResultsMax, int newResultBytesMax) {
    return new SessionLimits(
        sessionsMax, newResultsMax, newResultBytesMax, bytesMax, timeoutMillis);
  }

  /**
   * How far one command may move log time, in milliseconds, and how often a client that has nothing
   * to say shows that it lives: a quarter of the time to be idle.
   */
  int stepMillis() {
    return timeoutMillis / 4;
  }
}
