package dev.balsa.lab.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.process.Ledger;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTest {
  @TempDir private Path folder;

  @Test
  void lc46_onlyWhatTheLabMadeIsDeletedAndTheConsoleLogsAreThereAgainEmpty() throws Exception {
    Layout layout = new Layout(folder, 3, 8000);
    Files.createDirectories(layout.store(1));
    Files.writeString(layout.store(1).resolve("segment"), "x");
    Files.writeString(layout.mirrors(1).log(), "x\n");
    Files.writeString(layout.mirrors(2).state(), "{}\n");
    Files.writeString(layout.customLog(3), "Leader is now: None\n");
    Path mine = Files.writeString(folder.resolve("my_notes.log"), "keep");
    Path answers = Files.writeString(folder.resolve("answers.storage"), "keep");

    assertThat(Folder.clear(layout))
        .containsExactlyInAnyOrder(
            "node1", "127.0.0.1_8000.log", "127.0.0.1_8001.state_machine", "node3_CUSTOMLOG.log");
    assertThat(mine).hasContent("keep");
    assertThat(answers).hasContent("keep");
    assertThat(layout.store(1)).doesNotExist();
    assertThat(layout.mirrors(1).log()).doesNotExist();
    for (long node : layout.nodes()) {
      assertThat(layout.customLog(node)).isEmptyFile();
    }
  }

  @Test
  void lc46_nothingIsDeletedWhileANodeLives() throws Exception {
    Layout layout = new Layout(folder, 3, 8000);
    new Ledger(folder).enter(2);
    Files.writeString(layout.mirrors(1).log(), "x\n");
    assertThatThrownBy(() -> Folder.clear(layout))
        .hasMessageContaining("node 2 is running")
        .hasMessageContaining("stop --all");
    assertThat(layout.mirrors(1).log()).hasContent("x");
  }
}
