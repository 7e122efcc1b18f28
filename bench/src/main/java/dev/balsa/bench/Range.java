package dev.balsa.bench;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Whether a number that somebody gave on the command line is one that a benchmark can take. */
final class Range {
  private Range() {}

  /**
   * Checks a number.
   *
   * @throws ParameterException saying what it must be, if it is out of range
   */
  static void check(CommandSpec spec, String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new ParameterException(
          spec.commandLine(),
          option + " is " + value + "; it must be from " + least + " to " + most);
    }
  }
}
