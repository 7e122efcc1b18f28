package dev.balsa.tidy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The brace counter that the size and purity rules stand on. */
final class MethodsTest {
  @Test
  void methodsOfAllKindsAreFound() {
    assertMethods(
        """
        package a;
        @Table({"x", "y"})
        public final class A<T extends B> {
          private final int[] primes = {2, 3};
          private final Runnable later = () -> {
            run();
          };
          static {
            load();
          }
          A(int a) {
            this.a = a;
          }
          @Override
          public <X> List<X> list(Map<String, X> m) throws E {
            return new ArrayList<>() {
              @Override public int size() { return 0; }
            };
          }
          abstract void none();
          record R(int a) {
            R {
              check(a);
            }
          }
          enum Colour {
            RED("r") {
              @Override int wave() {
                return 1;
              }
            },
            BLUE;
            int wave() { return 2; }
          }
          interface I { default void hop() { } }
        }
        """,
        "static 8-10",
        "A 11-13",
        "list 14-19",
        "R 22-24",
        "wave 28-30",
        "wave 33-33",
        "hop 35-35");
  }

  @Test
  void bracesInTextDoNotCount() {
    assertMethods(
        """
        class A {
          // }
          void a() {
            /* { */ char c = '{'; char d = '\\''; String s = "}\\"{";
          }
          void b() {}
        }
        """,
        "a 3-5",
        "b 6-6");
  }

  @Test
  void textBlocksAreBlank() {
    String quotes = "\"\"\"";
    assertMethods(
        "class A {\n  void a() {\n    s = "
            + quotes
            + "\n }}} \" \\"
            + quotes
            + "\n"
            + quotes
            + ";\n  }\n}\n",
        "a 2-6");
  }

  @Test
  void anUnmatchedBraceIsAnError() {
    assertThrows(
        IllegalStateException.class, () -> Methods.in(Source.of("core/A.java", "class A {}}")));
  }

  private static void assertMethods(String text, String... expected) {
    List<String> found =
        Methods.in(Source.of("core/A.java", text)).stream()
            .map(m -> m.name() + " " + m.firstLine() + "-" + m.lastLine())
            .toList();
    assertEquals(List.of(expected), found);
  }
}
