package dev.balsa.lab.check;

/**
 * What came of a check.
 *
 * @param passed whether the requirement was met
 * @param text what was found and measured; if it was not met, also what was expected
 */
public record Outcome(boolean passed, String text) {
  /** It was met. */
  public static Outcome pass(String found) {
    return new Outcome(true, found);
  }

  /** It was not met. */
  public static Outcome fail(String expected, Object actual) {
    return new Outcome(false, "expected " + expected + ", found " + actual);
  }

  /** The same with more facts behind it. */
  public Outcome with(String more) {
    return new Outcome(passed, text + more);
  }
}
