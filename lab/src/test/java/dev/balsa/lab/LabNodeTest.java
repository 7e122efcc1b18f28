package dev.balsa.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.lab.check.NodeFiles;
import dev.balsa.lab.load.NodeClient;
import dev.balsa.lab.load.Reply;
import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.process.Cluster;
import dev.balsa.lab.process.Launch;
import dev.balsa.lab.process.Ledger;
import dev.balsa.lab.process.NodeProcess;
import dev.balsa.lab.process.PortOwner;
import dev.balsa.lab.script.Poll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in a process of its own, with real signals. */
class LabNodeTest {
  private static final long PATIENCE_MILLIS = 60_000;

  @TempDir private Path folder;

  private static Launch launch() {
    return Launch.of(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            NodeMain.class.getName()));
  }

  /** A cluster of one whose two ports are free. */
  private Layout layout() {
    SplittableRandom random = new SplittableRandom();
    while (true) {
      Layout layout = new Layout(folder, 1, 20_000 + random.nextInt(30_000));
      if (PortOwner.free(layout.peerPort(1)) && PortOwner.free(layout.clientPort(1))) {
        return layout;
      }
    }
  }

  private static String printed(Layout layout, String kind) throws IOException {
    return Files.readString(layout.hidden("node1." + kind));
  }

  private static void await(String what, Poll.Look<Boolean> condition) throws Exception {
    Poll.millisUntil(what, PATIENCE_MILLIS, condition);
  }

  @Test
  void oneNodeFromStartToCtrlC() throws Exception {
    Layout layout = layout();
    List<String> options =
        List.of("--pause", "0", "--variable", "V", "--first", "a", "--second", "b");
    try (Cluster cluster = Cluster.prepare(layout, launch(), options)) {
      NodeProcess node = cluster.start(1);
      await(
          "the first value",
          () -> NodeFiles.read(layout, 1).stateFields().equals(Map.of("V", "a")));
      assertThat(printed(layout, "out").lines())
          .singleElement()
          .asString()
          .startsWith("Node 1 of 1 runs at " + layout.address(1));
      assertThat(new Ledger(folder).alive()).singleElement().matches(r -> r.pid() == node.pid());
      await(
          "the lines of the demo client",
          () -> NodeFiles.read(layout, 1).consoleLines().size() == 3);
      assertThat(NodeFiles.read(layout, 1).consoleLines())
          .containsExactly(
              "Leader is now: " + layout.address(1),
              "Done writing V",
              "Check the .log and .state_machine files!");

      NodeProcess copy = cluster.spawn(1, List.of());
      assertThat(copy.exitCode(PATIENCE_MILLIS)).isEqualTo(LabNode.EXIT_RUNNING);
      assertThat(printed(layout, "err")).contains("runs already (pid " + node.pid() + ")");

      node.kill();
      node.exitCode(PATIENCE_MILLIS);
      NodeProcess again = cluster.start(1);
      await(
          "the second value",
          () -> NodeFiles.read(layout, 1).stateFields().equals(Map.of("V", "b")));
      try (NodeClient client = new NodeClient(1, layout.client(1))) {
        Reply reply = client.range("V", PATIENCE_MILLIS);
        assertThat(NodeClient.value((Reply.Done) reply)).isEqualTo("b");
      }
      again.ctrlC();
      assertThat(again.exitCode(PATIENCE_MILLIS)).isEqualTo(LabNode.EXIT_INTERRUPTED);
      assertThat(printed(layout, "out").lines().toList().getLast()).isEqualTo("Node 1 stops.");
      assertThat(printed(layout, "err")).doesNotContain("\tat ");
      assertThat(new Ledger(folder).alive()).isEmpty();
    }
  }

  @Test
  void s11_aNodeEndsWhenWhoeverStartedItIsGone() throws Exception {
    Layout layout = layout();
    Files.createDirectories(layout.hidden("."));
    Process process =
        new ProcessBuilder(
                launch()
                    .with(
                        List.of(
                            "node",
                            "--node",
                            "1",
                            "--size",
                            "1",
                            "--base-port",
                            Integer.toString(layout.basePort()),
                            "--dir",
                            folder.toString(),
                            "--supervised")))
            .redirectErrorStream(true)
            .redirectOutput(layout.hidden("node1.out").toFile())
            .start();
    try {
      await("the start", () -> printed(layout, "out").contains("runs at"));
      process.getOutputStream().close();
      assertThat(process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void lc08_anUnknownNodeTouchesNoFile() throws Exception {
    LabNodeArguments arguments = new LabNodeArguments();
    arguments.folder = folder.resolve("lab");
    arguments.node = 4;
    assertThat(LabNode.run(arguments)).isEqualTo(LabNode.EXIT_USAGE);
    arguments.node = 1;
    arguments.edition = "1999";
    assertThat(LabNode.run(arguments)).isEqualTo(LabNode.EXIT_USAGE);
    arguments.edition = "standard";
    arguments.pauseSeconds = Double.NaN;
    assertThat(LabNode.run(arguments)).isEqualTo(LabNode.EXIT_USAGE);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aFolderThatCannotBeUsedIsWrongUsage() throws Exception {
    Layout layout = layout();
    LabNodeArguments arguments = new LabNodeArguments();
    arguments.node = 1;
    arguments.size = 1;
    arguments.basePort = layout.basePort();
    arguments.folder = folder;
    Files.createDirectories(layout.store(1).getParent());
    Files.createFile(layout.store(1));
    assertThat(LabNode.run(arguments)).isEqualTo(LabNode.EXIT_USAGE);
    arguments.folder = Files.createFile(folder.resolve("a-file"));
    assertThat(LabNode.run(arguments)).isEqualTo(LabNode.EXIT_USAGE);
  }
}
