package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class MainTest {
  @TempDir Path folder;

  @Test
  void withoutACommandItSaysWhatThereIs() {
    Run run = Run.of();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("balsa: Missing command", "Usage: balsa");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void helpListsEveryCommand() {
    Run run = Run.of("--help");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains(
            "lab",
            "node",
            "get",
            "set",
            "del",
            "status",
            "log",
            "doctor",
            "bench",
            "simulate",
            "check-history",
            "Examples:");
    assertThat(Run.of("--version").out()).startsWith("balsa ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node",
        "get",
        "set",
        "del",
        "status",
        "log cat",
        "log verify",
        "doctor",
        "simulate",
        "check-history",
        "faq",
        "completion"
      })
  void everyCommandExplainsItselfWithExamples(String command) {
    Run run = Run.of((command + " --help").split(" "));
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Usage: balsa " + command, "Examples:");
  }

  @Test
  void helpIsTheSameWhetherAllCommandsWereMadeOrOne() {
    CommandLine all = Main.commandLine("");
    String inAll = all.getSubcommands().get("get").getUsageMessage(Ansi.OFF);
    assertThat(Run.of("get", "--help").out()).isEqualTo(inAll);
    assertThat(Main.commandLine("get").getSubcommands()).containsOnlyKeys("get");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gte x",
        "get",
        "get a b",
        "set a",
        "get --prefx a",
        "get --timeout x a",
        "get --timeout -1 a",
        "get --endpoints nowhere a",
        "get --endpoints host:0 a",
        "node",
        "node --node 1 --id 1",
        "node --node x",
        "node --id 1 --members 1=a:1",
        "node --id 2 --members 1=127.0.0.1:1 --client 127.0.0.1:2 --data-dir d",
        "node --id 1 --members 1=127.0.0.1 --client 127.0.0.1:2 --data-dir d",
        "log",
        "log cat",
        "log cat --node 0",
        "log cat d --node 1",
        "faq no-such-question",
        "simulate --seeds 0",
        "simulate --seeds x",
        "simulate --seed",
        "simulate --seed 1 --shrink 2",
        "simulate --seed 1 --seeds 2",
        "simulate --seed 1 --from 2",
        "simulate --speed --threads 2",
        "simulate --seeds 1 --threads 0",
        "simulate 17",
        "check-history",
        "--unknown"
      })
  void wrongUsageEndsWith2AndSaysWhatIsWrongWithoutAStackTrace(String line) {
    Run run = Run.of(line.split(" "));
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).startsWith("balsa: ").doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aMistypedCommandIsGuessed() {
    assertThat(Run.of("statsu").err()).contains("balsa status");
  }

  @Test
  void coloursAreForTerminalsOnly() {
    assertThat(Run.of("gte").err()).doesNotContain("\u001b[");
    StringWriter err = new StringWriter();
    Main.run(
        new String[] {"gte"}, new PrintWriter(new StringWriter()), new PrintWriter(err), Ansi.ON);
    assertThat(err.toString()).contains("\u001b[");
  }

  @Test
  void debugShowsWhereAnErrorComesFrom() throws Exception {
    String endpoint = "127.0.0.1:" + closedPort();
    assertThat(Run.of("get", "--endpoints", endpoint, "x").err()).doesNotContain("\tat ");
    Run run = Run.of("get", "--debug", "--endpoints", endpoint, "x");
    assertThat(run.code()).isEqualTo(7);
    assertThat(run.err()).contains("GatewayException");
  }

  @Test
  void completionKnowsTheCommands() {
    Run run = Run.of("completion");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("complete ", "doctor", "verify", "--serializable", "torture", "--shrink");
  }

  @Test
  void clientCommandsLoadNeitherNettyNorProtobufNorTheLab() throws Exception {
    Path log = folder.resolve("classes");
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xlog:class+load:file=" + log,
                    "-cp",
                    System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path")),
                    Main.class.getName(),
                    "get",
                    "--endpoints",
                    "127.0.0.1:" + closedPort(),
                    "x"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(folder.resolve("out"))).contains("balsa faq nobody-answers");
    assertThat(process.exitValue()).isEqualTo(7);
    String classes = Files.readString(log);
    assertThat(classes).contains("dev.balsa.cli.GetCommand");
    for (String packageName :
        List.of(
            "io.netty.",
            "com.google.",
            "dev.balsa.lab.",
            "dev.balsa.bench.",
            "dev.balsa.simulator.",
            "tools.jackson.")) {
      assertThat(classes).doesNotContain(" " + packageName);
    }
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
