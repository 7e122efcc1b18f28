package dev.balsa.lab.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LaunchTest {
  @Test
  void optionsUpToTheJarAreKept() {
    List<String> words =
        List.of(
            "-XX:+UseSerialGC",
            "--add-modules",
            "ALL-SYSTEM",
            "-jar",
            "balsa.jar",
            "lab",
            "--auto");
    assertThat(Launch.of("java", words, false).with(List.of("node", "--node", "1")))
        .containsExactly(
            "java",
            "-XX:+UseSerialGC",
            "--add-modules",
            "ALL-SYSTEM",
            "-Xmx256m",
            "-jar",
            "balsa.jar",
            "node",
            "--node",
            "1");
  }

  @Test
  void optionsUpToTheMainClassAreKept() {
    List<String> words = List.of("-ea", "-cp", "a:b", "dev.balsa.cli.Main", "lab");
    assertThat(Launch.of("java", words, false).prefix())
        .containsExactly("java", "-ea", "-cp", "a:b", "-Xmx256m", "dev.balsa.cli.Main");
  }

  @Test
  void ctrlCIsSwitchedOnAgainForWhatIsStartedInTheBackground() {
    assertThat(Launch.of("java", List.of("-jar", "x.jar"), true).prefix())
        .startsWith("env", "--default-signal=INT", "java");
  }

  @Test
  void withoutMainClassThereIsNothingToStart() {
    assertThatThrownBy(() -> Launch.of("java", List.of("-ea"), false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("-ea");
  }
}
