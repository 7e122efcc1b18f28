package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first program of the README stands in a file of its own, is short, and works. */
class HelloWorldTest {
  private static final int LINES_MAX = 25;
  private static final Path ROOT = repository();
  private static final Path SOURCE = ROOT.resolve("structures/src/test/examples/HelloWorld.java");

  @TempDir Path folder;

  private static Path repository() {
    Path path = Path.of("").toAbsolutePath();
    while (!Files.exists(path.resolve("mvnw"))) {
      path = path.getParent();
    }
    return path;
  }

  @Test
  void theReadmeShowsExactlyThisSource() throws Exception {
    String readme = Files.readString(ROOT.resolve("README.md"));
    String source = Files.readString(SOURCE);
    assertThat(readme).contains("<!-- hello -->\n```java\n" + source + "```\n<!-- /hello -->\n");
    assertThat(source.lines()).hasSizeLessThanOrEqualTo(LINES_MAX);
  }

  @Test
  void itRuns() throws Exception {
    String source = Files.readString(SOURCE);
    List<String> free = ThreeMembers.freeAddresses(3);
    for (int i = 0; i < 3; i++) {
      assertThat(source).contains("127.0.0.1:800" + i);
      source = source.replace("127.0.0.1:800" + i, free.get(i));
    }
    assertThat(source).contains("\"data/");
    source = source.replace("\"data/", "\"" + folder.resolve("data") + "/");
    Path file = Files.writeString(folder.resolve("HelloWorld.java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int result =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-Xlint:all",
            "-Xlint:-path,-try",
            "-Werror",
            "-d",
            folder.toString(),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            file.toString());
    assertThat(result).isZero();
    assertThat(run()).isEqualTo("world" + System.lineSeparator());
  }

  private String run() throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      var main = loader.loadClass("HelloWorld").getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
