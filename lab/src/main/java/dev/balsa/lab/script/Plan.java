package dev.balsa.lab.script;

import dev.balsa.lab.mirror.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a run of the lab is about.
 *
 * @param folder the working folder
 * @param basePort as in {@link Layout}
 * @param pauseMillis how long a new leader waits before it writes; 0 to 600,000
 * @param variable what the leaders write
 * @param first the first leader's value
 * @param second the next leader's value
 * @param thorough whether to watch and repeat for as long as the contract says, which takes many
 *     minutes
 */
public record Plan(
    Path folder,
    int basePort,
    long pauseMillis,
    String variable,
    String first,
    String second,
    boolean thorough) {
  /** The longest pause, in milliseconds. */
  public static final long PAUSE_MILLIS_MAX = 600_000;

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public Plan {
    if (pauseMillis < 0 || pauseMillis > PAUSE_MILLIS_MAX) {
      throw new IllegalArgumentException(
          "the pause is " + pauseMillis / 1e3 + " s; it must be from 0 to 600 s");
    }
    if (first.equals(second)) {
      throw new IllegalArgumentException("the two values must differ, both are '" + first + "'");
    }
  }

  /** The layout of a cluster in the working folder or in a folder inside it. */
  public Layout layout(String inside, int size) {
    return new Layout(inside.isEmpty() ? folder : folder.resolve(inside), size, basePort);
  }

  /** The options of a node that acts this plan. */
  public List<String> nodeOptions() {
    return List.of(
        "--pause",
        String.format(Locale.ROOT, "%.3f", pauseMillis / 1e3),
        "--variable",
        variable,
        "--first",
        first,
        "--second",
        second);
  }
}
