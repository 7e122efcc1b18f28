package dev.balsa.simulator.invariants;

/** Something that must hold in every run does not. */
public final class BrokenProperty extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String property;

  /**
   * Says what is wrong.
   *
   * @param property its short name, fixed wording
   * @param detail what was seen instead
   */
  public BrokenProperty(String property, String detail) {
    super(property + ": " + detail);
    this.property = property;
  }

  /** The property's short name. */
  public String property() {
    return property;
  }
}
