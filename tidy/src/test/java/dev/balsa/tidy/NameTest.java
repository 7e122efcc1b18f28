package dev.balsa.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Names say what a thing is; a package says what it is for and that null is marked. */
final class NameTest {
  private static final Pattern TYPE =
      Pattern.compile("\\b(?:class|interface|enum|record)\\s+(\\w+)");
  private static final Pattern EMPTY_NAME =
      Pattern.compile("\\w*(?:Impl|Manager|Helper|Util|Utils)|(?:Default|Abstract)(?:[A-Z]\\w*)?");

  @Test
  void typeNamesSayWhatTheyAre() {
    Violation.expectNone(Tree.java().stream().flatMap(s -> emptyNames(s).stream()).toList());
  }

  @Test
  void everyPackageIsDocumentedAndNullMarked() {
    Violation.expectNone(packagesWithoutInfo(Tree.java()));
  }

  @Test
  void eachEmptyNameIsFound() {
    for (String name :
        List.of(
            "LogImpl",
            "PeerManager",
            "TestHelper",
            "ByteUtil",
            "Utils",
            "DefaultLog",
            "AbstractLog")) {
      for (String kind : List.of("class", "interface", "enum", "record")) {
        Violation.expectOne(
            emptyNames(Source.of("core/A.java", "\nfinal " + kind + " " + name + "(int a) {}")),
            2,
            name);
      }
    }
    assertEquals(
        List.of(), emptyNames(Source.of("core/A.java", "class Implied {} // class LogImpl")));
  }

  @Test
  void aPackageWithoutInfoIsFound() {
    Source type = Source.of("core/src/main/java/a/b/C.java", "package a.b; class C {}");
    String path = "core/src/main/java/a/b/package-info.java";
    Violation.expectOne(packagesWithoutInfo(List.of(type)), 1, "package-info");
    Violation.expectOne(
        packagesWithoutInfo(List.of(type, Source.of(path, "/** @NullMarked */ package a.b;"))),
        1,
        "@NullMarked");
    Violation.expectOne(
        packagesWithoutInfo(List.of(type, Source.of(path, "@NullMarked package a.b;"))),
        1,
        "Javadoc");
    assertEquals(
        List.of(),
        packagesWithoutInfo(
            List.of(type, Source.of(path, "/** Doc. */ @NullMarked package a.b;"))));
  }

  private static List<Violation> emptyNames(Source source) {
    List<Violation> found = new ArrayList<>();
    Matcher matcher = TYPE.matcher(source.code());
    while (matcher.find()) {
      if (EMPTY_NAME.matcher(matcher.group(1)).matches()) {
        found.add(
            new Violation(
                source.path(),
                source.lineAt(matcher.start()),
                matcher.group(1)
                    + " does not say what it is (no Impl, Manager, Helper, Util, Default, Abstract)"));
      }
    }
    return found;
  }

  /** Tests share the package-info of the code they test. */
  private static List<Violation> packagesWithoutInfo(List<Source> sources) {
    Set<String> folders =
        sources.stream()
            .filter(s -> s.path().contains("/java/"))
            .filter(s -> !isModuleInfo(s))
            .map(Source::folder)
            .collect(Collectors.toSet());
    List<Violation> found = new ArrayList<>();
    for (String folder : folders.stream().sorted().toList()) {
      List<Source> infos =
          sources.stream()
              .filter(s -> s.fileName().equals("package-info.java"))
              .filter(s ->
                  s.folder().equals(folder)
                      || s.folder().equals(folder.replace("/src/test/", "/src/main/")))
              .toList();
      if (infos.isEmpty()) {
        found.add(new Violation(folder, 1, "a package needs a package-info.java"));
      } else if (!infos.getFirst().code().contains("@NullMarked")) {
        found.add(new Violation(infos.getFirst().path(), 1, "a package needs @NullMarked"));
      } else if (!infos.getFirst().text().contains("/**")) {
        found.add(new Violation(infos.getFirst().path(), 1, "a package needs Javadoc"));
      }
    }
    return found;
  }

  private static boolean isModuleInfo(Source source) {
    return source.fileName().equals("module-info.java");
  }
}
