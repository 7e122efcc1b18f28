package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.lab.LabNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  static Path docs() {
    Path path = Path.of("").toAbsolutePath();
    while (!Files.exists(path.resolve("mvnw"))) {
      path = path.getParent();
    }
    return path.resolve("docs");
  }

  @Test
  void thePageListsEveryCodeAndNoOther() throws Exception {
    Matcher rows =
        Pattern.compile("(?m)^\\| (\\d+) \\| `(\\w+)` \\|")
            .matcher(Files.readString(docs().resolve("exit-codes.md")));
    List<String> written = new ArrayList<>();
    while (rows.find()) {
      written.add(rows.group(1) + " " + rows.group(2));
    }
    assertThat(written)
        .containsExactlyElementsOf(
            Arrays.stream(ExitCode.values()).map(code -> code.number() + " " + code).toList());
  }

  @Test
  void theLabCountsTheSameWay() {
    assertThat(ExitCode.of(LabNode.EXIT_DONE)).isEqualTo(ExitCode.DONE);
    assertThat(ExitCode.of(LabNode.EXIT_FAILED)).isEqualTo(ExitCode.FAILED);
    assertThat(ExitCode.of(LabNode.EXIT_USAGE)).isEqualTo(ExitCode.USAGE);
    assertThat(ExitCode.of(LabNode.EXIT_RUNNING)).isEqualTo(ExitCode.SECOND_COPY);
    assertThat(ExitCode.of(LabNode.EXIT_PORT_BUSY)).isEqualTo(ExitCode.ADDRESS_BUSY);
    assertThat(ExitCode.of(LabNode.EXIT_DAMAGED)).isEqualTo(ExitCode.DAMAGED);
    assertThat(ExitCode.of(LabNode.EXIT_WRONG_IDENTITY)).isEqualTo(ExitCode.WRONG_IDENTITY);
    assertThat(ExitCode.of(LabNode.EXIT_NODE_FAILED)).isEqualTo(ExitCode.NODE_FAILED);
    assertThat(ExitCode.of(LabNode.EXIT_RETIRED)).isEqualTo(ExitCode.RETIRED);
    assertThat(ExitCode.of(LabNode.EXIT_DIVERGED)).isEqualTo(ExitCode.DIVERGED);
    assertThat(ExitCode.of(LabNode.EXIT_INTERRUPTED)).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(ExitCode.of(99)).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void lc54EveryErrorPointsToASectionThatTravelsWithTheProgram() throws Exception {
    assertThat(Faq.sections().keySet()).isNotEmpty();
    for (Faq faq : Faq.values()) {
      assertThat(Faq.sections()).containsKey(faq.anchor());
      Run run = Run.of("faq", faq.anchor());
      assertThat(run.code()).isZero();
      assertThat(run.out()).startsWith("## ");
      assertThat(run.out().length()).isGreaterThan(100);
    }
    String page = Files.readString(docs().resolve("faq.md"));
    assertThat(Faq.sections().values()).allSatisfy(section -> assertThat(page).contains(section));
    assertThat(Run.of("faq").out().lines()).containsExactlyElementsOf(Faq.sections().keySet());
  }
}
