package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.core.Recovered;
import dev.balsa.core.TermRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentedLogTest {
  private static final LogSettings SMALL = new LogSettings(4096, 1500, 1024, 600, 0, 7);

  @TempDir Path directory;

  @Test
  void aNewLogIsEmpty() throws Exception {
    try (SegmentedLog log = SegmentedLog.open(FileDisk.at(directory), SMALL)) {
      assertThat(log.recovered()).isEqualTo(Recovered.NOTHING);
      assertThat(log.lastIndex()).isZero();
      assertThat(log.durableIndex()).isZero();
      assertThat(log.read(1, 1000)).isEmpty();
    }
  }

  @Test
  void whatWasSyncedIsThereAfterReopening() throws Exception {
    List<Entry> entries = new ArrayList<>();
    try (SegmentedLog log = SegmentedLog.open(FileDisk.at(directory), SMALL)) {
      for (int i = 1; i <= 100; i++) {
        Entry entry = command(i, 1 + i / 40, "command " + i);
        entries.add(entry);
        boolean newTerm = i == 1 || i % 40 == 0;
        log.append(newTerm ? new HardState(1 + i / 40, 3) : null, List.of(entry));
        log.sync();
        assertThat(log.durableIndex()).isEqualTo(i);
      }
      assertThat(readAll(log)).isEqualTo(entries);
    }
    for (int start = 0; start < 3; start++) {
      try (SegmentedLog log = SegmentedLog.open(FileDisk.at(directory), SMALL)) {
        assertThat(log.recovered().hardState()).isEqualTo(new HardState(3, 3));
        assertThat(log.recovered().terms())
            .containsExactly(new TermRun(1, 1), new TermRun(2, 40), new TermRun(3, 80));
        assertThat(log.recovered().lastIndex()).isEqualTo(100);
        assertThat(log.recovered().recent()).isNotEmpty().endsWith(entries.getLast());
        assertThat(readAll(log)).isEqualTo(entries);
      }
    }
  }

  @Test
  void manyAppendsShareOneSync() throws Exception {
    List<Entry> entries = new ArrayList<>();
    try (SegmentedLog log = SegmentedLog.open(FileDisk.at(directory), SMALL)) {
      log.append(new HardState(1, 0), List.of());
      for (int i = 1; i <= 60; i++) {
        Entry entry = command(i, 1, "x".repeat(i * 20));
        entries.add(entry);
        log.append(null, List.of(entry));
      }
      assertThat(log.lastIndex()).isEqualTo(60);
      assertThat(log.read(1, 1000)).isEmpty();
      log.sync();
      assertThat(readAll(log)).isEqualTo(entries);
    }
    try (SegmentedLog log = SegmentedLog.open(FileDisk.at(directory), SMALL)) {
      assertThat(readAll(log)).isEqualTo(entries);
    }
  }

  @Test
  void whatCannotComeNextIsRefusedAndChangesNothing() throws Exception {
    try (SegmentedLog log = SegmentedLog.open(FileDisk.at(directory), SMALL)) {
      log.append(new HardState(2, 1), List.of(command(1, 2, "a")));
      log.sync();
      assertRefused(log, null, command(3, 2, "hole"), "entry 3 follows entry 1");
      assertRefused(log, null, command(2, 1, "old term"), "term 1 after term 2");
      assertRefused(log, new HardState(1, 1), command(2, 2, "b"), "term 1 follows term 2");
      assertRefused(log, new HardState(2, 3), command(2, 2, "b"), "changes from 1 to 3");
      assertRefused(log, null, command(2, 3, "b"), "has term 3, and the current term is 2");
      assertRefused(log, null, command(2, 2, "x".repeat(1501)), "1501 bytes, and the most is 1500");
      assertThat(log.lastIndex()).isEqualTo(1);
      log.append(null, List.of(command(2, 2, "x".repeat(1500))));
      log.sync();
      assertThat(log.read(2, 1)).hasSize(1);
    }
  }

  @Test
  void aReadEndsWhereItIsToldTo() throws Exception {
    int count = 40;
    try (SegmentedLog log = SegmentedLog.open(FileDisk.at(directory), SMALL)) {
      for (int i = 1; i <= count; i++) {
        log.append(i == 1 ? new HardState(1, 1) : null, List.of(command(i, 1, "x".repeat(i))));
        log.sync();
      }
      for (int from = 1; from <= count; from++) {
        for (int to = from; to <= count + 1; to++) {
          List<Entry> some = log.read(from, to, 100_000);
          assertThat(some.getFirst().index()).isEqualTo(from);
          assertThat(some.getLast().index())
              .isEqualTo(from + some.size() - 1)
              .isLessThanOrEqualTo(to);
        }
      }
      assertThatThrownBy(() -> log.read(2, 1, 100))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("entry 1 does not come after entry 2");
    }
  }

  private static void assertRefused(
      SegmentedLog log, HardState hardState, Entry entry, String why) {
    assertThatThrownBy(() -> log.append(hardState, List.of(entry)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  static Entry command(long index, long term, String text) {
    return new Entry(index, term, EntryKind.COMMAND, Bytes.utf8(text));
  }

  static List<Entry> readAll(SegmentedLog log) throws Exception {
    List<Entry> entries = new ArrayList<>();
    while (entries.size() < log.durableIndex()) {
      List<Entry> some = log.read(entries.size() + 1, 500);
      assertThat(some).isNotEmpty();
      entries.addAll(some);
    }
    return entries;
  }
}
