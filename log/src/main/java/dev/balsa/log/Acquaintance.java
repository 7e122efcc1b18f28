package dev.balsa.log;

/**
 * What a member remembers of another one.
 *
 * @param memberId the other one
 * @param directoryId its data directory
 * @param bootCounter the highest one seen
 * @param life the number of that start, or 0 if it is unknown
 */
public record Acquaintance(long memberId, long directoryId, long bootCounter, long life) {
  /** So many are remembered durably; the one that was met first makes room. */
  public static final int MAX = 20;
}
