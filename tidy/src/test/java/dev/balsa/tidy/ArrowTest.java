package dev.balsa.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may use whom. The arrows are those of ARCHITECTURE.md, and nothing points back. */
final class ArrowTest {
  private static final String LIBRARY = "core log node net kv structures";

  /** Each module with all it may use, in the folders' names. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          arrow("core", ""),
          arrow("log", "core"),
          arrow("node", "core log"),
          arrow("net", "core log node"),
          arrow("kv", "core log node"),
          arrow("structures", "core log node net kv"),
          arrow("simulator", "core log node kv"),
          arrow("playground", "core"),
          arrow("etcd-api", ""),
          arrow("server", LIBRARY + " etcd-api"),
          arrow("lab", LIBRARY + " etcd-api server simulator"),
          arrow("cli", LIBRARY + " etcd-api server simulator lab bench"),
          arrow("bench", LIBRARY + " etcd-api server simulator"),
          arrow("tidy", ""));

  /** Where a package lives that does not carry its module's name; "" is dev.balsa itself. */
  private static final Map<String, String> MODULE_OF_PACKAGE =
      Map.of("", "structures", "etcd", "etcd-api");

  /** The foreign packages that only some modules may know. */
  private static final Map<String, Set<String>> FOREIGN =
      Map.of(
          "io.netty", Set.of("net", "server"),
          "com.google.protobuf", Set.of("server", "etcd-api"),
          "io.grpc", Set.of("server"),
          "org.teavm", Set.of("playground"),
          "tools.jackson", Set.of("structures", "lab"),
          "picocli", Set.of("cli", "lab", "bench"),
          "org.slf4j", Set.of("server", "lab", "cli"));

  private static final Set<String> JDK_ONLY =
      Set.of("core", "log", "node", "kv", "simulator", "playground", "tidy");
  private static final Pattern BALSA = Pattern.compile("\\bdev\\.balsa\\.([a-z]\\w*)?");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import\\s+(?:static\\s+)?([\\w.]+)");
  private static final Pattern POM_DEPENDENCY =
      Pattern.compile("<artifactId>balsa-([\\w-]+)</artifactId>");

  private static Map.Entry<String, Set<String>> arrow(String from, String to) {
    return Map.entry(
        from, Stream.of(to.split(" ", -1)).filter(s -> !s.isEmpty()).collect(Collectors.toSet()));
  }

  @Test
  void everyModuleHasItsArrows() {
    for (String module : Tree.modules()) {
      assertEquals(true, ARROWS.containsKey(module), module + " is not in the table of arrows");
    }
  }

  @Test
  void sourcesFollowTheArrows() {
    Violation.expectNone(Tree.java().stream().flatMap(s -> wrongArrows(s).stream()).toList());
  }

  @Test
  void pomsFollowTheArrows() {
    Violation.expectNone(
        Tree.modules().stream()
            .flatMap(m -> wrongDependencies(m, Tree.file(m + "/pom.xml")).stream())
            .toList());
  }

  @Test
  void foreignLibrariesStayWhereTheyBelong() {
    Violation.expectNone(Tree.java().stream().flatMap(s -> wrongForeign(s).stream()).toList());
  }

  @Test
  void anArrowAgainstTheDirectionIsFound() {
    Source bad =
        Source.of(
            "log/src/main/java/A.java", "package dev.balsa.log;\nimport dev.balsa.node.RaftNode;");
    Violation.expectOne(wrongArrows(bad), 2, "node");
    Violation.expectOne(
        wrongArrows(Source.of("kv/src/main/java/A.java", "\n\nimport dev.balsa.ReplicatedMap;")),
        3,
        "structures");
    Violation.expectOne(
        wrongArrows(Source.of("structures/src/main/java/A.java", "dev.balsa.etcd.health.Check c;")),
        1,
        "etcd-api");
    Violation.expectOne(
        wrongArrows(Source.of("unheard/src/main/java/A.java", "package dev.balsa.unheard;")),
        1,
        "table");
    assertEquals(
        List.of(),
        wrongArrows(Source.of("log/src/main/java/A.java", "import dev.balsa.core.Entry;")));
  }

  @Test
  void aDependencyAgainstTheDirectionIsFound() {
    Source pom =
        Source.of(
            "core/pom.xml",
            """
            <parent><artifactId>balsa-parent</artifactId></parent>
            <artifactId>balsa-core</artifactId>
            <dependency><artifactId>balsa-etcd-api</artifactId></dependency>
            """);
    Violation.expectOne(wrongDependencies("core", pom), 3, "etcd-api");
  }

  @Test
  void aStrayForeignLibraryIsFound() {
    Violation.expectOne(
        wrongForeign(Source.of("kv/src/main/java/A.java", "import io.netty.buffer.ByteBuf;")),
        1,
        "io.netty");
    Violation.expectOne(
        wrongForeign(Source.of("net/src/main/java/A.java", "com.google.protobuf.ByteString s;")),
        1,
        "com.google.protobuf");
    Violation.expectOne(
        wrongForeign(Source.of("log/src/main/java/A.java", "import org.agrona.Buffer;")),
        1,
        "org.agrona");
    assertEquals(
        List.of(),
        wrongForeign(Source.of("net/src/main/java/A.java", "import io.netty.buffer.ByteBuf;")));
  }

  private static List<Violation> wrongArrows(Source source) {
    String from = source.module();
    Set<String> allowed = ARROWS.get(from);
    if (allowed == null) {
      return List.of(new Violation(source.path(), 1, from + " is not in the table of arrows"));
    }
    List<Violation> found = new ArrayList<>();
    Matcher matcher = BALSA.matcher(source.code());
    while (matcher.find()) {
      String name = matcher.group(1) == null ? "" : matcher.group(1);
      String to = MODULE_OF_PACKAGE.getOrDefault(name, name);
      if (!to.equals(from) && !allowed.contains(to)) {
        found.add(
            new Violation(
                source.path(), source.lineAt(matcher.start()), from + " may not use " + to));
      }
    }
    return found;
  }

  private static List<Violation> wrongDependencies(String module, Source pom) {
    List<Violation> found = new ArrayList<>();
    Matcher matcher = POM_DEPENDENCY.matcher(pom.text());
    while (matcher.find()) {
      String to = matcher.group(1);
      boolean itself = to.equals(module) || to.equals("parent");
      if (!itself && !ARROWS.getOrDefault(module, Set.of()).contains(to)) {
        found.add(
            new Violation(
                pom.path(), pom.lineAt(matcher.start()), module + " may not depend on " + to));
      }
    }
    return found;
  }

  private static List<Violation> wrongForeign(Source source) {
    List<Violation> found = new ArrayList<>();
    FOREIGN.forEach((name, modules) -> {
      if (!modules.contains(source.module())) {
        Pattern mention = Pattern.compile("(?<![\\w.])" + Pattern.quote(name) + "\\.");
        found.addAll(source.inCode(mention, name + " belongs to " + modules + " only"));
      }
    });
    if (found.isEmpty() && JDK_ONLY.contains(source.module()) && source.isMain()) {
      Matcher matcher = IMPORT.matcher(source.code());
      while (matcher.find()) {
        if (!matcher.group(1).matches("(?:java|jdk|dev\\.balsa|org\\.jspecify)\\..*")) {
          String message =
              matcher.group(1) + ": " + source.module() + " uses the JDK and nothing else";
          found.add(new Violation(source.path(), source.lineAt(matcher.start()), message));
        }
      }
    }
    return found;
  }
}
