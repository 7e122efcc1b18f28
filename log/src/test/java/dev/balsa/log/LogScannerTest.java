package dev.balsa.log;

import static dev.balsa.log.SegmentedLogTest.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.log.faults.MemoryDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogScannerTest {
  @Test
  void listsWhatIsThere() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    Entry first = command(1, 1, "a");
    Entry second = command(2, 1, "b");
    Entry instead = command(2, 2, "c");
    try (SegmentedLog log = SegmentedLog.open(disk, Workload.SETTINGS)) {
      log.append(new HardState(1, 4), List.of(first, second));
      log.sync();
      log.append(new HardState(2, 0), List.of(instead));
      log.sync();
    }
    String file = "0000000001.segment";
    assertThat(items(disk))
        .containsExactly(
            new LogItem.SegmentStart(file, 0, 1, HardState.INITIAL, LogStart.ORIGIN, 7),
            new LogItem.HardStateChanged(file, 544, new HardState(1, 4)),
            new LogItem.EntryAppended(file, 580, first, false),
            new LogItem.EntryAppended(file, 617, second, false),
            new LogItem.HardStateChanged(file, 1056, new HardState(2, 0)),
            new LogItem.EntryAppended(file, 1092, instead, true));
    assertThat(LogScanner.of(disk).verify())
        .isEqualTo(
            new LogScanner.Verdict(1, LogStart.ORIGIN, 2, new HardState(2, 0), null, List.of()));
  }

  @Test
  void listsAllEntriesOverAllSegments() throws IOException {
    Workload workload = Workload.run(2, 30);
    State state = State.EMPTY;
    int ends = 0;
    for (LogItem item : items(workload.disk)) {
      switch (item) {
        case LogItem.EntryAppended appended -> {
          assertThat(appended.cuts()).isEqualTo(appended.entry().index() <= state.entries().size());
          state = state.with(appended.entry());
        }
        case LogItem.HardStateChanged changed -> state = state.with(changed.hardState());
        case LogItem.SegmentEnd end -> ends++;
        case LogItem.SegmentStart start -> {
          assertThat(start.firstIndex()).isEqualTo(state.entries().size() + 1);
          assertThat(start.hardState()).isEqualTo(state.hardState());
        }
        default -> throw new AssertionError(item.toString());
      }
    }
    assertThat(state).isEqualTo(workload.acked());
    assertThat(ends).isEqualTo(DamageTest.segments(workload.disk).size() - 1).isPositive();
  }

  @Test
  void anEmptyDirectoryIsSound() throws IOException {
    assertThat(LogScanner.of(new MemoryDisk()).verify())
        .isEqualTo(
            new LogScanner.Verdict(0, LogStart.ORIGIN, 0, HardState.INITIAL, null, List.of()));
  }

  @Test
  void namesDamageAndGoesOnBehindIt() throws IOException {
    Workload workload = Workload.run(2, 30);
    List<LogItem> whole = items(workload.disk);
    MemoryDisk disk = workload.disk.copy();
    disk.bytes("0000000002.segment")[512 + 100] ^= 1;
    List<LogItem> items = items(disk);
    assertThat(items).filteredOn(LogItem.Damage.class::isInstance).hasSize(1);
    assertThat(items.getLast()).isEqualTo(whole.getLast());
    assertThat(items).filteredOn(item -> !(item instanceof LogItem.Damage)).isSubsetOf(whole);
    assertThat(LogScanner.of(disk).verify().sound()).isFalse();
  }

  @Test
  void aMissingSegmentAndABadHeaderAreNamed() throws IOException {
    Workload workload = Workload.run(2, 30);
    MemoryDisk missing = workload.disk.copy();
    missing.delete("0000000002.segment");
    assertThat(LogScanner.of(missing).verify().findings())
        .first()
        .isInstanceOfSatisfying(
            LogItem.Damage.class, item -> assertThat(item.file()).isEqualTo("0000000002.segment"));
    MemoryDisk bad = workload.disk.copy();
    bad.bytes("0000000002.segment")[20] ^= 1;
    bad.bytes("0000000003.segment")[20] ^= 1;
    assertThat(LogScanner.of(bad).verify().findings())
        .extracting(LogItem::file)
        .contains("0000000002.segment", "0000000003.segment");
  }

  /** P9: no bytes in the files make a start or a scan fail with anything but a refusal. */
  @Test
  void noBytesBreakAStartOrAScan() throws IOException {
    Workload workload = Workload.run(2, 30);
    List<String> names = DamageTest.segments(workload.disk);
    Random random = new Random(1);
    for (int i = 0; i < 1500; i++) {
      MemoryDisk disk = workload.disk.copy();
      byte[] target = disk.bytes(names.get(random.nextInt(names.size())));
      byte[] source = disk.bytes(names.get(random.nextInt(names.size())));
      for (int j = 0; j <= random.nextInt(3); j++) {
        int length = 1 << random.nextInt(11);
        int to = random.nextInt(target.length - length + 1);
        if (random.nextBoolean()) {
          System.arraycopy(source, random.nextInt(source.length - length + 1), target, to, length);
        } else {
          byte[] noise = new byte[length];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, target, to, length);
        }
      }
      LogScanner.Verdict verdict = LogScanner.of(disk).verify();
      Throwable refusal = catchThrowable(() -> SegmentedLog.open(disk, Workload.SETTINGS).close());
      assertThat(verdict.sound()).as("round %d: %s", i, verdict).isEqualTo(refusal == null);
      if (refusal != null) {
        assertThat(refusal).isInstanceOf(DamagedLogException.class);
      }
    }
  }

  private static List<LogItem> items(MemoryDisk disk) throws IOException {
    List<LogItem> items = new ArrayList<>();
    LogScanner.of(disk).cat(items::add);
    return items;
  }
}
