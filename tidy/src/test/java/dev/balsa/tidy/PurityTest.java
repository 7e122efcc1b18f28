package dev.balsa.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The core is a function: the same events in the same order give the same effects, on every machine
 * and in every run. So it may not even mention what could tell two runs apart.
 */
final class PurityTest {
  private static final Map<Pattern, String> BANNED = banned();
  private static final Pattern HASH =
      Pattern.compile("\\b(?:hashCode|identityHashCode)\\s*\\(|\\bObjects\\.hash\\(|::hashCode\\b");

  private static Map<Pattern, String> banned() {
    Map<Pattern, String> banned = new LinkedHashMap<>();
    String io = "the core does no input or output: return an effect";
    banned.put(Pattern.compile("\\bjava\\.(?:io|nio\\.file|nio\\.channels|net)\\b"), io);
    banned.put(Pattern.compile("\\bSystem\\.(?:out|err|in|getenv|getProperty)\\b"), io);
    String threads = "the core knows no threads: whoever calls it is alone";
    banned.put(Pattern.compile("\\bjava\\.util\\.concurrent\\b|\\bCompletableFuture\\b"), threads);
    banned.put(
        Pattern.compile("\\bThread(?:Local\\w*)?\\b|\\bsynchronized\\b|\\bvolatile\\b"), threads);
    banned.put(Pattern.compile("\\bparallelStream\\b|\\.parallel\\(|\\.unordered\\("), threads);
    String clock = "time is an argument";
    banned.put(
        Pattern.compile("\\bSystem\\.(?:nanoTime|currentTimeMillis)\\b|\\bjava\\.time\\b"), clock);
    String chance = "randomness is an argument";
    banned.put(
        Pattern.compile("\\bMath\\.random\\b|\\bjava\\.util\\.random\\b|\\bUUID\\b"), chance);
    banned.put(Pattern.compile("\\b(?:Splittable|Secure)?Random\\b|\\bRandomGenerator\\b"), chance);
    String loggers =
        "the core does not log: the driver tells what happened from events and effects";
    banned.put(
        Pattern.compile("\\bjava\\.util\\.logging\\b|\\borg\\.slf4j\\b|\\b(?:get)?Logger\\b"),
        loggers);
    String order = "iteration order differs between runs: use TreeMap, TreeSet or a List";
    banned.put(Pattern.compile("\\b(?:Identity|Weak)?Hash(?:Map|Set)\\b"), order);
    banned.put(
        Pattern.compile(
            "\\b(?:Map|Set)\\.(?:of|ofEntries|copyOf)\\(|\\btoSet\\(|\\btoMap\\(|\\bgroupingBy\\("),
        order);
    String text = "text depends on the locale or is slow: concatenate";
    banned.put(Pattern.compile("\\bString\\.format\\b|\\.formatted\\(|\\bStringJoiner\\b"), text);
    return banned;
  }

  @Test
  void theCoreIsPure() {
    List<Source> core =
        Tree.java().stream().filter(s -> s.path().startsWith("core/src/main/")).toList();
    assertEquals(false, core.isEmpty(), "no source in core");
    Violation.expectNone(core.stream().flatMap(s -> impure(s).stream()).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import java.io.IOException;",
        "import java.nio.file.Path;",
        "import java.net.URI;",
        "import java.util.concurrent.atomic.AtomicLong;",
        "Thread.onSpinWait();",
        "long now = System.nanoTime();",
        "long now = System.currentTimeMillis();",
        "double d = Math.random();",
        "import java.util.Random;",
        "System.Logger log;",
        "import org.slf4j.LoggerFactory;",
        "var m = new HashMap<Long, Long>();",
        "var s = new HashSet<Long>();",
        "var s = Set.of(1, 2);",
        "var s = String.format(\"%d\", 1);",
        "list.parallelStream();",
        "list.stream().parallel();",
        "CompletableFuture<Void> f;",
        "StringJoiner j;",
        "int shard = key.hashCode() % 8;",
        "keys.sort(comparing(Object::hashCode));",
      })
  void eachImpurityIsFound(String line) {
    List<Violation> found =
        impure(Source.of("core/src/main/java/A.java", "class A {\n" + line + "\n}"));
    Violation.expectOne(found, 2, "");
  }

  @Test
  void hashCodeMayBeDefinedAndCommentsMayTalk() {
    String text =
        """
        /** Never reads System.nanoTime() and needs no Thread. */
        record A(byte[] bytes) {
          @Override
          public int hashCode() {
            return 31 * Arrays.hashCode(bytes);
          }
        }
        """;
    assertEquals(List.of(), impure(Source.of("core/src/main/java/A.java", text)));
  }

  private static List<Violation> impure(Source source) {
    List<Violation> found = new ArrayList<>();
    BANNED.forEach((pattern, reason) -> found.addAll(source.inCode(pattern, "%s: " + reason)));
    List<Methods.Method> hashMethods =
        Methods.in(source).stream().filter(m -> m.name().equals("hashCode")).toList();
    source
        .inCode(HASH, "%s: hash codes may differ between runs; only hashCode itself may use them")
        .stream()
        .filter(v -> hashMethods.stream().noneMatch(m -> m.covers(v.line())))
        .forEach(found::add);
    return found;
  }
}
