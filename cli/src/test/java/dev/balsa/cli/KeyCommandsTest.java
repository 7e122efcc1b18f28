package dev.balsa.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading and writing over the client port of a real member. */
class KeyCommandsTest {
  @TempDir static Path folder;
  private static Fixture fixture;

  @BeforeAll
  static void start() throws IOException {
    fixture = Fixture.start(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void whatIsSetCanBeGotAndDeleted() {
    assertThat(fixture.run("set", "greeting", "hello wörld")).isEqualTo(new Run(0, "OK\n", ""));
    assertThat(fixture.run("get", "greeting")).isEqualTo(new Run(0, "hello wörld\n", ""));
    assertThat(fixture.run("del", "greeting")).isEqualTo(new Run(0, "1\n", ""));
    assertThat(fixture.run("del", "greeting")).isEqualTo(new Run(0, "0\n", ""));
    Run missing = fixture.run("get", "greeting");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err())
        .isEqualTo("balsa: There is no key 'greeting'.\nMore: balsa faq there-is-no-such-key\n");
  }

  @Test
  void aPrefixShowsKeysAndValues() {
    fixture.run("set", "p/1", "one");
    fixture.run("set", "p/2", "two");
    assertThat(fixture.run("get", "--prefix", "p/").out()).isEqualTo("p/1\tone\np/2\ttwo\n");
    assertThat(fixture.run("get", "--prefix", "p/x")).isEqualTo(new Run(0, "", ""));
    assertThat(fixture.run("del", "--prefix", "p/").out()).isEqualTo("2\n");
  }

  @Test
  void jsonHasEverything() {
    assertThat(fixture.run("set", "--json", "j", "\"v\"").out())
        .matches("\\{\"revision\":\\d+,\"term\":\\d+\\}\n");
    assertThat(fixture.run("get", "--json", "j").out())
        .matches(
            "\\{\"key\":\"j\",\"value\":\"\\\\\"v\\\\\"\",\"createRevision\":\\d+,"
                + "\"modRevision\":\\d+,\"version\":1\\}\n");
    assertThat(fixture.run("get", "--json", "--serializable", "j").out())
        .matches(".*\"appliedIndex\":\\d+,\"behindEntries\":0,\"ageMillis\":0\\}\n");
    assertThat(fixture.run("del", "--json", "j").out())
        .matches("\\{\"deleted\":1,\"revision\":\\d+\\}\n");
  }

  @Test
  void lc35ALocalReadSaysHowOldItMayBe() {
    fixture.run("set", "old", "v");
    Run run = fixture.run("get", "--serializable", "old");
    assertThat(run.code()).isZero();
    assertThat(run.out()).isEqualTo("v\n");
    assertThat(run.err())
        .matches(
            "May be old: this node had applied up to entry \\d+, knew of 0 more, and heard from the leader 0 ms"
                + " before.\n");
  }

  @Test
  void whatIsNoTextIsShownAsBase64() {
    assertThat(Shown.text(dev.balsa.core.Bytes.wrap(new byte[] {(byte) 0xff, 1})))
        .isEqualTo("base64:/wE=");
  }

  @Test
  void aRefusedRequestEndsWith1AndSaysWhy() {
    Run run = fixture.run("set", "", "v");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .contains("Refused: ", "key is not provided", "balsa faq the-request-was-refused");
  }

  @Test
  void statusShowsEveryNodeAndWhoDoesNotAnswer() throws IOException {
    String silent = "127.0.0.1:" + Fixture.freePorts(1).getFirst();
    fixture.run("set", "s", "v");
    Run run = Run.of("status", "--endpoints", fixture.endpoint() + "," + silent);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .satisfiesExactly(
            heading -> assertThat(heading).startsWith("ENDPOINT").endsWith("HEARD"),
            leader ->
                assertThat(leader).matches(fixture.endpoint() + "  1 +leader +1 +1 .* 0 ms ago"),
            other -> assertThat(other).matches(silent + "  - +Connection refused"));
    Run json = Run.of("status", "--json", "--endpoints", fixture.endpoint() + "," + silent);
    assertThat(json.out().lines())
        .satisfiesExactly(
            one ->
                assertThat(one)
                    .contains("\"endpoint\":\"" + fixture.endpoint(), "\"role\":\"leader\""),
            two -> assertThat(two).startsWith("{\"endpoint\":\"" + silent + "\",\"error\":\""));
  }

  @Test
  void nobodyThereEndsWith7() throws IOException {
    String silent = "127.0.0.1:" + Fixture.freePorts(1).getFirst();
    for (String[] line :
        new String[][] {
          {"get", "--endpoints", silent, "x"},
          {"set", "--endpoints", silent, "x", "y"},
          {"del", "--endpoints", silent, "x"},
          {"status", "--endpoints", silent}
        }) {
      Run run = Run.of(line);
      assertThat(run.code()).as(run.err()).isEqualTo(7);
      assertThat(run.err())
          .startsWith("balsa: No")
          .endsWith("More: balsa faq nobody-answers-or-nobody-leads\n");
    }
  }

  @Test
  void aWriteWhoseAnswerIsCutOffEndsWithUnknown() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread cutter =
          Thread.ofPlatform()
              .daemon()
              .start(() -> {
                try (Socket client = server.accept()) {
                  while (!new String(client.getInputStream().readNBytes(1), US_ASCII)
                      .equals("}")) {}
                } catch (IOException gone) {
                  throw new UncheckedIOException(gone);
                }
              });
      Run run = Run.of("set", "--endpoints", "127.0.0.1:" + server.getLocalPort(), "key", "value");
      cutter.join();
      assertThat(run.code()).isEqualTo(8);
      assertThat(run.err())
          .contains("More: balsa faq the-outcome-is-unknown")
          .doesNotContain("\tat ");
    }
  }
}
