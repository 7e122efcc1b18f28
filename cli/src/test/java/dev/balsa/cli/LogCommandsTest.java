package dev.balsa.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.kv.Commands;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.StoreLimits;
import dev.balsa.log.DataDirectory;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import dev.balsa.log.SnapshotWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogCommandsTest {
  @TempDir Path folder;

  private static Entry put(long index, long term, String value) {
    return new Entry(
        index,
        term,
        EntryKind.COMMAND,
        Commands.encode(PutRequest.of(Bytes.utf8("k"), Bytes.utf8(value)), StoreLimits.STANDARD));
  }

  /** A log whose tail was cut twice, the second time deeper. */
  private Path cutLog() throws IOException {
    Path directory = folder.resolve("data");
    try (DataDirectory data = DataDirectory.open(directory, 1, 1);
        SegmentedLog log = data.openLog(LogSettings.STANDARD)) {
      log.append(
          new HardState(1, 2),
          List.of(new Entry(1, 1, EntryKind.NO_OP, Bytes.EMPTY), put(2, 1, "a")));
      log.append(null, List.of(put(3, 1, "b"), put(4, 1, "c")));
      log.sync();
      log.append(new HardState(2, 0), List.of(put(4, 2, "d"), put(5, 2, "e")));
      log.append(new HardState(3, 1), List.of(put(3, 3, "f")));
      log.sync();
    }
    return directory;
  }

  @Test
  void catShowsClientCommandsLikeTheLogFile() throws IOException {
    Run run = Run.of("log", "cat", cutLog().toString());
    assertThat(run)
        .isEqualTo(
            new Run(
                0,
                "{\"term\": 1, \"command\": {\"k\": \"a\"}}\n{\"term\": 3, \"command\": {\"k\": \"f\"}}\n",
                ""));
  }

  @Test
  void catAllShowsEveryEntryWithItsIndex() throws IOException {
    String directory = cutLog().toString();
    assertThat(Run.of("log", "cat", "--all", directory).out())
        .isEqualTo(
            """
                   1  term 1       no-op
                   2  term 1       command  {"k": "a"}
                   3  term 3       command  {"k": "f"}
            """);
    assertThat(Run.of("log", "cat", "--all", "--json", directory).out())
        .isEqualTo(
            """
            {"index":1,"term":1,"kind":"no-op"}
            {"index":2,"term":1,"kind":"command","command":{"k": "a"}}
            {"index":3,"term":3,"kind":"command","command":{"k": "f"}}
            """);
  }

  @Test
  void verifyFindsAWholeLogSound() throws IOException {
    String directory = cutLog().toString();
    Run run = Run.of("log", "verify", directory);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("SEGMENT")
        .contains("whole")
        .endsWith("Sound: last entry 3, term 3, vote for node 1.\n");
    assertThat(Run.of("log", "verify", "--json", directory).out())
        .startsWith(
            "{\"sound\":true,\"lastIndex\":3,\"term\":3,\"votedFor\":1,\"segments\":[{\"file\":");
  }

  @Test
  void aFlippedBitEndsWith5AndIsNamed() throws IOException {
    Path directory = cutLog();
    Path segment;
    try (var files = Files.list(directory)) {
      segment =
          files
              .max(java.util.Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
    }
    byte[] content = Files.readAllBytes(segment);
    int at = new String(content, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("k") + 1;
    content[at] ^= 4;
    Files.write(segment, content);
    for (String command : List.of("verify", "cat")) {
      Run run = Run.of("log", command, directory.toString());
      assertThat(run.code()).as(run.out()).isEqualTo(5);
      assertThat(run.err())
          .contains("is damaged: " + segment.getFileName() + " at byte ", ", from entry ")
          .endsWith("More: balsa faq a-log-is-damaged\n");
    }
    assertThat(Run.of("log", "verify", directory.toString()).out()).contains("DAMAGED at byte ");
    assertThat(Run.of("log", "verify", "--json", directory.toString()).out())
        .startsWith("{\"sound\":false,");
    Run start =
        Run.of(
            "node",
            "--id",
            "1",
            "--members",
            "1=127.0.0.1:1",
            "--client",
            "127.0.0.1:1",
            "--data-dir",
            directory.toString());
    // The directory was made for cluster 1, so that is noticed first.
    assertThat(start.code()).as(start.err()).isEqualTo(6);
  }

  @Test
  void theLogOfARunningMemberCanBeRead() throws IOException {
    try (Fixture fixture = Fixture.start(folder.resolve("live"))) {
      for (int i = 0; i < 5; i++) {
        assertThat(fixture.run("set", "n", String.valueOf(i)).code()).isZero();
      }
      Run run = Run.of("log", "cat", fixture.directory.toString());
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out().lines())
          .hasSize(5)
          .last()
          .isEqualTo("{\"term\": 1, \"command\": {\"n\": 4}}");
      assertThat(Run.of("log", "verify", fixture.directory.toString()).code()).isZero();
    }
  }

  @Test
  void aFolderWithoutALogEndsWith2() {
    for (String[] line :
        new String[][] {
          {"log", "cat", folder.resolve("nothing").toString()},
          {"log", "verify", folder.toString()},
          {"log", "cat", "--node", "1", "--dir", folder.toString()}
        }) {
      Run run = Run.of(line);
      assertThat(run.code()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).startsWith("balsa: There is no ").contains("balsa faq there-is-no-log");
    }
  }

  @Test
  void aLogThatBeginsAfterASnapshotSaysSo() throws IOException {
    Path directory = cutLog();
    try (DataDirectory data = DataDirectory.open(directory, 1, 1);
        SegmentedLog log = data.openLog(LogSettings.STANDARD)) {
      SnapshotMeta meta = new SnapshotMeta(2, 1, new Configuration(List.of(1L)));
      try (SnapshotWriter writer = log.snapshots().create(meta)) {
        writer.write(new byte[100]);
        writer.commit();
      }
      log.append(null, meta.logStart(), List.of());
      log.sync();
    }
    assertThat(Run.of("log", "cat", "--all", directory.toString()).out())
        .isEqualTo(
            """
                   2  term 1       start    the log begins after this entry; a snapshot stands for it
                   3  term 3       command  {"k": "f"}
            """);
    assertThat(Run.of("log", "cat", directory.toString()).out())
        .isEqualTo("{\"term\": 3, \"command\": {\"k\": \"f\"}}\n");
    assertThat(Run.of("log", "verify", directory.toString()).out())
        .contains("The log begins after entry 2 of term 1; a snapshot stands for what came before.")
        .contains("snapshot-0000000000000002-0000000000000001.snap")
        .contains("whole snapshot, 684 bytes");
  }
}
