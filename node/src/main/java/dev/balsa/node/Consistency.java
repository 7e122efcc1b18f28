package dev.balsa.node;

/** How fresh the answer of a read must be, and what may be done to make sure. */
public sealed interface Consistency {
  /**
   * The answer reflects every write that was answered before the read was asked; a majority
   * confirms that (dissertation §6.4, "ReadIndex"). What a read is unless told otherwise.
   */
  Consistency LINEARIZABLE = new Linearizable();

  /**
   * The same without asking a majority, as long as the leader holds a lease, and with it otherwise
   * (dissertation §6.4.1). Rests on every member's clock running as evenly as {@link
   * dev.balsa.core.Settings#leaseDriftPermille()} says; refused if that is 0, the standard.
   */
  Consistency LEASE = new Lease();

  /** Whatever this member has applied: some committed past state. Asks nobody. */
  Consistency LOCAL = new Local();

  /**
   * At most so stale: the answer reflects every write that was answered until so long before it is
   * given. Answered by this member alone if it has learned recently enough what was committed, and
   * as {@link #LINEARIZABLE} otherwise, also if no leader can be reached: then it fails, and {@link
   * #LOCAL} is there for who prefers an older answer to none.
   *
   * @param maxStalenessMillis 1 to 3,600,000
   * @throws IllegalArgumentException if it is not in this range
   */
  static Consistency bounded(long maxStalenessMillis) {
    return new Bounded(maxStalenessMillis);
  }

  /** {@link #LINEARIZABLE}. */
  record Linearizable() implements Consistency {}

  /** {@link #LEASE}. */
  record Lease() implements Consistency {}

  /** {@link #LOCAL}. */
  record Local() implements Consistency {}

  /** {@link #bounded}. */
  record Bounded(long maxStalenessMillis) implements Consistency {
    private static final long MAX_STALENESS_MILLIS_MAX = 3_600_000;

    /**
     * Checks the bound.
     *
     * @throws IllegalArgumentException naming its range
     */
    public Bounded {
      NodeLimits.range("maxStalenessMillis", maxStalenessMillis, 1, MAX_STALENESS_MILLIS_MAX);
    }
  }
}
