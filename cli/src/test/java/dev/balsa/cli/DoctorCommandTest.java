package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.lab.process.PortOwner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorCommandTest {
  @TempDir Path folder;

  /** A base port whose lab of one node finds both its ports free. */
  private static int freeBase() throws IOException {
    while (true) {
      int port = Fixture.freePorts(1).getFirst();
      if (port <= 64_000 && PortOwner.free(port) && PortOwner.free(port + 1000)) {
        return port;
      }
    }
  }

  private Run doctor(Path where, int basePort, String... more) {
    String[] line = {
      "doctor", "--size", "1", "--dir", where.toString(), "--base-port", String.valueOf(basePort)
    };
    String[] all = java.util.Arrays.copyOf(line, line.length + more.length);
    System.arraycopy(more, 0, all, line.length, more.length);
    return Run.of(all);
  }

  @Test
  void lc01AFitMachineIsReady() throws IOException {
    Run run = doctor(folder, freeBase());
    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.out())
        .contains(
            "java       found " + Runtime.version(),
            "needed: 25 or newer",
            "chosen",
            folder.toString(),
            "fsync",
            "are free",
            "tmux",
            "chromium")
        .endsWith("Ready: nodes can run here.\n");
    assertThat(run.err()).isEmpty();
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aBusyPortIsNotReady() throws IOException {
    int base = freeBase();
    try (ServerSocket busy = new ServerSocket(base, 1, InetAddress.getLoopbackAddress())) {
      Run run = doctor(folder, base);
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.out()).contains("Port " + busy.getLocalPort(), "Not ready: see ports.");
      assertThat(run.err()).contains("balsa faq doctor-says-not-ready");
    }
  }

  @Test
  void aFolderThatIsAFileIsNotReady() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    Run run = doctor(file, freeBase());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).contains("cannot write here").contains("Not ready: see disk.");
  }

  @Test
  void jsonHasTheVerdict() throws IOException {
    Run run = doctor(folder, freeBase(), "--json");
    assertThat(run.out())
        .startsWith(
            "{\"ready\":true,\"verdict\":\"Ready: nodes can run here.\",\"checks\":[{\"name\":\"java\",");
  }
}
