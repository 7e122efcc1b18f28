package dev.balsa.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever is longer than this is two ideas. */
final class SizeTest {
  private static final int FILE_LINES_MAX = 400;
  private static final int METHOD_LINES_MAX = 70;
  private static final int LINE_CHARACTERS_MAX = 120;

  @Test
  void theTreeWasRead() {
    assertTrue(Tree.java().size() > 30, "only " + Tree.java().size() + " Java files were found");
    long methods = Tree.java().stream().flatMap(s -> Methods.in(s).stream()).count();
    assertTrue(methods > 100, "only " + methods + " methods were found");
  }

  @Test
  void filesAreShort() {
    Violation.expectNone(Tree.java().stream().flatMap(s -> longFile(s).stream()).toList());
  }

  @Test
  void methodsAreShort() {
    Violation.expectNone(Tree.java().stream().flatMap(s -> longMethods(s).stream()).toList());
  }

  @Test
  void linesAreShort() {
    Violation.expectNone(Tree.java().stream().flatMap(s -> longLines(s).stream()).toList());
  }

  @Test
  void aFileOneLineTooLongIsFound() {
    assertEquals(List.of(), longFile(Source.of("core/A.java", "\n".repeat(FILE_LINES_MAX))));
    Violation.expectOne(
        longFile(Source.of("core/A.java", "\n".repeat(FILE_LINES_MAX + 1))), 401, "400");
  }

  @Test
  void aMethodOneLineTooLongIsFound() {
    String body = "    step();\n".repeat(METHOD_LINES_MAX - 2);
    String right = "class A {\n  void work() {\n" + body + "  }\n}\n";
    assertEquals(List.of(), longMethods(Source.of("core/A.java", right)));
    String wrong = "class A {\n  void work() {\n" + body + "    step();\n  }\n}\n";
    Violation.expectOne(longMethods(Source.of("core/A.java", wrong)), 2, "work");
  }

  @Test
  void aLineOneCharacterTooLongIsFound() {
    assertEquals(List.of(), longLines(Source.of("core/A.java", "x".repeat(LINE_CHARACTERS_MAX))));
    Violation.expectOne(
        longLines(Source.of("core/A.java", "\n" + "x".repeat(LINE_CHARACTERS_MAX + 1))), 2, "121");
  }

  private static List<Violation> longFile(Source source) {
    int lines = (int) source.text().lines().count();
    return lines <= FILE_LINES_MAX
        ? List.of()
        : List.of(
            new Violation(source.path(), lines, lines + " lines, the limit is " + FILE_LINES_MAX));
  }

  private static List<Violation> longMethods(Source source) {
    return Methods.in(source).stream()
        .filter(method -> method.lines() > METHOD_LINES_MAX)
        .map(method ->
            new Violation(
                source.path(),
                method.firstLine(),
                "%s has %d lines, the limit is %d"
                    .formatted(method.name(), method.lines(), METHOD_LINES_MAX)))
        .toList();
  }

  private static List<Violation> longLines(Source source) {
    List<Violation> found = new ArrayList<>();
    int number = 0;
    for (String line : source.text().lines().toList()) {
      number++;
      if (line.length() > LINE_CHARACTERS_MAX) {
        found.add(
            new Violation(
                source.path(),
                number,
                line.length() + " characters, the limit is " + LINE_CHARACTERS_MAX));
      }
    }
    return found;
  }
}
