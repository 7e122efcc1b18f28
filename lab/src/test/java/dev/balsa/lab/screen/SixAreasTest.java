package dev.balsa.lab.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.lab.check.NodeFiles;
import dev.balsa.lab.check.NodeView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SixAreasTest {
  private static NodePicture leader() {
    return new NodePicture(
        1,
        "127.0.0.1:8000",
        "running, pid 4711",
        new NodeView(1, "leader", 2, 1, 3, 3, 3, 0),
        new NodeFiles(
            1,
            "{\"term\": 2, \"command\": {\"VARIABLE\": \"somerandomhack\"}}\n",
            "{\"term\": 2, \"voted_for\": \"127.0.0.1:8000\"}\n",
            "{\"VARIABLE\": \"somerandomhack\"}\n",
            """
            Leader is now: 127.0.0.1:8000
            Done writing VARIABLE
            Check the .log and .state_machine files!
            """));
  }

  private static NodePicture follower() {
    return new NodePicture(
        2,
        "127.0.0.1:8001",
        "running, pid 4712",
        new NodeView(2, "follower", 2, 1, 3, 3, 3, 40),
        new NodeFiles(
            2,
            "{\"term\": 2, \"command\": {\"VARIABLE\": \"somerandomhack\"}}\n",
            "{\"term\": 2, \"voted_for\": null}\n",
            "{\"VARIABLE\": \"somerandomhack\"}\n",
            "Leader is now: 127.0.0.1:8000\n"));
  }

  private static NodePicture absent() {
    return new NodePicture(
        3, "127.0.0.1:8002", "not started", null, new NodeFiles(3, "", "", "", ""));
  }

  private static List<NodePicture> three() {
    return List.of(leader(), follower(), absent());
  }

  private static String draw(SixAreas areas, int columns, int rows) {
    List<String> lines = areas.draw(columns, rows);
    assertThat(lines).hasSize(rows).allSatisfy(line -> assertThat(line).hasSize(columns));
    List<String> stripped = new ArrayList<>();
    lines.forEach(line -> stripped.add(line.stripTrailing()));
    return String.join("\n", stripped) + "\n";
  }

  @Test
  void lc44_sixAreasOn80By24() {
    SixAreas areas = new SixAreas(" lab watch", List.of("A hint."), three(), 2, false, " q quit");
    assertThat(draw(areas, 80, 24)).isEqualTo(Snapshot.AREAS);
  }

  @Test
  void theFilesStandBesideTheNodes() {
    SixAreas areas = new SixAreas(" lab watch", List.of(), three(), 0, true, " q quit");
    assertThat(draw(areas, 80, 24)).isEqualTo(Snapshot.FILES);
  }

  @Test
  void everySizeIsFilledExactly() {
    List<NodePicture> nine = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      nine.add(leader());
    }
    for (int rows = 24; rows < 60; rows++) {
      draw(
          new SixAreas("h", List.of("x ".repeat(200)), nine, 1, rows % 2 == 0, "f"),
          80 + rows,
          rows);
      draw(new SixAreas("h", List.of("x ".repeat(900)), three(), 1, rows % 2 == 0, "f"), 81, rows);
    }
  }

  @Test
  void noValueCanSteerTheTerminal() {
    NodePicture evil =
        new NodePicture(
            1,
            "127.0.0.1:8000",
            "running",
            null,
            new NodeFiles(1, "", "", "{\"a\": \"\u001b[2J\"}\n", "\u001b[2J\u0007\n"));
    String drawn = draw(new SixAreas("h", List.of(), List.of(evil), 1, false, "f"), 80, 24);
    assertThat(drawn).doesNotContain("\u001b", "\u0007").contains(".[2J.");
  }

  @Test
  void aSmallTerminalIsAskedToGrow() {
    SixAreas areas = new SixAreas("h", List.of(), three(), 1, false, "f");
    List<String> lines = Small.orElse(areas, 60, 20);
    assertThat(lines).hasSize(20).allSatisfy(line -> assertThat(line).hasSize(60));
    assertThat(String.join(" ", lines)).contains("at least 80 by 24", "60 by 20");
    assertThat(Small.orElse(areas, 10, 3)).hasSize(3);
  }
}
