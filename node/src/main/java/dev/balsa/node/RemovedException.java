package dev.balsa.node;

/** A member stopped for good because the cluster has removed it. */
public final class RemovedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long index;

  /**
   * Makes one.
   *
   * @param member who
   * @param index index of the committed configuration that leaves it out
   */
  public RemovedException(long member, long index) {
    super(
        "member "
            + member
            + " was removed from the cluster by entry "
            + index
            + "; its data directory may be deleted, and its number must not be used again",
        null,
        false,
        false);
    this.index = index;
  }

  /** Index of the committed configuration that leaves the member out. */
  public long index() {
    return index;
  }
}
