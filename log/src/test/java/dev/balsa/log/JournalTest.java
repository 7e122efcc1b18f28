package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.log.faults.Fate;
import dev.balsa.log.faults.MemoryDisk;
import dev.balsa.log.faults.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The journal that the logs of many groups share. */
class JournalTest {
  private final MemoryDisk disk = new MemoryDisk();
  private final List<Operation> operations = new ArrayList<>();

  private void record() {
    disk.listen(operations::add);
  }

  private long syncs() {
    return operations.stream().filter(each -> each instanceof Operation.Sync).count();
  }

  private static void append(SegmentedLog log, int bytes) throws IOException {
    boolean first = log.lastIndex() == 0;
    log.append(
        first ? new HardState(1, 1) : null,
        List.of(new Entry(log.lastIndex() + 1, 1, EntryKind.COMMAND, Bytes.wrap(new byte[bytes]))));
  }

  @Test
  void whoeverComesWhileASyncIsUnderWaySharesTheNextOne() throws Exception {
    try (Journaled all = Journaled.open(disk)) {
      SegmentedLog one = all.logs.get(0);
      SegmentedLog two = all.logs.get(1);
      SegmentedLog three = all.openLog(5);
      append(one, 10);
      append(two, 10);
      append(three, 10);
      CountDownLatch others = new CountDownLatch(2);
      AtomicBoolean held = new AtomicBoolean();
      AtomicInteger syncs = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      disk.listen(operation -> {
        if (operation instanceof Operation.Sync) {
          syncs.incrementAndGet();
          if (held.compareAndSet(false, true)) {
            for (SegmentedLog log : List.of(two, three)) {
              threads.add(syncing(log, others, failures));
            }
            awaitAll(others, threads);
          }
        }
      });
      one.sync();
      for (Thread thread : threads) {
        thread.join();
      }
      disk.listen(operation -> {});
      assertThat(failures).isEmpty();
      assertThat(syncs).as("the first one, and one for the two others").hasValue(2);
      three.close();
    }
    try (Journaled again = Journaled.open(disk.powerCut(Fate.ALL_LOST))) {
      assertThat(again.logs).allMatch(log -> log.durableIndex() == 1);
      try (SegmentedLog three = again.openLog(5)) {
        assertThat(three.durableIndex()).isEqualTo(1);
      }
    }
  }

  private static Thread syncing(SegmentedLog log, CountDownLatch begins, List<Throwable> failures) {
    return Thread.ofPlatform()
        .start(() -> {
          begins.countDown();
          try {
            log.sync();
          } catch (IOException | RuntimeException e) {
            failures.add(e);
          }
        });
  }

  /** Until they wait for the sync under way. */
  private static void awaitAll(CountDownLatch begun, List<Thread> threads) {
    try {
      begun.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    while (!threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void oneSyncIsEnoughForWhatALogAppends() throws IOException {
    try (Journaled all = Journaled.open(disk)) {
      record();
      append(all.logs.get(0), 10);
      all.logs.get(0).sync();
      assertThat(syncs()).isEqualTo(1);
    }
  }

  @Test
  void itIsShortenedAgainAndAgain() throws IOException {
    try (Journaled all = Journaled.open(disk)) {
      for (int i = 0; i < 200; i++) {
        append(all.logs.get(i % 2), 1000);
        all.logs.get(i % 2).sync();
        assertThat(Journaled.segments(disk)).isLessThanOrEqualTo(3 * Checkpoint.SEGMENTS);
      }
    }
    try (Journaled again = Journaled.open(disk.powerCut(Fate.ALL_LOST))) {
      assertThat(again.logs).allMatch(log -> log.durableIndex() == 100);
      assertThat(again.journal.redone()).isBetween(1, 100);
    }
  }

  /** A part of the journal that a crash left behind must not come over what was written since. */
  @Test
  void whatWasCutOffInTheMiddleIsNeverRedone() throws IOException {
    for (int sectors = 0; sectors <= 6; sectors++) {
      MemoryDisk cut = tornAfter(sectors);
      try (Journaled all = Journaled.open(cut)) {
        SegmentedLog log = all.logs.get(0);
        assertThat(log.durableIndex()).isEqualTo(2);
        append(log, 10);
        log.sync();
      }
      try (Journaled again = Journaled.open(cut.powerCut(Fate.ALL_LOST))) {
        assertThat(again.logs.get(0).durableIndex()).isEqualTo(3);
      }
    }
  }

  /**
   * Two entries are synced; of two more, in a part each, only some sectors of the first part have
   * come to the journal's file, and none to the log's.
   */
  private static MemoryDisk tornAfter(int sectorsKept) throws IOException {
    MemoryDisk disk = new MemoryDisk();
    SegmentedLog log = Journaled.open(disk).logs.get(0);
    append(log, 100);
    append(log, 100);
    log.sync();
    append(log, 900);
    append(log, 900);
    disk.listen(operation -> {
      if (operation instanceof Operation.Sync) {
        throw new IOException("the power goes");
      }
    });
    assertThatThrownBy(log::sync).hasMessage("the power goes");
    return disk.powerCut(
        new Fate() {
          // The first write that the log's file has not synced is that of the two entries.
          @Override
          public boolean keeps(int write, int sector, int sectors) {
            return write == 0 && sector < sectorsKept;
          }

          @Override
          public int namesKept(int changes) {
            return changes;
          }
        });
  }

  @Test
  void aFullDiskSyncsTheFilesThemselvesAndHeals() throws IOException {
    AtomicBoolean full = new AtomicBoolean();
    try (Journaled all = Journaled.open(disk)) {
      SegmentedLog log = all.logs.get(0);
      disk.listen(operation -> {
        operations.add(operation);
        if (full.get() && operation instanceof Operation.Create) {
          throw new DiskFullException("no room");
        }
      });
      full.set(true);
      // More than the journal has room for, in few segments of the log.
      int appended = 0;
      for (; !log.isFull() || log.roomBytes() > 1024; appended++) {
        append(log, 10);
        log.sync();
      }
      MemoryDisk cut = disk.powerCut(Fate.ALL_LOST);
      cut.listen(operation -> {});
      try (Journaled again = Journaled.open(cut)) {
        assertThat(again.logs.get(0).durableIndex()).isEqualTo(appended);
      }
      full.set(false);
      assertThat(log.makeRoom()).isTrue();
      for (int i = 0; i < 200; i++) {
        append(log, 10);
        log.sync();
      }
      try (Journaled again = Journaled.open(disk.powerCut(Fate.ALL_LOST))) {
        assertThat(again.logs.get(0).durableIndex()).isEqualTo(appended + 200);
        assertThat(again.journal.redone()).isPositive();
      }
    }
  }

  /** Rule D5: what was not synced for certain is not forgotten, however often it is tried. */
  @Test
  void aFailedSyncOfAFileEndsIt() throws IOException {
    int[] synced = {0};
    int[] segment = {0};
    disk.listen(operation -> {
      if (operation instanceof Operation.Create create && create.name().startsWith("3.0")) {
        segment[0] = create.file();
      }
    });
    Journaled all = Journaled.open(disk);
    disk.listen(operation -> {
      if (operation instanceof Operation.Sync sync && sync.file() == segment[0]) {
        throw new IOException("the disk is broken");
      }
    });
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 200; i++) {
                append(all.logs.get(0), 100);
                all.logs.get(0).sync();
                synced[0]++;
              }
            })
        .isInstanceOf(IOException.class);
    append(all.logs.get(1), 100);
    assertThatThrownBy(() -> all.logs.get(1).sync()).hasMessageContaining("the disk is broken");
    try (Journaled again = Journaled.open(disk.powerCut(Fate.ALL_LOST))) {
      assertThat(again.logs.get(0).durableIndex()).isGreaterThanOrEqualTo(synced[0]);
    }
  }
}
