package dev.balsa.lab.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.node.SessionCommand;
import dev.balsa.node.SessionLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorsTest {
  @TempDir private Path folder;

  @Test
  void lc11To14_aFreshNodeHasEmptyFiles() throws Exception {
    try (Lab lab = Lab.fresh(folder)) {
      assertThat(lab.log()).isEmpty();
      assertThat(lab.storage()).isEqualTo("{\"term\": 0, \"voted_for\": null}\n");
      assertThat(lab.state()).isEqualTo("{}\n");
    }
  }

  @Test
  void lc12To14_theFilesHaveTheShapesOfTheContract() throws Exception {
    try (Lab lab = Lab.fresh(folder)) {
      lab.vote(2, 2);
      lab.both(Lab.noOp(1, 2));
      lab.both(Lab.put(2, 2, "data_id", "2"));
      lab.flush();
      assertThat(lab.log()).isEqualTo("{\"term\": 2, \"command\": {\"data_id\": 2}}\n");
      assertThat(lab.storage()).isEqualTo("{\"term\": 2, \"voted_for\": \"127.0.0.1:8001\"}\n");
      assertThat(lab.state()).isEqualTo("{\"data_id\": 2}\n");
      lab.vote(3, HardState.NOBODY);
      lab.both(Lab.put(3, 3, "data_id", "3"));
      lab.flush();
      assertThat(lab.log())
          .isEqualTo(
              "{\"term\": 2, \"command\": {\"data_id\": 2}}\n{\"term\": 3, \"command\": "
                  + "{\"data_id\": 3}}\n");
      assertThat(lab.storage()).isEqualTo("{\"term\": 3, \"voted_for\": null}\n");
      assertThat(lab.state()).isEqualTo("{\"data_id\": 3}\n");
    }
  }

  @Test
  void lc26_whatASessionNeedsToLiveHasNoLine() throws Exception {
    Entry put = Lab.put(2, 1, "a", "1");
    try (Lab lab = Lab.fresh(folder)) {
      Bytes open = new SessionCommand.Open(SessionLimits.STANDARD).encode();
      lab.persist(new Entry(1, 1, EntryKind.COMMAND, open));
      Bytes numbered = new SessionCommand.Numbered(1, 1, 1, 0, put.payload()).encode();
      lab.persist(new Entry(2, 1, EntryKind.COMMAND, numbered));
      lab.persist(new Entry(3, 1, EntryKind.COMMAND, new SessionCommand.Close(1).encode()));
      lab.flush();
      assertThat(lab.log()).isEqualTo("{\"term\": 1, \"command\": {\"a\": 1}}\n");
    }
  }

  @Test
  void whatIsNotCommittedIsInTheLogOnly_andLeavesItWhenTheTailIsReplaced() throws Exception {
    try (Lab lab = Lab.fresh(folder)) {
      lab.both(Lab.put(1, 1, "a", "1"));
      lab.persist(Lab.put(2, 1, "a", "lost"), Lab.put(3, 1, "a", "lost too"));
      lab.flush();
      assertThat(lab.log()).contains("lost too");
      assertThat(lab.state()).isEqualTo("{\"a\": 1}\n");
      lab.both(Lab.put(2, 2, "a", "2"));
      lab.flush();
      assertThat(lab.log())
          .isEqualTo(
              "{\"term\": 1, \"command\": {\"a\": 1}}\n{\"term\": 2, \"command\": {\"a\": 2}}\n");
      assertThat(lab.state()).isEqualTo("{\"a\": 2}\n");
    }
  }

  @Test
  void aDeletedKeyLeavesTheState() throws Exception {
    try (Lab lab = Lab.fresh(folder)) {
      lab.both(Lab.put(1, 1, "a/1", "x"));
      lab.both(Lab.put(2, 1, "a/2", "x"));
      lab.both(Lab.put(3, 1, "b", "x"));
      lab.both(Lab.command(4, 1, DeleteRangeRequest.prefix(Bytes.utf8("a/"))));
      lab.flush();
      assertThat(lab.state()).isEqualTo("{\"b\": \"x\"}\n");
    }
  }

  @Test
  void lc14_afterARestartTheStateNeverGoesBack() throws Exception {
    List<Entry> entries = new ArrayList<>();
    for (int index = 1; index <= 5; index++) {
      entries.add(Lab.put(index, 1, "a", "v" + index));
    }
    try (Lab lab = Lab.fresh(folder)) {
      entries.forEach(lab::both);
      lab.flush();
    }
    try (Lab lab = new Lab(folder, MirrorSettings.STANDARD, new HardState(1, 1), entries)) {
      assertThat(lab.log().lines().count()).isEqualTo(5);
      assertThat(lab.state()).isEqualTo("{\"a\": \"v5\"}\n");
      for (Entry entry : entries) {
        lab.apply(entry);
        lab.flush();
        assertThat(lab.state()).isEqualTo("{\"a\": \"v5\"}\n");
      }
      lab.both(Lab.put(6, 2, "a", "v6"));
      lab.flush();
      assertThat(lab.state()).isEqualTo("{\"a\": \"v6\"}\n");
    }
  }

  @Test
  void leftoversOfAKilledWriterAreCleanedAndADamagedStateFileIsMadeAnew() throws Exception {
    Layout layout = new Layout(folder, 3, 8000);
    Path leftover = folder.resolve("127.0.0.1_8000.log" + AtomicFile.UNFINISHED_SUFFIX);
    Files.writeString(leftover, "{\"ter");
    Files.writeString(layout.mirrors(1).state(), "{\"a\": ");
    try (Lab lab = Lab.fresh(folder)) {
      assertThat(leftover).doesNotExist();
      assertThat(lab.state()).isEqualTo("{}\n");
    }
  }

  @Test
  void lc15_aReaderNeverSeesHalfAFile() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger reads = new AtomicInteger();
    List<String> faults = new ArrayList<>();
    try (Lab lab = Lab.fresh(folder)) {
      Thread reader =
          Thread.ofPlatform()
              .start(() -> {
                while (!done.get()) {
                  look(lab, faults);
                  reads.incrementAndGet();
                }
              });
      for (int index = 1; index <= 2_000; index++) {
        lab.vote(index, 1 + index % 3);
        lab.both(Lab.put(index, index, "key" + index % 50, "value " + "x".repeat(index % 200)));
        if (index % 100 == 0) {
          lab.flush();
        }
      }
      lab.flush();
      done.set(true);
      reader.join();
      assertThat(faults).isEmpty();
      assertThat(reads.get()).isPositive();
      assertThat(lab.log().lines().count()).isEqualTo(2_000);
    }
  }

  private static void look(Lab lab, List<String> faults) {
    try {
      for (String text : List.of(lab.log(), lab.storage(), lab.state())) {
        if (!text.isEmpty() && !text.endsWith("\n")) {
          faults.add("no line feed: " + text);
        }
        text.lines().forEach(PythonJson::parseObject);
      }
    } catch (IOException | IllegalArgumentException broken) {
      faults.add(broken.toString());
    }
  }

  @Test
  void theLogMirrorShowsTheLastLinesOnly() throws Exception {
    MirrorSettings small = new MirrorSettings(3, 4096, 4096, 500);
    try (Lab lab = new Lab(folder, small, HardState.INITIAL, List.of())) {
      for (int index = 1; index <= 5; index++) {
        lab.both(Lab.put(index, 1, "k" + index, Integer.toString(index)));
      }
      lab.flush();
      assertThat(lab.log().lines().toList())
          .containsExactly(
              "{\"term\": 1, \"command\": {\"k3\": 3}}",
              "{\"term\": 1, \"command\": {\"k4\": 4}}",
              "{\"term\": 1, \"command\": {\"k5\": 5}}");
    }
  }

  @Test
  void filesStayBoundedInBytes_theOldestKeysAreLeftOut() throws Exception {
    MirrorSettings small = new MirrorSettings(1_000, 4096, 4096, 500);
    try (Lab lab = new Lab(folder, small, HardState.INITIAL, List.of())) {
      for (int index = 1; index <= 100; index++) {
        lab.both(Lab.put(index, 1, "k" + index, "x".repeat(100)));
      }
      lab.flush();
      assertThat(lab.log().length()).isLessThanOrEqualTo(4096);
      assertThat(lab.state().length()).isLessThan(4096 + 200);
      assertThat(lab.state()).contains("\"k100\"").doesNotContain("\"k1\"");
    }
  }

  @Test
  void lc17_aDeletedMirrorIsReportedWithPathAndPidAndComesBackWithTheNextChange() throws Exception {
    MirrorSettings quick = new MirrorSettings(1_000, 4096, 4096, 10);
    try (Lab lab = new Lab(folder, quick, HardState.INITIAL, List.of())) {
      lab.both(Lab.put(1, 1, "a", "1"));
      lab.flush();
      Path state = lab.layout.mirrors(1).state();
      Files.delete(state);
      assertThat(lab.awaitComplaint())
          .contains(state.toString(), "deleted", Long.toString(ProcessHandle.current().pid()));
      lab.flush();
      assertThat(state).doesNotExist();
      lab.both(Lab.put(2, 1, "a", "2"));
      lab.flush();
      assertThat(lab.state()).isEqualTo("{\"a\": 2}\n");
      assertThat(lab.complaints).hasSize(1);
    }
  }

  @Test
  void lc17_anEditedMirrorIsReported() throws Exception {
    MirrorSettings quick = new MirrorSettings(1_000, 4096, 4096, 10);
    try (Lab lab = new Lab(folder, quick, HardState.INITIAL, List.of())) {
      lab.flush();
      Files.writeString(lab.layout.mirrors(1).storage(), "{\"term\": 99, \"voted_for\": null}\n");
      assertThat(lab.awaitComplaint()).contains(".storage", "changed");
    }
  }
}
