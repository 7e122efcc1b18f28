package dev.balsa.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Habits that rot a code base unless something says no. */
final class HabitTest {
  private static final Pattern SLEEP =
      Pattern.compile("\\bThread\\s*\\.\\s*sleep\\b|\\bTimeUnit\\.\\w+\\.sleep\\b");
  private static final Pattern DISABLED = Pattern.compile("@Disabled\\w*|@Ignore\\b");
  private static final Pattern LATER = Pattern.compile("\\b(?:TODO|FIXME|XXX)\\b");

  /** Folders of single machines. A letter before the slash makes it part of a longer path. */
  private static final Pattern MACHINE_PATH =
      Pattern.compile(
          "(?<![\\w.$}/-])/(?:"
              + String.join("|", "work", "root", "farm", "home/\\w+")
              + ")(?![\\w-])");

  @Test
  void testsWaitForWhatTheyNeedInsteadOfSleeping() {
    Violation.expectNone(Tree.java().stream().flatMap(s -> sleeps(s).stream()).toList());
  }

  @Test
  void noTestIsDisabled() {
    Violation.expectNone(Tree.java().stream().flatMap(s -> disabled(s).stream()).toList());
  }

  @Test
  void nothingIsLeftForLater() {
    Violation.expectNone(Tree.FILES.stream().flatMap(s -> leftForLater(s).stream()).toList());
  }

  @Test
  void noPathOfAMachineIsWrittenDown() {
    Violation.expectNone(Tree.FILES.stream().flatMap(s -> machinePaths(s).stream()).toList());
  }

  @Test
  void aSleepIsFound() {
    Violation.expectOne(
        sleeps(Source.of("core/src/test/java/A.java", "\nThread.sleep(10);")), 2, "sleep");
    Violation.expectOne(
        sleeps(Source.of("core/src/test/java/A.java", "TimeUnit.SECONDS.sleep(1);")), 1, "sleep");
    assertEquals(
        List.of(), sleeps(Source.of("core/src/test/java/A.java", "// no Thread.sleep here")));
  }

  @Test
  void aDisabledTestIsFound() {
    Violation.expectOne(
        disabled(Source.of("core/src/test/java/A.java", "\n@Disabled(\"x\")")), 2, "@Disabled");
    Violation.expectOne(
        disabled(Source.of("core/src/test/java/A.java", "@DisabledOnOs(WINDOWS)")),
        1,
        "@DisabledOnOs");
  }

  @Test
  void aThingLeftForLaterIsFound() {
    for (String word : List.of("TODO", "FIXME", "XXX")) {
      Violation.expectOne(
          leftForLater(Source.of("core/src/main/java/A.java", "a;\n// " + word + ": b")), 2, word);
      Violation.expectOne(leftForLater(Source.of("lab/src/main/web/a.js", "// " + word)), 1, word);
    }
  }

  @Test
  void aPathOfAMachineIsFound() {
    for (String folder : List.of("work", "root", "farm", "home/ann")) {
      Violation.expectOne(
          machinePaths(Source.of("docs/a.md", "\ncd /" + folder + "/main")), 2, folder);
      Violation.expectOne(machinePaths(Source.of("bin/a.sh", "cd '/" + folder + "'")), 1, folder);
    }
    assertEquals(List.of(), machinePaths(Source.of("a.md", "src/work/a and /works and $x/root")));
  }

  private static List<Violation> sleeps(Source source) {
    return source.isTest()
        ? source.inCode(SLEEP, "%s: wait for a condition, or let the test turn time")
        : List.of();
  }

  private static List<Violation> disabled(Source source) {
    return source.isTest()
        ? source.inCode(DISABLED, "%s: repair the test or remove it")
        : List.of();
  }

  private static List<Violation> leftForLater(Source source) {
    return source.isMain() ? source.inText(LATER, "%s: do it, or write an issue") : List.of();
  }

  private static List<Violation> machinePaths(Source source) {
    return source.inText(MACHINE_PATH, "%s is a path of one machine");
  }
}
