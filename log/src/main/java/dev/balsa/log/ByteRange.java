package dev.balsa.log;

/**
 * Some bytes in a row.
 *
 * @param from position of the first, from 0
 * @param to position after the last, greater than {@code from}
 */
public record ByteRange(long from, long to) {
  /**
   * Checks that there is at least one.
   *
   * @throws IllegalArgumentException if there is none, or the first has a negative position
   */
  public ByteRange {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("no bytes lie from " + from + " to " + to);
    }
  }
}
