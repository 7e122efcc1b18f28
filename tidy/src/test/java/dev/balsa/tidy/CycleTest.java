package dev.balsa.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Packages can be read in an order in which each needs only those before it. */
final class CycleTest {
  private static final Pattern PACKAGE = Pattern.compile("\\bpackage\\s+([\\w.]+)\\s*;");
  private static final Pattern USE = Pattern.compile("\\b(dev\\.balsa(?:\\.[a-z]\\w*)*)\\.[A-Z*]");

  @Test
  void packagesHaveNoCycles() {
    Violation.expectNone(cycles(Tree.java()));
  }

  @Test
  void aCycleOfThreeIsFound() {
    List<Source> sources =
        List.of(
            main("dev.balsa.a", "import dev.balsa.b.B;"),
            main("dev.balsa.b", "dev.balsa.c.C c;"),
            main("dev.balsa.c", "import static dev.balsa.A.make;"),
            main("dev.balsa", "import dev.balsa.a.*;"),
            main("dev.balsa.d", "import dev.balsa.a.A;"));
    Violation.expectOne(
        cycles(sources), 1, "dev.balsa.a -> dev.balsa.b -> dev.balsa.c -> dev.balsa");
    assertEquals(List.of(), cycles(sources.subList(0, 2)));
  }

  private static Source main(String name, String use) {
    return Source.of("x/src/main/java/" + name + "/X.java", "package " + name + ";\n" + use);
  }

  private static List<Violation> cycles(List<Source> sources) {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (Source source : sources) {
      Matcher name = PACKAGE.matcher(source.code());
      if (source.isMain() && name.find()) {
        Set<String> used = uses.computeIfAbsent(name.group(1), _ -> new TreeSet<>());
        USE.matcher(source.code()).results().map(use -> use.group(1)).forEach(used::add);
        used.remove(name.group(1));
      }
    }
    List<Violation> found = new ArrayList<>();
    Set<String> done = new TreeSet<>();
    uses.keySet().forEach(start -> visit(start, uses, new ArrayList<>(), done, found));
    return found;
  }

  private static void visit(
      String at,
      Map<String, Set<String>> uses,
      List<String> path,
      Set<String> done,
      List<Violation> found) {
    int before = path.indexOf(at);
    if (before >= 0) {
      String cycle = String.join(" -> ", path.subList(before, path.size())) + " -> " + at;
      found.add(new Violation(at, 1, "packages in a cycle: " + cycle));
      return;
    }
    if (!done.contains(at)) {
      path.add(at);
      uses.getOrDefault(at, Set.of()).forEach(next -> visit(next, uses, path, done, found));
      path.removeLast();
      done.add(at);
    }
  }
}
