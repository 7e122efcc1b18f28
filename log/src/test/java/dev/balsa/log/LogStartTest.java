package dev.balsa.log;

import static dev.balsa.log.SegmentedLogTest.command;
import static dev.balsa.log.SnapshotsTest.SETTINGS;
import static dev.balsa.log.SnapshotsTest.content;
import static dev.balsa.log.SnapshotsTest.log;
import static dev.balsa.log.SnapshotsTest.meta;
import static dev.balsa.log.SnapshotsTest.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.core.TermRun;
import dev.balsa.log.faults.Fate;
import dev.balsa.log.faults.MemoryDisk;
import dev.balsa.log.faults.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Where a log begins once a snapshot stands for its first entries (§7). */
class LogStartTest {
  private static final int LENGTH = Workload.SNAPSHOT_BYTES;

  private final MemoryDisk disk = new MemoryDisk();

  private static void start(SegmentedLog log, long index, long term) throws IOException {
    log.append(null, new LogStart(index, term), List.of());
    log.sync();
  }

  private List<String> segments() throws IOException {
    return DamageTest.segments(disk);
  }

  /** 100 entries of term 1 in several segments, a snapshot of entry 60, discarded up to 50. */
  private SegmentedLog discarded() throws IOException {
    SegmentedLog log = log(disk, SETTINGS, 100);
    take(log, meta(60, 1), content(60, LENGTH));
    start(log, 50, 1);
    return log;
  }

  @Test
  void aStartInTheLogKeepsWhatComesAfterIt() throws IOException {
    try (SegmentedLog log = discarded()) {
      assertThat(log.start()).isEqualTo(new LogStart(50, 1));
      assertThat(log.lastIndex()).isEqualTo(100);
      assertThat(log.durableIndex()).isEqualTo(100);
      assertThat(log.read(50, 1000)).isEmpty();
      assertThat(log.read(51, 1)).containsExactly(command(51, 1, "x".repeat(100)));
      assertThat(segments()).doesNotContain(SegmentHeader.fileName(1), SegmentHeader.fileName(2));
    }
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      assertThat(log.recovered().start()).isEqualTo(new LogStart(50, 1));
      assertThat(log.recovered().terms()).containsExactly(new TermRun(1, 51));
      assertThat(State.of(log).entries()).hasSize(50);
    }
  }

  @Test
  void aStartElsewhereEmptiesTheLog() throws IOException {
    try (SegmentedLog log = log(disk, SETTINGS, 100)) {
      take(log, meta(80, 2), content(80, LENGTH));
      log.append(
          new HardState(2, 0),
          new LogStart(80, 2),
          List.of(command(81, 2, "a"), command(82, 2, "b")));
      assertThat(log.lastIndex()).isEqualTo(82);
      assertThat(log.durableIndex()).isEqualTo(100);
      log.sync();
      assertThat(log.durableIndex()).isEqualTo(82);
      assertThat(log.read(80, 1000)).isEmpty();
      assertThat(log.read(81, 1000)).hasSize(2);
      assertThat(segments()).hasSize(1);
    }
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      assertThat(log.recovered().terms()).containsExactly(new TermRun(2, 81));
      assertThat(log.recovered().recent()).hasSize(2);
      assertThat(log.recovered().snapshot()).isEqualTo(meta(80, 2));
    }
  }

  @Test
  void aStartThatCannotBeIsRefusedAndChangesNothing() throws IOException {
    try (SegmentedLog log = discarded()) {
      assertRefused(log, new LogStart(50, 1), List.of(), "goes from");
      assertRefused(log, new LogStart(49, 1), List.of(), "goes from");
      assertRefused(log, new LogStart(120, 2), List.of(), "has term 2, and the current term is 1");
      List<Entry> hole = List.of(command(122, 1, "a"));
      assertRefused(log, new LogStart(120, 1), hole, "entry 122 of term 1 follows");
      assertRefused(log, new LogStart(60, 1), List.of(command(60, 1, "a")), "entry 60 of term 1");
      assertRefused(log, null, List.of(command(50, 1, "a")), "lies before the start of the log");
      assertThat(log.lastIndex()).isEqualTo(100);
      assertThat(log.start()).isEqualTo(new LogStart(50, 1));
    }
  }

  private static void assertRefused(
      SegmentedLog log, LogStart start, List<Entry> entries, String why) {
    assertThatThrownBy(() -> log.append(null, start, entries))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void segmentsAreDeletedLowestFirstEachDurablyAndAFewAtATime() throws IOException {
    List<String> deleted = new ArrayList<>();
    try (SegmentedLog log = log(disk, SETTINGS, 400)) {
      take(log, meta(400, 1), content(400, LENGTH));
      List<String> before = segments();
      List<Operation> operations = new ArrayList<>();
      disk.listen(operations::add);
      start(log, 400, 1);
      assertThat(segments()).hasSize(before.size() - SegmentedLog.DELETES_PER_SYNC);
      for (int i = 0; i < before.size(); i++) {
        log.sync();
      }
      for (int i = 0; i < operations.size(); i++) {
        if (operations.get(i) instanceof Operation.Delete delete) {
          deleted.add(delete.name());
          assertThat(operations.get(i + 1)).isInstanceOf(Operation.SyncNames.class);
        }
      }
      assertThat(deleted).isEqualTo(before.subList(0, before.size() - 1));
    }
  }

  @Test
  void whatWasNotDeletedIsDeletedAtTheNextStart() throws IOException {
    MemoryDisk killed;
    try (SegmentedLog log = log(disk, SETTINGS, 400)) {
      take(log, meta(400, 1), content(400, LENGTH));
      start(log, 400, 1);
      killed = disk.copy();
    }
    assertThat(DamageTest.segments(killed)).hasSizeGreaterThan(1);
    try (SegmentedLog log = SegmentedLog.open(killed, SETTINGS)) {
      assertThat(DamageTest.segments(killed)).hasSize(1);
      assertThat(log.recovered().start()).isEqualTo(new LogStart(400, 1));
      assertThat(log.recovered().lastIndex()).isEqualTo(400);
    }
  }

  @Test
  void withoutRoomForASegmentTheUnneededOnesGoFirst() throws IOException {
    try (SegmentedLog log = log(disk, SETTINGS, 400)) {
      take(log, meta(400, 1), content(400, LENGTH));
      start(log, 400, 1);
      AtomicBoolean refused = new AtomicBoolean();
      disk.listen(operation -> {
        if (operation instanceof Operation.Create && segments().size() > 5) {
          refused.set(true);
          throw new DiskFullException("no space left on device");
        }
      });
      for (long index = 401; index <= 404; index++) {
        log.append(null, List.of(command(index, 1, "y".repeat(1700))));
      }
      log.sync();
      assertThat(refused).isTrue();
      assertThat(log.durableIndex()).isEqualTo(404);
    }
  }

  @Test
  void aReadThatMeetsADeletionFindsNothing() throws IOException {
    try (SegmentedLog log = log(disk, SETTINGS, 100)) {
      take(log, meta(60, 1), content(60, LENGTH));
      disk.listen(operation -> {
        if (operation instanceof Operation.Open) {
          disk.listen(other -> {});
          start(log, 50, 1);
        }
      });
      assertThat(log.read(3, 1000)).isEmpty();
      assertThat(log.start().index()).isEqualTo(50);
    }
  }

  /** Nothing but a start explains that the first segments are gone. */
  @Test
  void aMissingFirstSegmentIsDamageUnlessAStartStandsForIt() throws IOException {
    log(disk, SETTINGS, 100).close();
    disk.delete(SegmentHeader.fileName(1));
    assertDamaged(disk, SegmentHeader.fileName(1), "no start of the log stands for its entries");
    MemoryDisk other = new MemoryDisk();
    try (SegmentedLog log = log(other, SETTINGS, 100)) {
      take(log, meta(60, 1), content(60, LENGTH));
      start(log, 50, 1);
    }
    String needed = DamageTest.segments(other).getFirst();
    other.delete(needed);
    assertDamaged(other, needed, "no start of the log stands for its entries");
  }

  /** B40: a hole between the snapshot and the first entry. */
  @Test
  void b40AStartWithoutItsSnapshotIsRefused() throws IOException {
    discarded().close();
    String name = SnapshotHeader.fileName(meta(60, 1));
    MemoryDisk missing = disk.copy();
    missing.delete(name);
    String wanted = SnapshotHeader.fileName(50, 1);
    assertDamaged(missing, wanted, "the log begins after entry 50 of term 1", "there is none");
    MemoryDisk rotten = disk.copy();
    rotten.bytes(name)[512 + 512 + 20] ^= 1;
    assertDamaged(rotten, name, "at byte 650", "this one is damaged: chunk 2");
    MemoryDisk early = disk.copy();
    early.delete(name);
    early.put(SnapshotHeader.fileName(meta(49, 1)), snapshotFile(meta(49, 1)));
    assertDamaged(early, wanted, "the log begins after entry 50 of term 1");
    MemoryDisk without = disk.copy();
    for (String segment : segments()) {
      without.delete(segment);
    }
    assertDamaged(without, SegmentHeader.fileName(1), "the log is missing, but " + name);
  }

  @Test
  void aDamagedSnapshotIsRemovedIfAnOlderOneOrTheLogStandsForIt() throws IOException {
    discarded().close();
    String older = SnapshotHeader.fileName(meta(50, 1));
    String newer = SnapshotHeader.fileName(meta(60, 1));
    disk.put(older, snapshotFile(meta(50, 1)));
    disk.bytes(newer)[600] ^= 1;
    assertThat(LogScanner.of(disk).verify().sound()).isTrue();
    assertThat(LogScanner.of(disk).verify().findings())
        .containsExactly(
            new LogItem.SnapshotUseless(newer, 573, "chunk 1 does not match its checksum"));
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      assertThat(log.recovered().snapshot()).isEqualTo(meta(50, 1));
      assertThat(disk.list()).contains(older).doesNotContain(newer);
    }
    MemoryDisk whole = new MemoryDisk();
    try (SegmentedLog log = log(whole, SETTINGS, 100)) {
      take(log, meta(60, 1), content(60, LENGTH));
    }
    whole.bytes(newer)[600] ^= 1;
    try (SegmentedLog log = SegmentedLog.open(whole, SETTINGS)) {
      assertThat(log.recovered().snapshot()).isNull();
      assertThat(log.recovered().lastIndex()).isEqualTo(100);
      assertThat(whole.list()).doesNotContain(newer);
    }
  }

  /** B37: a crash at any point of an install that meets a conflicting log. */
  @Test
  void b37ACrashInsideAnInstallLeavesTheOldLogOrTheSnapshot() throws IOException {
    State old = State.EMPTY.with(new HardState(1, 1));
    for (long index = 1; index <= 100; index++) {
      old = old.with(command(index, 1, "x".repeat(100)));
    }
    State installed = old.with(meta(80, 3));
    List<Operation> operations = new ArrayList<>();
    MemoryDisk again;
    try (SegmentedLog log = log(disk, SETTINGS, 100)) {
      again = disk.copy();
      disk.listen(operation -> {
        if (operation.changes()) {
          operations.add(operation);
        }
      });
      take(log, meta(80, 3), content(80, LENGTH));
      log.append(new HardState(3, 0), new LogStart(80, 3), List.of());
      log.sync();
    }
    boolean committed = false;
    for (Operation operation : operations) {
      again.redo(operation);
      committed |= operation instanceof Operation.SyncNames;
      List<MemoryDisk> left = new ArrayList<>(CrashPointsTest.cuts(again));
      left.add(again.copy());
      for (MemoryDisk one : left) {
        State state;
        try (SegmentedLog log = SegmentedLog.open(one, SETTINGS)) {
          state = State.of(log);
          assertThat(state).as("after %s", operation).isIn(old, installed);
          assertThat(state.equals(installed) || !committed).as("after %s", operation).isTrue();
        }
        try (SegmentedLog log = SegmentedLog.open(one.powerCut(Fate.ALL_LOST), SETTINGS)) {
          assertThat(State.of(log)).as("after %s, twice", operation).isEqualTo(state);
        }
      }
    }
    assertThat(operations).anyMatch(Operation.Delete.class::isInstance);
  }

  /** What is kept lies between what was asked for and one segment more. */
  @Test
  void enoughIsKeptForThoseWhoAreALittleBehind() throws IOException {
    try (SegmentedLog log = discarded()) {
      int recordBytes = LogRecord.HEAD_BYTES + 100;
      for (long upTo = 51; upTo <= 100; upTo++) {
        for (long kept = 0; kept < 70L * recordBytes; kept += 77) {
          long index = log.discardableIndex(upTo, kept);
          assertThat(index).isBetween(50L, upTo);
          long exact = upTo - (kept + recordBytes - 1) / recordBytes;
          assertThat(index).isBetween(Math.max(50, exact - 5), Math.max(50, exact + 5));
        }
        assertThat(log.discardableIndex(upTo, 0)).isEqualTo(upTo);
        assertThat(log.discardableIndex(upTo, Long.MAX_VALUE)).isEqualTo(50);
      }
      assertThat(log.discardableIndex(200, 0)).isEqualTo(100);
      assertThat(log.discardableIndex(40, 0)).isEqualTo(40);
    }
  }

  @Test
  void aListingShowsStartsAndSnapshots() throws IOException {
    discarded().close();
    List<LogItem> items = new ArrayList<>();
    LogScanner.of(disk).cat(items::add);
    assertThat(items)
        .filteredOn(LogItem.StartMoved.class::isInstance)
        .singleElement()
        .isEqualTo(
            new LogItem.StartMoved(
                segments().getLast(), startOffset(), new LogStart(50, 1), false));
    assertThat(items.getLast())
        .isEqualTo(
            new LogItem.SnapshotFound(
                SnapshotHeader.fileName(meta(60, 1)),
                0,
                meta(60, 1),
                512 + 4 * 16 + LENGTH + 44 + 32));
    assertThat(LogScanner.of(disk).verify())
        .isEqualTo(
            new LogScanner.Verdict(
                segments().size(),
                new LogStart(50, 1),
                100,
                new HardState(1, 1),
                meta(60, 1),
                List.of()));
  }

  /** Of the version before there was a start: it holds everything from entry 1 on. */
  @Test
  void aLogOfTheFirstVersionIsReadAndALaterOneIsRefusedAsSuch() throws IOException {
    log(disk, SETTINGS, 20).close();
    for (String name : segments()) {
      setVersion(disk, name, 1);
    }
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      assertThat(State.of(log).entries()).hasSize(20);
      assertThat(log.start()).isEqualTo(LogStart.ORIGIN);
    }
    setVersion(disk, SegmentHeader.fileName(1), 3);
    assertDamaged(
        disk, SegmentHeader.fileName(1), "format version 3, and this program reads 1 to 2");
  }

  private static void setVersion(MemoryDisk disk, String name, int version) {
    ByteBuffer file = ByteBuffer.wrap(disk.bytes(name)).putInt(12, version);
    file.putInt(8, new Checksum(0, 0).of(file, 12, SegmentHeader.BYTES));
  }

  private long startOffset() throws IOException {
    ByteBuffer file = ByteBuffer.wrap(disk.bytes(segments().getLast()));
    long[] offset = {0};
    new SegmentScan(SegmentHeader.decode(file), file)
        .run((record, bytes) -> {
          offset[0] = record.kind() == LogRecord.START ? record.offset() : offset[0];
          return null;
        });
    return offset[0];
  }

  private static byte[] snapshotFile(SnapshotMeta meta) throws IOException {
    MemoryDisk other = new MemoryDisk();
    try (SegmentedLog log = log(other, SETTINGS, 100)) {
      take(log, meta, content(meta.index(), LENGTH));
    }
    return other.bytes(SnapshotHeader.fileName(meta)).clone();
  }

  private static void assertDamaged(MemoryDisk disk, String file, String... texts)
      throws IOException {
    disk.listen(operation -> {
      if (operation.changes()) {
        throw new AssertionError(operation.toString());
      }
    });
    assertThatThrownBy(() -> SegmentedLog.open(disk, SETTINGS))
        .isInstanceOfSatisfying(
            DamagedLogException.class, e -> assertThat(e.file()).isEqualTo(file))
        .hasMessageContainingAll(texts);
    disk.listen(operation -> {});
    LogScanner.Verdict verdict = LogScanner.of(disk).verify();
    assertThat(verdict.sound()).isFalse();
    assertThat(verdict.findings()).extracting(LogItem::file).contains(file);
  }
}
