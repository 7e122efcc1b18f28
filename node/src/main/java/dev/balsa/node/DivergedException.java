package dev.balsa.node;

/**
 * The state machine of this member has done something else than those of a majority. The member
 * stops, because whatever it answers may be wrong.
 */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Divergence divergence;

  /** Of a member that is one of the odd ones. */
  public DivergedException(long member, Divergence divergence) {
    super(
        "member "
            + member
            + " has another state than a majority: "
            + divergence.where()
            + ". Its state machine did something else there, or its memory failed. Keep a copy of"
            + " its data directory for whoever looks for the cause, and start it again, so that it"
            + " applies its log anew; if it stops again, its snapshot is wrong as well: set the"
            + " directory aside and add the member as a new one");
    this.divergence = divergence;
  }

  /** Where the states differ. */
  public Divergence divergence() {
    return divergence;
  }
}
