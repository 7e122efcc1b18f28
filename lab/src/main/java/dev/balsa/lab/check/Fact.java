package dev.balsa.lab.check;

/**
 * A check that needs no judging beyond one comparison.
 *
 * @param holds whether it is as it must be
 * @param expected what must be
 * @param found what was found
 */
public record Fact(Requirement requirement, boolean holds, String expected, String found)
    implements Criterion {
  /** Two things that must be equal. */
  public static Fact equal(Requirement requirement, Object expected, Object found) {
    return new Fact(requirement, expected.equals(found), expected.toString(), found.toString());
  }

  /** Something measured that must not be above a limit. */
  public static Fact atMost(Requirement requirement, long limit, long found, String unit) {
    return new Fact(
        requirement, found <= limit, "at most " + limit + " " + unit, found + " " + unit);
  }

  @Override
  public Outcome judge() {
    return holds ? Outcome.pass(found) : Outcome.fail(expected, found);
  }
}
