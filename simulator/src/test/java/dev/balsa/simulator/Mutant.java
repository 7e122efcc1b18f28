package dev.balsa.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A deliberate mistake in one source file.
 *
 * @param id its number in the lists of known mistakes
 * @param what the mistake, in a few words
 * @param file the source file, from the root of the checkout
 * @param edits what is changed there
 * @param seedsMax within so many seeds it must be caught
 */
record Mutant(String id, String what, String file, List<Edit> edits, int seedsMax) {
  /**
   * One change.
   *
   * @param search what stands there, exactly once
   * @param replace what is put in its place
   */
  record Edit(String search, String replace) {}

  /** The bound for most mistakes. */
  static final int SEEDS_USUAL = 200;

  /** The bound for those that need a rare order of events. */
  static final int SEEDS_HARD = 2000;

  private static final Path ROOT = Path.of("..");

  /** One that must be caught soon. */
  static Mutant usual(String id, String what, String file, String search, String replace) {
    return new Mutant(id, what, file, List.of(new Edit(search, replace)), SEEDS_USUAL);
  }

  /** One that needs a rare order of events. */
  static Mutant hard(String id, String what, String file, String search, String replace) {
    return new Mutant(id, what, file, List.of(new Edit(search, replace)), SEEDS_HARD);
  }

  /** The same with one more change, for what is checked twice. */
  Mutant and(String search, String replace) {
    List<Edit> both = new ArrayList<>(edits);
    both.add(new Edit(search, replace));
    return new Mutant(id, what, file, both, seedsMax);
  }

  /** Whether it needs a rare order of events. */
  boolean isHard() {
    return seedsMax > SEEDS_USUAL;
  }

  /** What is changed, to be read. */
  String change() {
    StringBuilder text = new StringBuilder(this + "\n" + file + "\n");
    for (Edit edit : edits) {
      text.append(edit.search().strip().indent(2).replaceAll("(?m)^", "- "))
          .append(edit.replace().strip().indent(2).replaceAll("(?m)^", "+ "));
    }
    return text.toString();
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
    for (Edit edit : edits) {
      int at = text.indexOf(edit.search());
      if (at < 0 || text.indexOf(edit.search(), at + 1) >= 0) {
        throw new IllegalStateException(
            "mutant "
                + id
                + " no longer applies: "
                + file
                + " must hold exactly once: "
                + edit.search());
      }
      text = text.substring(0, at) + edit.replace() + text.substring(at + edit.search().length());
    }
    return text;
  }

  @Override
  public String toString() {
    return id + " " + what;
  }
}
