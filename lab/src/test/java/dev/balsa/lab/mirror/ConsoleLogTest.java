package dev.balsa.lab.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Effect;
import dev.balsa.core.HardState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleLogTest {
  @TempDir private Path folder;

  private Layout layout() {
    return new Layout(folder, 3, 8000);
  }

  @Test
  void lc19To21_theLinesOfTheContract() throws Exception {
    try (ConsoleLog console = new ConsoleLog(Vocabulary.STANDARD, layout(), 1)) {
      console.turned(0, List.of(), List.of(new Effect.LeaderChanged(1, 1)));
      console.done("VARIABLE");
      console.turned(0, List.of(), List.of(new Effect.LeaderChanged(1, HardState.NOBODY)));
      console.turned(0, List.of(), List.of(new Effect.LeaderChanged(2, HardState.NOBODY)));
      console.turned(0, List.of(), List.of(new Effect.LeaderChanged(2, 2)));
      console.turned(0, List.of(), List.of(new Effect.LeaderChanged(2, 2)));
    }
    assertThat(folder.resolve("node1_CUSTOMLOG.log"))
        .hasContent(
            """
            Leader is now: 127.0.0.1:8000
            Done writing VARIABLE
            Check the .log and .state_machine files!
            Leader is now: None
            Leader is now: 127.0.0.1:8001
            """);
  }

  @Test
  void lc20_aNodeThatNeverKnewALeaderLosesNone() throws Exception {
    try (ConsoleLog console = new ConsoleLog(Vocabulary.STANDARD, layout(), 1)) {
      console.leaderIs(HardState.NOBODY);
    }
    assertThat(folder.resolve("node1_CUSTOMLOG.log")).isEmptyFile();
  }

  @Test
  void aChangeThatIsLearntInOneTurnStillReadsAsLossAndGain() throws Exception {
    try (ConsoleLog console = new ConsoleLog(Vocabulary.STANDARD, layout(), 1)) {
      console.leaderIs(1);
      console.leaderIs(3);
    }
    assertThat(Files.readAllLines(folder.resolve("node1_CUSTOMLOG.log")))
        .containsExactly(
            "Leader is now: 127.0.0.1:8000",
            "Leader is now: None",
            "Leader is now: 127.0.0.1:8002");
  }

  @Test
  void lc16_aRestartAppends() throws Exception {
    Path file = folder.resolve("node2_CUSTOMLOG.log");
    Files.writeString(file, "before\n");
    try (ConsoleLog console = new ConsoleLog(Vocabulary.STANDARD, layout(), 2)) {
      assertThat(file).hasContent("before");
      console.leaderIs(2);
    }
    assertThat(Files.readString(file)).isEqualTo("before\nLeader is now: 127.0.0.1:8001\n");
  }

  @Test
  void lc22_theWordsOf2021() throws Exception {
    try (ConsoleLog console = new ConsoleLog(Vocabulary.named("2021"), layout(), 1)) {
      console.leaderIs(2);
      console.leaderIs(HardState.NOBODY);
      console.leaderIs(1);
      console.done("data_id");
    }
    assertThat(Files.readAllLines(folder.resolve("task2_node1.txt")))
        .containsExactly(
            "LEADER => 127.0.0.1:8001",
            "LEADER => None",
            "LEADER => 127.0.0.1:8000",
            "done writing data_id");
    assertThat(Files.readAllLines(folder.resolve("task3_node1.txt")))
        .containsExactly("LEADER -> 2", "LEADER IS NOW NODE 1", "done writing data");
  }

  @Test
  void whatIsSaidAfterTheEndIsIgnored() throws Exception {
    ConsoleLog console = new ConsoleLog(Vocabulary.STANDARD, layout(), 1);
    console.close();
    console.leaderIs(1);
    console.close();
    assertThat(folder.resolve("node1_CUSTOMLOG.log")).isEmptyFile();
  }
}
