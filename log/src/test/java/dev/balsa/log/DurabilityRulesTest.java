package dev.balsa.log;

import static dev.balsa.log.SegmentedLogTest.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.HardState;
import dev.balsa.log.faults.Fate;
import dev.balsa.log.faults.MemoryDisk;
import dev.balsa.log.faults.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * One test for each rule about what a disk may do to a log; the exhaustive ones are in the classes
 * named by subject.
 */
class DurabilityRulesTest {
  private static final LogSettings SETTINGS = Workload.SETTINGS;
  private static final String SEGMENT = "0000000001.segment";
  private static final int FIRST_BATCH = SegmentHeader.BYTES;

  @Test
  void d1EachRecordsChecksumCoversAllOfItAndItsPlaceInTheStream() {
    Checksum checksum = new Checksum(7, 1);
    ByteBuffer bytes = ByteBuffer.allocate(200);
    LogRecord.encode(bytes, checksum, 99, LogRecord.ENTRY, 1, 0, 5, 6, Bytes.utf8("payload"));
    int end = bytes.position();
    LogRecord record = LogRecord.decode(bytes, 0, end, checksum);
    assertThat(record).isNotNull();
    assertThat(List.of(record.previous(), record.kind(), record.group())).containsExactly(99, 2, 0);
    assertThat(List.of(record.term(), record.index())).containsExactly(5L, 6L);
    for (int bit = 0; bit < 8 * end; bit++) {
      bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ (1 << bit % 8)));
      assertThat(LogRecord.decode(bytes, 0, end, checksum)).as("bit %d", bit).isNull();
      bytes.put(bit / 8, (byte) (bytes.get(bit / 8) ^ (1 << bit % 8)));
    }
    assertThat(LogRecord.decode(bytes, 0, end, new Checksum(7, 2))).isNull();
    assertThat(LogRecord.decode(bytes, 0, end, new Checksum(8, 1))).isNull();
  }

  @Test
  void d1TheHeadOfABatchIsOnlyAcceptedWholeAndInItsPlace() {
    Checksum checksum = new Checksum(7, 1);
    ByteBuffer file = ByteBuffer.allocate(4096);
    BatchFrame frame = new BatchFrame(1024, 5, 40, 512, 99);
    frame.encodeHead(file.slice(1024, 512), checksum);
    assertThat(BatchFrame.decode(file, 1024, checksum)).isEqualTo(frame);
    for (int bit = 0; bit < 8 * BatchFrame.HEAD_BYTES; bit++) {
      int at = 1024 + bit / 8;
      file.put(at, (byte) (file.get(at) ^ (1 << bit % 8)));
      assertThat(BatchFrame.decode(file, 1024, checksum)).as("bit %d", bit).isNull();
      file.put(at, (byte) (file.get(at) ^ (1 << bit % 8)));
    }
    file.put(2048, file, 1024, 512);
    assertThat(BatchFrame.decode(file, 2048, checksum)).isNull();
    assertThat(BatchFrame.decode(file, 1024, new Checksum(7, 2))).isNull();
  }

  /**
   * What an earlier life of the same place held: whole, and for this place, but after other
   * records.
   */
  @Test
  void d1ARecordOrABatchOfAnotherPastIsRefused() throws IOException {
    byte[] other = twoBatches("then").bytes(SEGMENT);
    int second = FIRST_BATCH + BatchFrame.HEAD_BYTES + 2 * LogRecord.HEAD_BYTES + 4;
    MemoryDisk record = twoBatches("now!");
    System.arraycopy(other, second, record.bytes(SEGMENT), second, LogRecord.HEAD_BYTES + 4);
    assertThatThrownBy(() -> SegmentedLog.open(record, SETTINGS))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("a record does not continue the one before it");
    MemoryDisk batch = twoBatches("now!");
    System.arraycopy(other, FIRST_BATCH + 512, batch.bytes(SEGMENT), FIRST_BATCH + 512, 512);
    assertThatThrownBy(() -> SegmentedLog.open(batch, SETTINGS))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("a batch does not continue the one before it");
  }

  private static MemoryDisk twoBatches(String first) throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      log.append(new HardState(1, 2), List.of(command(1, 1, first), command(2, 1, "same")));
      log.sync();
      log.append(null, List.of(command(3, 1, "third")));
      log.sync();
    }
    return disk;
  }

  @Test
  void d2ATornLastBatchIsCut() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      log.append(new HardState(1, 1), List.of(command(1, 1, "acknowledged")));
      log.sync();
      log.append(null, List.of(command(2, 1, "x".repeat(900)), command(3, 1, "y")));
      disk.listen(operation -> {
        if (operation instanceof Operation.Sync) {
          throw new IOException("the power is gone");
        }
      });
      assertThatThrownBy(log::sync).hasMessage("the power is gone");
    }
    for (Fate fate : List.of(Fate.ALL_LOST, Fate.HEAD_LOST, Fate.END_LOST, Fate.STRIPES)) {
      try (SegmentedLog log = SegmentedLog.open(disk.powerCut(fate), SETTINGS)) {
        assertThat(log.lastIndex()).isLessThan(3);
        assertThat(log.read(1, 1)).containsExactly(command(1, 1, "acknowledged"));
      }
    }
  }

  @Test
  void d2AChangedBitInACompleteLastBatchIsNotCut() throws IOException {
    MemoryDisk disk = threeBatches();
    disk.bytes(SEGMENT)[FIRST_BATCH + 2 * 512 + 60] ^= 1;
    assertThatThrownBy(() -> SegmentedLog.open(disk, SETTINGS))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("0000000001.segment at byte 1568, from entry 3 on");
  }

  @Test
  void d2ABadRecordWithAWholeOneBehindItIsNotCut() throws IOException {
    MemoryDisk disk = threeBatches();
    // The second batch looks as if it had never been written, but the third says that it was
    // synced.
    new Sectors(SETTINGS.owner(), 1)
        .fill(ByteBuffer.wrap(disk.bytes(SEGMENT), FIRST_BATCH + 512, 512));
    assertThatThrownBy(() -> SegmentedLog.open(disk, SETTINGS))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("a later batch says that this part was synced");
  }

  @Test
  void d2StatedLimitALastBatchThatTurnedIntoThePatternLooksUnwritten() throws IOException {
    MemoryDisk disk = threeBatches();
    new Sectors(SETTINGS.owner(), 1)
        .fill(ByteBuffer.wrap(disk.bytes(SEGMENT), FIRST_BATCH + 1024, 512));
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      assertThat(log.lastIndex()).isEqualTo(2);
    }
  }

  @Test
  void d3DamageOfWhatWasAcknowledgedSaysWhereAndWhatToDo() throws IOException {
    MemoryDisk disk = threeBatches();
    disk.bytes(SEGMENT)[FIRST_BATCH + 512 + 60] ^= 1;
    assertThatThrownBy(() -> SegmentedLog.open(disk, SETTINGS))
        .isInstanceOfSatisfying(
            DamagedLogException.class,
            e -> {
              assertThat(e.file()).isEqualTo(SEGMENT);
              assertThat(e.offset()).isEqualTo(FIRST_BATCH + 512 + BatchFrame.HEAD_BYTES);
              assertThat(e.index()).isEqualTo(2);
            })
        .hasMessageContaining("join again as a new one")
        .hasMessageContaining("restore a backup")
        .hasMessageContaining("balsa log verify");
  }

  @Test
  void d4TermAndVoteAreInTheSameStreamAsTheEntries() throws IOException {
    LogSettings settings = SETTINGS.withSizes(1 << 16, 1800);
    MemoryDisk disk = threeBatches(settings);
    try (SegmentedLog log = SegmentedLog.open(disk, settings)) {
      assertThat(log.recovered().hardState()).isEqualTo(new HardState(1, 2));
      List<Operation> operations = new ArrayList<>();
      disk.listen(operations::add);
      log.append(new HardState(2, 3), List.of(command(4, 2, "d")));
      log.sync();
      assertThat(operations).hasSize(2);
    }
  }

  @Test
  void d5AFailedSyncIsNeverTriedAgain() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    int[] syncs = {0};
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      disk.listen(operation -> {
        if (operation instanceof Operation.Sync && syncs[0]++ == 0) {
          throw new IOException("input/output error");
        }
      });
      log.append(new HardState(1, 1), List.of(command(1, 1, "a")));
      assertThatThrownBy(log::sync).hasMessage("input/output error");
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(log::sync).isInstanceOf(FailedLogException.class);
      }
    }
    assertThat(syncs[0]).isEqualTo(1);
  }

  @Test
  void d6WhatAStartGivesBackIsDurableAlthoughItsSyncHadFailed() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      disk.listen(operation -> {
        if (operation instanceof Operation.Sync sync) {
          disk.forgetUnsynced(sync.file());
          throw new IOException("input/output error");
        }
      });
      log.append(new HardState(1, 1), List.of(command(1, 1, "only in the cache")));
      assertThatThrownBy(log::sync).hasMessage("input/output error");
    }
    MemoryDisk restarted = disk.copy();
    try (SegmentedLog log = SegmentedLog.open(restarted, SETTINGS)) {
      assertThat(log.lastIndex()).isEqualTo(1);
    }
    try (SegmentedLog log = SegmentedLog.open(restarted.powerCut(Fate.ALL_LOST), SETTINGS)) {
      assertThat(log.read(1, 1)).containsExactly(command(1, 1, "only in the cache"));
    }
  }

  private static MemoryDisk threeBatches() throws IOException {
    return threeBatches(SETTINGS);
  }

  private static MemoryDisk threeBatches(LogSettings settings) throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = SegmentedLog.open(disk, settings)) {
      log.append(new HardState(1, 2), List.of());
      for (Entry entry :
          List.of(command(1, 1, "first"), command(2, 1, "second"), command(3, 1, "third"))) {
        log.append(null, List.of(entry));
        log.sync();
      }
    }
    return disk;
  }
}
