package dev.balsa.core.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs every script below {@code src/test/scenarios} and compares what the servers did, line by
 * line. {@code -Dbalsa.rewrite=true} writes the scripts anew; review the difference.
 */
class ScenarioTest {
  private static final Path SCENARIOS =
      Path.of(System.getProperty("basedir", "."), "src", "test", "scenarios");
  private static final boolean REWRITE = Boolean.getBoolean("balsa.rewrite");

  @TestFactory
  Stream<DynamicTest> scenarios() throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(SCENARIOS)) {
      files = listed.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
    }
    assertThat(files).hasSizeGreaterThanOrEqualTo(12);
    return files.stream()
        .map(file ->
            DynamicTest.dynamicTest(
                file.getFileName().toString(), file.toUri(), () -> check(file)));
  }

  private static void check(Path file) throws IOException {
    String expected = Files.readString(file);
    String actual = play(expected);
    if (REWRITE) {
      Files.writeString(file, actual);
    } else {
      assertThat(actual).as("%s; -Dbalsa.rewrite=true writes it anew", file).isEqualTo(expected);
    }
  }

  /** Comments and commands stay; what stands below the dashes is replaced by what happens now. */
  private static String play(String script) {
    Scenario scenario = new Scenario();
    StringBuilder played = new StringBuilder();
    boolean inOutput = false;
    for (String line : script.lines().toList()) {
      if (line.isBlank()) {
        inOutput = false;
        played.append('\n');
      } else if (line.startsWith("#")) {
        played.append(line).append('\n');
      } else if (line.equals("----")) {
        inOutput = true;
      } else if (!inOutput) {
        played.append(line).append("\n----\n").append(scenario.run(line));
      }
    }
    return played.toString();
  }
}
