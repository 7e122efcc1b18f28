package dev.balsa.simulator.history;

/**
 * One operation as its client saw it.
 *
 * @param client who asked; a client has at most one operation open
 * @param key the object it concerns; objects are checked one by one, because linearizability is
 *     local to an object
 * @param invoked when it was asked, on any scale on which distinct moments differ
 * @param returned when it was answered, or {@link #NEVER} if it never was: then it may have
 *     happened at any time since, or not at all
 * @param action what was asked and answered
 * @param <A> the actions a {@link Model} understands
 */
public record Operation<A>(int client, String key, long invoked, long returned, A action) {
  /** The time of an answer that never came. */
  public static final long NEVER = Long.MAX_VALUE;

  /**
   * Checks the times.
   *
   * @throws IllegalArgumentException if the answer is not later than the question
   */
  public Operation {
    if (returned <= invoked) {
      throw new IllegalArgumentException("answered at " + returned + ", asked at " + invoked);
    }
  }

  /** Whether its outcome is known. */
  public boolean answered() {
    return returned != NEVER;
  }
}
