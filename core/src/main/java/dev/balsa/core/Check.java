package dev.balsa.core;

/**
 * Assertions that are always on: a server that finds its own invariants broken must stop, not go on
 * guessing.
 */
public final class Check {
  private Check() {}

  /**
   * Does nothing if the condition holds.
   *
   * @throws IllegalStateException with the message if it does not
   */
  public static void that(boolean condition, String message) {
    if (!condition) {
      throw new IllegalStateException(message);
    }
  }
}
