package dev.balsa.lab.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.kv.DeleteRangeRequest;
import dev.balsa.kv.PutRequest;
import dev.balsa.kv.TxnRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorsOfSnapshotsTest {
  @TempDir private Path folder;

  @Test
  void lc39_linesBeforeTheStartOfTheLogGo_theStateKeepsWhatTheyDid() throws Exception {
    try (Lab lab = Lab.fresh(folder)) {
      lab.both(Lab.noOp(1, 1));
      lab.both(Lab.put(2, 1, "a", "1"));
      lab.both(Lab.put(3, 1, "b", "2"));
      lab.both(Lab.put(4, 1, "c", "3"));
      lab.begin(3, 1);
      lab.flush();
      assertThat(lab.log()).isEqualTo("{\"term\": 1, \"command\": {\"c\": 3}}\n");
      assertThat(lab.state()).isEqualTo("{\"a\": 1, \"b\": 2, \"c\": 3}\n");
    }
  }

  @Test
  void lc39_aSnapshotOfWhatTheLogDoesNotHoldEmptiesTheLogAndReplacesTheState() throws Exception {
    try (Lab lab = Lab.fresh(folder)) {
      lab.both(Lab.put(1, 1, "old", "1"));
      lab.persist(Lab.put(2, 1, "lost", "1"), Lab.put(3, 1, "lost", "2"));
      lab.begin(3, 2);
      lab.restore(Lab.put(2, 2, "b", "2"), Lab.put(3, 2, "a", "1"));
      lab.flush();
      assertThat(lab.log()).isEmpty();
      assertThat(lab.state()).isEqualTo("{\"b\": 2, \"a\": 1}\n");
      lab.persist(Lab.put(4, 2, "c", "3"));
      lab.flush();
      assertThat(lab.log()).isEqualTo("{\"term\": 2, \"command\": {\"c\": 3}}\n");
    }
  }

  @Test
  void aSnapshotBeyondTheLogEmptiesIt() throws Exception {
    try (Lab lab = Lab.fresh(folder)) {
      lab.both(Lab.put(1, 1, "a", "1"));
      lab.begin(7, 1);
      lab.flush();
      assertThat(lab.log()).isEmpty();
    }
  }

  @Test
  void theStartMayBeAnEntryThatHasNoLine() throws Exception {
    try (Lab lab = Lab.fresh(folder)) {
      lab.both(Lab.put(1, 1, "a", "1"));
      lab.both(Lab.noOp(2, 2));
      lab.both(Lab.put(3, 2, "a", "2"));
      lab.begin(2, 2);
      lab.flush();
      assertThat(lab.log()).isEqualTo("{\"term\": 2, \"command\": {\"a\": 2}}\n");
    }
  }

  @Test
  void theStateOfASnapshotIsTextForTextWhatTheCommandsAddUpTo() throws Exception {
    Entry[] commands = {
      Lab.put(1, 1, "z", "first"),
      Lab.put(2, 1, "m", "\"json\""),
      Lab.put(3, 1, "gone", "x"),
      Lab.command(4, 1, DeleteRangeRequest.of(Bytes.utf8("gone"))),
      Lab.command(
          5,
          1,
          new TxnRequest(
              List.of(),
              List.of(
                  PutRequest.of(Bytes.utf8("t2"), Bytes.utf8("2")),
                  PutRequest.of(Bytes.utf8("t1"), Bytes.utf8("1"))),
              List.of())),
      Lab.put(6, 1, "z", "again"),
      Lab.put(7, 1, "gone", "back")
    };
    try (Lab applied = Lab.fresh(Files.createDirectory(folder.resolve("applied")));
        Lab restored = Lab.fresh(Files.createDirectory(folder.resolve("restored")))) {
      for (Entry command : commands) {
        applied.both(command);
      }
      restored.restore(commands);
      assertThat(restored.flush().state())
          .isEqualTo(applied.flush().state())
          .isEqualTo(
              "{\"z\": \"again\", \"m\": \"json\", \"t1\": 1, \"t2\": 2, \"gone\": \"back\"}\n");
    }
  }

  @Test
  void lc14_afterARestartASnapshotOlderThanWhatWasShownIsNotShown() throws Exception {
    Entry first = Lab.put(1, 1, "a", "v1");
    Entry second = Lab.put(2, 1, "a", "v2");
    try (Lab lab = Lab.fresh(folder)) {
      lab.both(first);
      lab.both(second);
      lab.flush();
    }
    try (Lab lab = new Lab(folder, MirrorSettings.STANDARD, new HardState(1, 1), List.of(second))) {
      lab.restore(first);
      lab.flush();
      assertThat(lab.state()).isEqualTo("{\"a\": \"v2\"}\n");
      lab.apply(second);
      lab.both(Lab.put(3, 1, "a", "v3"));
      lab.flush();
      assertThat(lab.state()).isEqualTo("{\"a\": \"v3\"}\n");
    }
  }

  @Test
  void whatTheSnapshotHoldsAlreadyIsNotAppliedAgain() throws Exception {
    try (Lab lab = Lab.fresh(folder)) {
      lab.restore(Lab.put(1, 1, "a", "1"), Lab.put(2, 1, "a", "2"));
      lab.apply(Lab.put(1, 1, "a", "1"));
      lab.flush();
      assertThat(lab.state()).isEqualTo("{\"a\": 2}\n");
    }
  }
}
