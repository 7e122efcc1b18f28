package dev.balsa.simulator.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The checker gives the verdict that others recorded, on every history that is at hand. */
class RecordedVerdictsTest {
  private static final Path DATA =
      Path.of("../../shared/data/porcupine").toAbsolutePath().normalize();

  @Test
  @DisplayName("the recorded histories are at hand")
  void dataIsPresent() throws IOException {
    assumeTrue(
        Files.exists(DATA.resolve("verdicts.tsv")),
        "skipped: no recorded histories beside the checkout");
    assertThat(Files.readAllLines(DATA.resolve("verdicts.tsv"))).hasSizeGreaterThan(50);
  }

  @TestFactory
  Stream<DynamicTest> verdicts() throws IOException {
    if (!Files.exists(DATA.resolve("verdicts.tsv"))) {
      return Stream.empty();
    }
    return Files.readAllLines(DATA.resolve("verdicts.tsv")).stream()
        .filter(line -> !line.isBlank())
        .map(line -> line.split("\t"))
        .map(row ->
            DynamicTest.dynamicTest(row[0], () -> assertVerdict(DATA.resolve(row[0]), row[1])));
  }

  private static void assertVerdict(Path file, String expected) throws IOException {
    List<String> lines = Files.readAllLines(file);
    RecordedHistory history = RecordedHistory.parse(lines);
    Verdict verdict =
        new Linearizability(Linearizability.STEPS_MAX).check(history.model(), history.operations());
    String word =
        switch (verdict) {
          case Verdict.Linearizable ignored -> "linearizable";
          case Verdict.NotLinearizable ignored -> "not-linearizable";
          case Verdict.OutOfSteps out -> "out of steps after " + out.steps();
        };
    assertThat(word).isEqualTo(expected);
  }
}
