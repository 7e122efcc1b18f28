package dev.balsa.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.lab.process.Ledger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LabCommandTest {
  @TempDir private Path folder;

  private int lab(String... arguments) {
    CommandLine line = new CommandLine(new LabCommand());
    line.setExecutionExceptionHandler((thrown, command, parsed) -> {
      if (thrown instanceof IllegalArgumentException) {
        return LabNode.EXIT_USAGE;
      }
      throw thrown;
    });
    return line.execute(arguments);
  }

  private String dir() {
    return folder.resolve("lab").toString();
  }

  @Test
  void numbersOutOfRangeAreWrongUsageAndTouchNothing() {
    assertThat(lab("--auto", "--dir", dir(), "--base-port", "80")).isEqualTo(2);
    assertThat(lab("--auto", "--dir", dir(), "--pause", "-1")).isEqualTo(2);
    assertThat(lab("--auto", "--dir", dir(), "--pause", "soon")).isEqualTo(2);
    assertThat(lab("--auto", "--dir", dir(), "--first", "x", "--second", "x")).isEqualTo(2);
    assertThat(lab("torture", "--dir", dir(), "--kills", "0")).isEqualTo(2);
    assertThat(lab("torture", "--dir", dir(), "--nodes", "10")).isEqualTo(2);
    assertThat(lab("rounds", "--dir", dir(), "--count", "0")).isEqualTo(2);
    assertThat(lab("failover", "--dir", dir(), "--size", "0")).isEqualTo(2);
    assertThat(lab("explain", "--dir", dir(), "--node", "4")).isEqualTo(2);
    assertThat(lab("init", "--srn", "../x")).isEqualTo(2);
    assertThat(lab("dance")).isEqualTo(2);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aBusyPortIsNamedAndNothingIsTouched() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(Math.min(socket.getLocalPort(), 64_000));
      if (port.equals(Integer.toString(socket.getLocalPort()))) {
        assertThat(lab("--auto", "--dir", dir(), "--base-port", port))
            .isEqualTo(LabNode.EXIT_PORT_BUSY);
        assertThat(folder).isEmptyDirectory();
      }
    }
  }

  @Test
  void lc51_aLiveNodeInTheFolderStopsEverythingElse() throws IOException {
    new Ledger(folder).enter(1);
    assertThat(lab("--auto", "--dir", folder.toString())).isEqualTo(LabNode.EXIT_RUNNING);
    assertThat(lab("reset", "--dir", folder.toString())).isEqualTo(LabNode.EXIT_RUNNING);
    assertThat(folder.resolve("transcript.txt")).doesNotExist();
  }

  @Test
  void aFolderThatIsNoWorkingFolderIsNotReset() {
    assertThat(lab("reset", "--dir", folder.toString())).isEqualTo(LabNode.EXIT_USAGE);
  }

  @Test
  void withoutNodesThereIsNothingToListOrStop() {
    assertThat(lab("ps", "--dir", dir())).isZero();
    assertThat(lab("stop", "--all", "--dir", dir())).isZero();
    assertThat(lab("stop", "--dir", dir())).isEqualTo(2);
  }
}
