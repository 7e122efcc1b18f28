package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.balsa.Limits;
import dev.balsa.lab.LabNodeArguments;
import dev.balsa.node.ScrubLimits;
import dev.balsa.server.RateLimits;
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
  void howMuchOneClientMayAskIsAnOption() throws IOException {
    assertThat(rates()).isEqualTo(RateLimits.STANDARD);
    assertThat(rates("--client-rate", "50")).isEqualTo(RateLimits.STANDARD.withRequests(50, 100));
    assertThat(rates("--client-rate", "0", "--client-bytes", "0"))
        .isEqualTo(RateLimits.STANDARD.withRequests(0, 1).withBytes(0, 1));
    assertThat(rates("--client-burst", "7", "--client-bytes", "1MiB"))
        .isEqualTo(RateLimits.STANDARD.withRequests(10_000, 7).withBytes(1 << 20, 2 << 20));
    Run run =
        node(
            Fixture.options(folder.resolve("data"), Fixture.freePorts(2)),
            "--client-rate",
            "10000001");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("equestsPerSecond is 10000001; it must be from 0 to 10000000");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void howTheDiskIsReadAgainIsAnOption() throws IOException {
    assertThat(arguments().limits()).isEqualTo(Limits.STANDARD);
    assertThat(arguments("--scrub-rate", "8MiB", "--scrub-every", "90.5").limits())
        .isEqualTo(Limits.STANDARD.with(new ScrubLimits(8 << 20, 90_500)));
    assertThat(arguments("--scrub-rate", "0").limits())
        .isEqualTo(Limits.STANDARD.with(ScrubLimits.NEVER));
    MemberArguments often = arguments("--scrub-every", "0.01");
    assertThatIllegalArgumentException()
        .isThrownBy(often::cluster)
        .withMessage("--scrub-every is 0.01; it must be from 0.1 to 2000000 seconds");
    MemberArguments slow = arguments("--scrub-rate", "1KiB");
    assertThatIllegalArgumentException()
        .isThrownBy(slow::cluster)
        .withMessage("bytesPerSecond is 1024; it must be from 4096 to 1099511627776");
  }

  private RateLimits rates(String... more) throws IOException {
    return arguments(more).serverSettings().rates();
  }

  private MemberArguments arguments(String... more) throws IOException {
    List<String> options =
        new ArrayList<>(Fixture.options(folder.resolve("data"), Fixture.freePorts(2)));
    options.addAll(List.of(more));
    return Fixture.arguments(options);
  }

  @Test
  void aClientThatAsksTooMuchIsToldWhenToComeAgain() throws IOException {
    try (Fixture fixture = Fixture.start(folder.resolve("data"), "--client-bytes", "64KiB")) {
      assertThat(fixture.run("set", "k", "x".repeat(1_000_000)).code()).isZero();
      Run refused = fixture.run("set", "k", "v");
      assertThat(refused.code()).as(refused.out()).isEqualTo(7);
      assertThat(refused.err())
          .contains("client 127.0.0.1 is over its limit of 65536 bytes per second", "Try again");
      assertThat(fixture.run("status").code()).as("operators are not refused").isZero();
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
