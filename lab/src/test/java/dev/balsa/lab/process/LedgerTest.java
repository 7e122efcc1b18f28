package dev.balsa.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.lab.mirror.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  @TempDir private Path folder;

  private Path file(long node) throws IOException {
    Path hidden = Files.createDirectories(folder.resolve(Layout.HIDDEN));
    return hidden.resolve("node" + node + ".process");
  }

  private ProcessRecord started(Process process, long node) {
    long millis = process.info().startInstant().orElseThrow().toEpochMilli();
    return new ProcessRecord(process.pid(), millis, node);
  }

  private static Process sleeper() throws IOException {
    return new ProcessBuilder("sleep", "60").start();
  }

  @Test
  void lc50_aLivingProcessIsListedAndStopped() throws Exception {
    Process process = sleeper();
    try {
      ProcessRecord record = started(process, 2);
      Files.writeString(file(2), record.line());
      Ledger ledger = new Ledger(folder);
      assertThat(ledger.alive()).containsExactly(record);
      assertThat(ledger.stopAll()).containsExactly(record);
      assertThat(process.isAlive()).isFalse();
      assertThat(ledger.alive()).isEmpty();
      assertThat(file(2)).doesNotExist();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void lc50_aProcessThatOnlyGotThePidIsNeitherListedNorStopped() throws Exception {
    Process process = sleeper();
    try {
      ProcessRecord real = started(process, 1);
      ProcessRecord older =
          new ProcessRecord(real.pid(), real.startedMillis() - 60_000, real.node());
      Files.writeString(file(1), older.line());
      Ledger ledger = new Ledger(folder);
      assertThat(ledger.alive()).isEmpty();
      assertThat(ledger.stopAll()).isEmpty();
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aFrozenProcessIsStoppedToo() throws Exception {
    Process process = sleeper();
    try {
      Signals.pause(process.pid());
      Files.writeString(file(1), started(process, 1).line());
      assertThat(new Ledger(folder).stopAll()).hasSize(1);
      assertThat(process.isAlive()).isFalse();
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void aNodeWritesItselfDownAndTakesItselfOut() throws Exception {
    Ledger ledger = new Ledger(folder);
    ledger.enter(3);
    assertThat(ledger.alive()).containsExactly(ProcessRecord.current(3));
    ledger.leave(3);
    assertThat(ledger.alive()).isEmpty();
    assertThat(file(3)).doesNotExist();
  }

  @Test
  void aNodeDoesNotTakeAnotherProcessOut() throws Exception {
    Files.writeString(file(3), new ProcessRecord(1, 0, 3).line());
    new Ledger(folder).leave(3);
    assertThat(file(3)).exists();
  }

  @Test
  void damagedRecordsAndFoldersThatAreNotThereCountAsNothing() throws Exception {
    assertThat(new Ledger(folder.resolve("none")).alive()).isEmpty();
    Files.writeString(file(1), "{\"pid\": ");
    assertThat(new Ledger(folder).alive()).isEmpty();
  }
}
