package dev.balsa.tidy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text file of the tree.
 *
 * @param path from the root, with slashes: {@code core/src/main/java/dev/balsa/core/Entry.java}
 * @param text as it is on disk
 * @param code the same length and lines, but for Java comments, strings and characters are blank
 */
record Source(String path, String text, String code) {
  static Source of(String path, String text) {
    return new Source(path, text, path.endsWith(".java") ? Blanker.blank(text) : text);
  }

  String module() {
    int slash = path.indexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  boolean isJava() {
    return path.endsWith(".java");
  }

  boolean isMain() {
    return path.contains("/src/main/");
  }

  boolean isTest() {
    return path.contains("/src/test/");
  }

  String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  String folder() {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** Line of an offset into {@link #text} or {@link #code}, from 1. */
  int lineAt(int offset) {
    int line = 1;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }

  /** One violation for each match of the pattern in the code. */
  List<Violation> inCode(Pattern pattern, String message) {
    return matches(code, pattern, (matcher, line) -> message.formatted(matcher.group()));
  }

  /** One violation for each match of the pattern in the whole text, comments included. */
  List<Violation> inText(Pattern pattern, String message) {
    return matches(text, pattern, (matcher, line) -> message.formatted(matcher.group()));
  }

  private List<Violation> matches(
      String where, Pattern pattern, BiFunction<Matcher, Integer, String> message) {
    List<Violation> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(where);
    while (matcher.find()) {
      int line = lineAt(matcher.start());
      found.add(new Violation(path, line, message.apply(matcher, line)));
    }
    return found;
  }
}
