package dev.balsa.core;

/**
 * What a log entry is for. The number of a kind is part of the disk and wire formats and never
 * changes.
 */
public enum EntryKind {
  /**
   * Carries nothing; a leader starts its term with one so that it may commit what earlier terms
   * left (§8).
   */
  NO_OP(0),
  /** Carries a command for the state machine. */
  COMMAND(1),
  /** Carries a {@link Configuration}, in force as soon as it is appended (§6). */
  CONFIGURATION(2);

  private final int number;

  EntryKind(int number) {
    this.number = number;
  }

  /** The number that stands for this kind on disk and on the wire. */
  public int number() {
    return number;
  }

  /**
   * The kind with a number.
   *
   * @throws IllegalArgumentException if no kind of this version has it
   */
  public static EntryKind of(int number) {
    return switch (number) {
      case 0 -> NO_OP;
      case 1 -> COMMAND;
      case 2 -> CONFIGURATION;
      default ->
          throw new IllegalArgumentException(
              "entry kind " + number + " is unknown to this version");
    };
  }
}
