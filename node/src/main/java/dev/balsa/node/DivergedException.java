package dev.balsa.node;

/**
 * The state machine of this member has done something else than those of a majority. The member
 * stops, because whatever it answers may be wrong.
 */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long index;

  DivergedException(long index, long own, long agreed) {
    super(
        String.format(
            "the state of this member is not what a majority has at entry %d (state hash %016x"
                + " here, %016x there), so its state machine did something else there or shortly"
                + " before; keep its data directory for whoever looks for the cause, and start the"
                + " member with an empty one",
            index, own, agreed));
    this.index = index;
  }

  /** The first index at which states are known to differ. */
  public long index() {
    return index;
  }
}
