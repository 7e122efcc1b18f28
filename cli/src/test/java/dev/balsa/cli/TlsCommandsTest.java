package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the command that makes certificates to a key that is read over TLS. */
class TlsCommandsTest {
  @TempDir Path folder;

  private String path(String name) {
    return folder.resolve("certificates").resolve(name).toString();
  }

  private Run cert() {
    return Run.of("cert", "--members", "1=127.0.0.1:1", "--cluster", "tls test", "--out", path(""));
  }

  private List<String> secured(List<Integer> ports) {
    List<String> options = new ArrayList<>(Fixture.options(folder.resolve("data"), ports));
    options.addAll(List.of("--cluster", "tls test"));
    options.addAll(List.of("--peer-cert-file", path("member-1.crt")));
    options.addAll(List.of("--peer-key-file", path("member-1.key")));
    options.addAll(List.of("--peer-trusted-ca-file", path("ca.crt")));
    options.addAll(List.of("--cert-file", path("member-1.crt")));
    options.addAll(List.of("--key-file", path("member-1.key")));
    options.addAll(List.of("--trusted-ca-file", path("ca.crt"), "--client-cert-auth"));
    return options;
  }

  private static Run node(List<String> options, String... more) {
    List<String> line = new ArrayList<>(List.of("node"));
    line.addAll(options);
    line.addAll(List.of(more));
    return Run.of(line.toArray(String[]::new));
  }

  @Test
  void aKeyIsWrittenAndReadOverTls() throws IOException {
    Run made = cert();
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.out()).contains("balsa://tls%20test/member/1");
    List<Integer> ports = Fixture.freePorts(2);
    String endpoint = "127.0.0.1:" + ports.get(1);
    try (MemberProcess process = MemberProcess.start(Fixture.arguments(secured(ports)))) {
      assertThat(process).isNotNull();
      String[] tls = {
        "--endpoints",
        endpoint,
        "--cacert",
        path("ca.crt"),
        "--cert",
        path("client.crt"),
        "--key",
        path("client.key")
      };
      Run set = Run.of(line("set", tls, "greeting", "hello"));
      assertThat(set.code()).as(set.err()).isZero();
      Run get = Run.of(line("get", tls, "greeting"));
      assertThat(get.out()).contains("hello");

      Run nameless = Run.of("get", "--endpoints", endpoint, "--cacert", path("ca.crt"), "a");
      assertThat(nameless.code()).isEqualTo(ExitCode.UNAVAILABLE.number());
      Run plain = Run.of("get", "--endpoints", endpoint, "greeting");
      assertThat(plain.code()).isEqualTo(ExitCode.UNAVAILABLE.number());
      Run untrusting =
          Run.of(
              "get", "--endpoints", "localhost:" + ports.get(1), "--cert", path("client.crt"), "a");
      assertThat(untrusting.code()).isEqualTo(ExitCode.USAGE.number());
      assertThat(untrusting.err()).contains("--cert and --key need --cacert");
    }
  }

  private static String[] line(String command, String[] options, String... rest) {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(List.of(options));
    line.addAll(List.of(rest));
    return line.toArray(String[]::new);
  }

  @Test
  void nothingIsOverwrittenAndKeysAreForTheirUserOnly() throws IOException {
    assertThat(cert().code()).isZero();
    String key = Files.readString(Path.of(path("member-1.key")));
    Run again = cert();
    assertThat(again.code()).isEqualTo(ExitCode.FAILED.number());
    assertThat(again.err()).contains("ca.crt is there already");
    assertThat(Files.readString(Path.of(path("member-1.key")))).isEqualTo(key);
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(Path.of(path("member-1.key")))))
          .isEqualTo("rw-------");
    }
    Run forever = Run.of("cert", "--members", "1=a:1", "--out", path("x"), "--days", "0");
    assertThat(forever.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(forever.err()).contains("--days is 0; it must be from 1 to 3650");
  }

  @Test
  void portsThatOthersCanReachEndWith9() throws IOException {
    List<String> options = Fixture.options(folder.resolve("data"), Fixture.freePorts(2));
    Run peers = node(options, "--listen", "0.0.0.0:0");
    assertThat(peers.code()).as(peers.err()).isEqualTo(9);
    assertThat(peers.err())
        .contains(
            "will not listen for the other members on 0.0.0.0:0",
            "balsa faq a-port-would-be-open-to-strangers");
    List<String> open = new ArrayList<>(options);
    open.set(open.indexOf("--client") + 1, "0.0.0.0:1");
    Run clients = node(open);
    assertThat(clients.code()).as(clients.err()).isEqualTo(9);
    assertThat(clients.err()).contains("Will not listen for clients on 0.0.0.0:1");
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void optionsOfTlsGoTogether() throws IOException {
    List<String> options = Fixture.options(folder.resolve("data"), Fixture.freePorts(2));
    assertThat(node(options, "--peer-cert-file", "a").err())
        .contains("--peer-cert-file, --peer-key-file and --peer-trusted-ca-file go together");
    assertThat(node(options, "--cert-file", "a").err())
        .contains("--cert-file and --key-file go together");
    assertThat(node(options, "--client-cert-auth").err())
        .contains("--client-cert-auth needs --trusted-ca-file");
    assertThat(
            node(options, "--cert-file", "a", "--key-file", "b", "--tls-min-version", "SSL3").err())
        .contains("--tls-min-version is SSL3; it must be TLS1.2 or TLS1.3");
    Run missing = node(options, "--cert-file", "a", "--key-file", "b");
    assertThat(missing.code()).as(missing.err()).isEqualTo(2);
    assertThat(missing.err())
        .contains("There is no a; check the path", "balsa faq certificates-cannot-be-used");
  }
}
