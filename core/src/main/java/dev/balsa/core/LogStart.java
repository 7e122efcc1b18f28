package dev.balsa.core;

/**
 * Where a log begins: the last entry that it no longer holds, because a snapshot stands for it
 * (§7).
 *
 * @param index index of that entry, 0 if the log holds everything
 * @param term its term, 0 if the index is
 */
public record LogStart(long index, long term) {
  /** A log that holds everything from entry 1 on. */
  public static final LogStart ORIGIN = new LogStart(0, 0);

  /**
   * Checks that such an entry can exist.
   *
   * @throws IllegalArgumentException if one of the numbers is negative, or only one is 0
   */
  public LogStart {
    if (index < 0 || term < 0 || (index == 0) != (term == 0)) {
      throw new IllegalArgumentException("no entry has index " + index + " and term " + term);
    }
  }
}
