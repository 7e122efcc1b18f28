package dev.balsa.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What also runs in a browser, translated by TeaVM, keeps to what is there and behaves the same.
 * {@link PurityTest} forbids most of it in the core for reasons of its own; this is the rest, and
 * for the playground too.
 */
final class PortabilityTest {
  private static final List<String> PORTABLE = List.of("core/src/main/", "playground/src/main/");
  private static final Map<Pattern, String> BANNED = banned();

  private static Map<Pattern, String> banned() {
    Map<Pattern, String> banned = new LinkedHashMap<>();
    String missing = "TeaVM does not have it";
    banned.put(
        words("SplittableRandom", "RandomGenerator", "StringJoiner", "HexFormat", "CRC32C"),
        missing);
    banned.put(
        words("MessageDigest", "CompletableFuture", "ReentrantLock", "VarHandle", "Gatherers"),
        missing);
    banned.put(
        Pattern.compile(
            "\\.lines\\(|\\bmultiplyHigh\\(|\\bArrays\\.compare\\(|\\bunmodifiableSortedMap\\("),
        missing);
    banned.put(
        Pattern.compile("\\bEnum(?:Map|Set)\\b|(?<!\\b(?:Long|Integer|String))\\.valueOf\\("),
        "TeaVM's compiler fails on it: use a switch or values()");
    banned.put(
        words("Random", "HashMap", "HashSet", "IdentityHashMap", "ByteBuffer"),
        "it behaves differently under TeaVM");
    banned.put(
        Pattern.compile("\\bMap\\.(?:of|ofEntries|copyOf)\\(|\\bSet\\.(?:of|copyOf)\\("),
        "its order differs between runs");
    banned.put(
        Pattern.compile(
            "\\b(?:hashCode|identityHashCode|Objects\\.hash)\\((?!\\)\\s*\\{)|::hashCode\\b"),
        "hash codes differ under TeaVM");
    banned.put(
        Pattern.compile("\\bcatch\\s*\\(|\\bgetStackTrace\\(|\\bgetMessage\\(|\\bThrowable\\b"),
        "TeaVM throws less, later and without a message: check before");
    String reflection = "TeaVM knows no reflection";
    banned.put(
        Pattern.compile(
            "\\bjava\\.lang\\.(?:reflect|invoke)\\b|\\bClass\\.forName\\b|\\bgetClass\\("),
        reflection);
    banned.put(words("ServiceLoader", "getResourceAsStream"), reflection);
    String text = "text of numbers, places and languages differs: concatenate integers";
    banned.put(words("Locale", "NumberFormat", "DecimalFormat", "Formatter"), text);
    banned.put(Pattern.compile("\\bString\\.format\\b|\\.formatted\\(|\\.printf\\("), text);
    banned.put(Pattern.compile("\\bto(?:Upper|Lower)Case\\(|\\bCollator\\b"), text);
    banned.put(words("double", "float", "Double", "Float", "strictfp"), text);
    banned.put(
        words("Thread", "synchronized", "volatile", "nanoTime", "currentTimeMillis"),
        "a browser has neither threads nor this clock");
    return banned;
  }

  private static Pattern words(String... words) {
    return Pattern.compile("\\b(?:" + String.join("|", words) + ")\\b");
  }

  @Test
  void whatRunsInABrowserIsPortable() {
    for (String folder : PORTABLE) {
      List<Source> sources = Tree.java().stream().filter(s -> s.path().startsWith(folder)).toList();
      assertTrue(sources.size() > 10, "no source in " + folder);
      Violation.expectNone(sources.stream().flatMap(s -> unportable(s).stream()).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "var r = new SplittableRandom(1);",
        "HexFormat.of().formatHex(bytes);",
        "text.lines().toList();",
        "long high = Math.multiplyHigh(a, b);",
        "int order = Arrays.compare(a, b);",
        "var m = new EnumMap<Kind, Long>(kinds);",
        "Kind kind = Kind.valueOf(\"A\");",
        "var m = new HashMap<Long, Long>();",
        "var s = Set.of(1, 2);",
        "int slot = entry.hashCode() % 8;",
        "keys.sort(comparing(Object::hashCode));",
        "} catch (ArithmeticException e) {",
        "String s = failure.getMessage();",
        "String s = value.getClass() + text;",
        "import java.lang.reflect.Method;",
        "import java.util.Locale;",
        "String s = \"%d\".formatted(1);",
        "String s = name.toLowerCase();",
        "double share = 0.5;",
        "Float f;",
        "long now = System.nanoTime();",
        "synchronized (this) {",
      })
  void eachThingThatIsNotPortableIsFound(String line) {
    List<Violation> found =
        unportable(Source.of("core/src/main/java/A.java", "class A {\n" + line + "\n}"));
    Violation.expectOne(found, 2, "");
  }

  @Test
  void integersListsAndOwnHashCodesArePortable() {
    String text =
        """
        /** Never a double, a HashMap or String.format. */
        record A(List<Long> values) {
          @Override
          public int hashCode() {
            return 1;
          }

          String text() {
            return "a double " + String.valueOf(values.size()) + Long.toHexString(1) + Kind.values().length;
          }
        }
        """;
    assertEquals(List.of(), unportable(Source.of("core/src/main/java/A.java", text)));
  }

  private static List<Violation> unportable(Source source) {
    List<Violation> found = new ArrayList<>();
    BANNED.forEach((pattern, reason) -> found.addAll(source.inCode(pattern, "%s: " + reason)));
    return found;
  }
}
