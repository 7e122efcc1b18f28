package dev.balsa.tidy;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.List;
import java.util.stream.Collectors;

/** A broken rule, told so that an editor can jump to it: {@code file:line: what and the limit}. */
record Violation(String file, int line, String message) {
  @Override
  public String toString() {
    return file + ":" + line + ": " + message;
  }

  static void expectNone(List<Violation> violations) {
    if (!violations.isEmpty()) {
      fail(
          violations.stream()
              .map(Violation::toString)
              .collect(Collectors.joining("\n  ", violations.size() + " broken:\n  ", "\n")));
    }
  }

  /**
   * For the proofs that a rule fires: exactly one violation, on this line, with this word in it.
   */
  static void expectOne(List<Violation> violations, int line, String word) {
    if (violations.size() != 1
        || violations.getFirst().line() != line
        || !violations.getFirst().message().contains(word)) {
      fail("expected one violation on line " + line + " about " + word + " but got " + violations);
    }
  }
}
