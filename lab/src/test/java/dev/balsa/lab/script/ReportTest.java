package dev.balsa.lab.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.lab.check.Fact;
import dev.balsa.lab.check.Requirement;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
  @TempDir private Path folder;

  @Test
  void oneLinePerCheckAndTheCountAtTheEnd_hereAndInTheTranscript() throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Path transcript = folder.resolve("lab").resolve("transcript.txt");
    try (Report report =
        new Report(new PrintStream(bytes, true, StandardCharsets.UTF_8), transcript)) {
      report.check(Fact.equal(Requirement.LC_24, "node 2, term 1", "node 2, term 1"));
      report.check(Fact.equal(Requirement.LC_15, "3\nfiles", "2 files"));
      report.summary();
      assertThat(report.failures()).isEqualTo(1);
      assertThat(report.latest(1)).singleElement().asString().startsWith("FAIL LC-15");
    }
    String printed = bytes.toString(StandardCharsets.UTF_8);
    assertThat(printed)
        .startsWith(
            "ok   LC-24  exactly one leader in the highest term: node 2, term 1\n"
                + "FAIL LC-15  every file parses at any instant and ends with a line feed: "
                + "expected 3\\nfiles, found 2 files\n")
        .containsPattern("1 passed, 1 failed, \\d+\\.\\d s\n$");
    assertThat(Files.readString(transcript)).isEqualTo(printed);
  }
}
