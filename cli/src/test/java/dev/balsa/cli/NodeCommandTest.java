package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.lab.LabNodeArguments;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class NodeCommandTest {
  @TempDir Path folder;

  private Run node(List<String> options, String... more) {
    List<String> line = new ArrayList<>(List.of("node"));
    line.addAll(options);
    line.addAll(List.of(more));
    return Run.of(line.toArray(String[]::new));
  }

  @Test
  void lc08AnUnknownNodeEndsWith2AndTouchesNothing() {
    Path touched = folder.resolve("lab");
    for (String number : List.of("0", "4", "-1")) {
      Run run = Run.of("node", "--node", number, "--dir", touched.toString());
      assertThat(run.code()).isEqualTo(2);
    }
    assertThat(touched).doesNotExist();
  }

  @Test
  void theOptionsOfTheLabKeepTheirStandardValues() {
    CommandLine line = Main.commandLine("node");
    line.parseArgs("node", "--node", "2");
    LabNodeArguments expected = new LabNodeArguments();
    String usage = line.getSubcommands().get("node").getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertThat(usage)
        .contains("(default: " + expected.basePort + ")", "(default: " + expected.variable + ")");
  }

  @Test
  void lc08ASecondCopyEndsWith3AndNamesTheProcess() throws IOException {
    try (Fixture fixture = Fixture.start(folder.resolve("data"))) {
      Run run = node(Fixture.options(fixture.directory, fixture.ports));
      assertThat(run.code()).as(run.err()).isEqualTo(3);
      assertThat(run.err())
          .contains(
              String.valueOf(ProcessHandle.current().pid()),
              "balsa faq the-node-is-running-already");
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void aBusyAddressEndsWith4() throws IOException {
    List<Integer> free = Fixture.freePorts(1);
    try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (List<Integer> ports :
          List.of(
              List.of(busy.getLocalPort(), free.getFirst()),
              List.of(free.getFirst(), busy.getLocalPort()))) {
        Run run = node(Fixture.options(folder.resolve("data"), ports));
        assertThat(run.code()).as(run.err()).isEqualTo(4);
        assertThat(run.err())
            .contains("127.0.0.1:" + busy.getLocalPort(), "balsa faq a-port-is-in-use");
      }
    }
  }

  @Test
  void anotherNodesDataEndWith6() throws IOException {
    Path data = folder.resolve("data");
    try (Fixture fixture = Fixture.start(data)) {
      assertThat(fixture.directory).exists();
    }
    Run run = node(Fixture.options(data, Fixture.freePorts(2)), "--cluster", "another");
    assertThat(run.code()).as(run.err()).isEqualTo(6);
    assertThat(run.err()).contains("balsa faq a-data-directory-belongs-to-another-node");
  }

  @Test
  void anAddressOfAnotherMachineEndsWith2() throws IOException {
    List<String> options =
        new ArrayList<>(Fixture.options(folder.resolve("data"), Fixture.freePorts(2)));
    options.add("--listen");
    options.add("192.0.2.1:7000");
    options.add("--unsafe-without-tls");
    Run run = node(options);
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("192.0.2.1:7000", "balsa faq an-address-cannot-be-used");
  }
}
