package dev.balsa.core;

/**
 * What a snapshot stands for: the state after an entry (§7).
 *
 * @param index lastIncludedIndex, at least 1
 * @param term lastIncludedTerm, at least 1
 * @param configuration the configuration as of that entry
 */
public record SnapshotMeta(long index, long term, Configuration configuration) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one of them is not positive, or nobody votes
   */
  public SnapshotMeta {
    if (index < 1 || term < 1) {
      throw new IllegalArgumentException(
          "a snapshot stands for an entry, not for index " + index + " of term " + term);
    }
    if (configuration.isNone()) {
      throw new IllegalArgumentException("the snapshot of entry " + index + " names no voters");
    }
  }

  /** Where a log begins that this snapshot takes the place of. */
  public LogStart logStart() {
    return new LogStart(index, term);
  }
}
