package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckHistoryCommandTest {
  private static final String WRITTEN =
      """
      INFO  jepsen.util - 0\t:invoke\t:write\t3
      INFO  jepsen.util - 0\t:ok\t:write\t3
      """;

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static String read(String seen) {
    return "INFO  jepsen.util - 1\t:invoke\t:read\tnil\nINFO  jepsen.util - 1\t:ok\t:read\t" + seen;
  }

  @Test
  void whatOneCopyCouldHaveAnsweredIsLinearizable() throws IOException {
    Path good = file("good.log", WRITTEN + read("3"));
    Run run = Run.of("check-history", good.toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().strip()).isEqualTo(good + ": linearizable: 2 operations");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void anAnswerThatFitsNowhereEndsWith1AndIsNamed() throws IOException {
    Path good = file("good.log", WRITTEN + read("3"));
    Path stale = file("stale.log", WRITTEN + read("nil"));
    Run run = Run.of("check-history", good.toString(), stale.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains(good + ": linearizable")
        .contains(stale + ": not-linearizable: no order")
        .contains("Read[seen=nothing]");
    assertThat(run.err())
        .contains(
            "1 of 2 histories is not linearizable.", "balsa faq a-history-is-not-linearizable");
  }

  @Test
  void keysAreNamed() throws IOException {
    Path stale =
        file(
            "stale.txt",
            """
            {:process 0, :type :invoke, :f :put, :key "a", :value "3"}
            {:process 0, :type :ok, :f :put, :key "a", :value "3"}
            {:process 0, :type :invoke, :f :get, :key "a", :value nil}
            {:process 0, :type :ok, :f :get, :key "a", :value "4"}
            """);
    Run run = Run.of("check-history", "--json", stale.toString());
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("\"verdict\":\"not-linearizable\"", "\"operations\":2", "key a: no order");
  }

  @Test
  void whatCannotBeReadEndsWith2AndTheOthersAreJudged() throws IOException {
    Path good = file("good.log", WRITTEN);
    Path strange = file("strange.log", WRITTEN + "and so on");
    Path binary = Files.write(folder.resolve("binary.log"), new byte[] {(byte) 0xff, (byte) 0xfe});
    Path huge = folder.resolve("huge.log");
    try (RandomAccessFile sparse = new RandomAccessFile(huge.toFile(), "rw")) {
      sparse.setLength(CheckHistoryCommand.FILE_BYTES_MAX + 1);
    }
    Run run =
        Run.of(
            "check-history",
            strange.toString(),
            binary.toString(),
            huge.toString(),
            folder.resolve("none.log").toString(),
            folder.toString(),
            good.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out())
        .contains(strange + ": unreadable: line 3 is in neither notation: and so on")
        .contains(binary + ": unreadable: it is not a text in UTF-8")
        .contains(huge + ": unreadable: it is longer than 67108864 bytes")
        .contains("none.log: unreadable: there is no such file")
        .contains(folder + ": unreadable: ")
        .contains(good + ": linearizable");
    assertThat(run.err()).contains("5 of 6 histories are not linearizable or cannot be read.");
  }
}
