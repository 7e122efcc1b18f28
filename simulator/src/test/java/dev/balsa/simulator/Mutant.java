package dev.balsa.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A deliberate mistake in one source file.
 *
 * @param id its number in the lists of known mistakes
 * @param what the mistake, in a few words
 * @param file the source file, from the root of the checkout
 * @param search what stands there, exactly once
 * @param replace what is put in its place
 * @param seedsMax within so many seeds it must be caught
 */
record Mutant(String id, String what, String file, String search, String replace, int seedsMax) {
  /** The bound for most mistakes. */
  static final int SEEDS_USUAL = 200;

  /** The bound for those that need a rare order of events. */
  static final int SEEDS_HARD = 2000;

  private static final Path ROOT = Path.of("..");

  /** One that must be caught soon. */
  static Mutant usual(String id, String what, String file, String search, String replace) {
    return new Mutant(id, what, file, search, replace, SEEDS_USUAL);
  }

  /** One that needs a rare order of events. */
  static Mutant hard(String id, String what, String file, String search, String replace) {
    return new Mutant(id, what, file, search, replace, SEEDS_HARD);
  }

  /** Whether it needs a rare order of events. */
  boolean isHard() {
    return seedsMax > SEEDS_USUAL;
  }

  /** What is changed, to be read. */
  String change() {
    return this
        + "\n"
        + file
        + "\n"
        + search.strip().indent(2).replaceAll("(?m)^", "- ")
        + replace.strip().indent(2).replaceAll("(?m)^", "+ ");
  }

  /** The name of the class that the file holds. */
  String className() {
    return file.substring(file.indexOf("dev/balsa/"), file.length() - ".java".length())
        .replace('/', '.');
  }

  /**
   * The source with the mistake in it.
   *
   * @throws IllegalStateException if the place is not there any more, or not only once
   */
  String source() throws IOException {
    String text = Files.readString(ROOT.resolve(file));
    int at = text.indexOf(search);
    if (at < 0 || text.indexOf(search, at + 1) >= 0) {
      throw new IllegalStateException(
          "mutant " + id + " no longer applies: " + file + " must hold exactly once: " + search);
    }
    return text.substring(0, at) + replace + text.substring(at + search.length());
  }

  @Override
  public String toString() {
    return id + " " + what;
  }
}
