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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that returns errors: at every operation of a run, in turn. */
class DiskFaultTest {
  private static final int SYNCS = 14;

  /** What a failing operation has done before it fails. */
  enum Done {
    NOTHING,
    HALF,
    ALL
  }

  /**
   * An error at every operation: no false acknowledgement, nothing more is taken, a restart finds
   * all (rule D5).
   */
  @ParameterizedTest
  @EnumSource
  void anErrorAtEveryOperationStopsTheLogAndLosesNothing(Done done) throws IOException {
    anErrorAtEveryOperation(done, false);
  }

  /** The same while snapshots are taken and received, and segments deleted. */
  @ParameterizedTest
  @EnumSource
  void anErrorAtEveryOperationLosesNoSnapshot(Done done) throws IOException {
    anErrorAtEveryOperation(done, true);
  }

  private static void anErrorAtEveryOperation(Done done, boolean snapshots) throws IOException {
    int failures = 0;
    for (int at = 0; ; at++) {
      Workload workload = Workload.on(snapshots ? 3 : 7, snapshots);
      Failing failing = new Failing(workload.disk, at, done);
      workload.disk.listen(failing);
      try (SegmentedLog log = SegmentedLog.open(workload.disk, Workload.SETTINGS)) {
        for (int i = 0; i < SYNCS; i++) {
          workload.step(log);
        }
      } catch (IOException e) {
        assertThat(e).as("operation %d", at).hasMessage("input/output error");
      }
      if (!failing.failed) {
        break;
      }
      failures++;
      workload.disk.listen(operation -> {});
      assertRecovers(workload, workload.disk.copy(), "restart after operation " + at);
      assertRecovers(workload, workload.disk.powerCut(Fate.ALL_LOST), "power cut after " + at);
      assertRecovers(workload, workload.disk.powerCut(Fate.STRIPES), "power cut after " + at);
    }
    assertThat(failures).isGreaterThan(60);
  }

  @Test
  void afterAnErrorEveryCallThrowsAndTheDiskIsLeftAlone() throws IOException {
    Workload workload = Workload.on(7, false);
    try (SegmentedLog log = SegmentedLog.open(workload.disk, Workload.SETTINGS)) {
      workload.step(log);
      workload.disk.listen(operation -> {
        if (operation instanceof Operation.Sync) {
          throw new IOException("input/output error");
        }
      });
      assertThatThrownBy(() -> workload.step(log)).hasMessage("input/output error");
      // A sync that is asked for again would succeed on most systems, and prove nothing.
      workload.disk.listen(operation -> {
        throw new AssertionError(operation.toString());
      });
      assertStopped(log::sync);
      assertStopped(() -> log.append(null, List.of()));
      assertStopped(() -> log.read(1, 100));
    }
  }

  @Test
  void anErrorOfAColdReadDoesNotStopTheLog() throws IOException {
    Workload workload = Workload.on(7, false);
    try (SegmentedLog log = SegmentedLog.open(workload.disk, Workload.SETTINGS)) {
      for (int i = 0; i < SYNCS; i++) {
        workload.step(log);
      }
      workload.disk.listen(operation -> {
        if (operation instanceof Operation.Read) {
          throw new IOException("input/output error");
        }
      });
      assertThatThrownBy(() -> log.read(1, 100)).hasMessage("input/output error");
      workload.disk.listen(operation -> {});
      workload.step(log);
      assertThat(log.read(1, 100)).isNotEmpty();
    }
  }

  @Test
  void damageFoundByAReadNamesFileOffsetAndIndex() throws IOException {
    Workload workload = Workload.on(7, false);
    try (SegmentedLog log = SegmentedLog.open(workload.disk, Workload.SETTINGS)) {
      for (int i = 0; i < SYNCS; i++) {
        workload.step(log);
      }
      byte[] bytes = workload.disk.bytes("0000000001.segment");
      int first = SegmentHeader.BYTES + BatchFrame.HEAD_BYTES + LogRecord.HEAD_BYTES;
      bytes[first + 20] ^= 4;
      assertThatThrownBy(() -> log.read(1, 100_000))
          .isInstanceOfSatisfying(
              DamagedLogException.class,
              e -> {
                assertThat(e.file()).isEqualTo("0000000001.segment");
                assertThat(e.index()).isEqualTo(1);
                assertThat(e.offset()).isEqualTo(first);
              });
    }
  }

  /**
   * A full disk at every operation: a clear error, nothing lost, and the log goes on when there is
   * room again.
   */
  @Test
  void aFullDiskAtEveryOperationLosesNothingAndTheLogGoesOn() throws IOException {
    int refused = 0;
    for (int at = 0; at < 400; at++) {
      Workload workload = Workload.on(11, false);
      Full full = new Full(at);
      workload.disk.listen(full);
      SegmentedLog log;
      try {
        log = SegmentedLog.open(workload.disk, Workload.SETTINGS);
      } catch (DiskFullException e) {
        refused++;
        workload.disk.listen(operation -> {});
        assertRecovers(workload, workload.disk.copy(), "restart after " + at);
        continue;
      }
      for (int i = 0; i < SYNCS; i++) {
        try {
          workload.step(log);
        } catch (DiskFullException e) {
          refused++;
          assertThat(e).hasMessageContaining("Free some space");
          assertThat(workload.allowed(State.of(log).entries())).isTrue();
          assertRecovers(workload, workload.disk.copy(), "restart after " + at);
          assertThatThrownBy(log::sync).isInstanceOf(DiskFullException.class);
          full.freed = true;
          log.sync();
          assertThat(State.of(log).entries()).isEqualTo(workload.states.getLast().entries());
        }
      }
      log.close();
      assertRecovers(workload, workload.disk.copy(), "restart after " + at);
    }
    assertThat(refused).isGreaterThan(10);
  }

  private static void assertStopped(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(FailedLogException.class)
        .hasMessageContaining("input/output error")
        .hasMessageContaining("restart");
  }

  private static void assertRecovers(Workload workload, MemoryDisk disk, String when)
      throws IOException {
    State state;
    try (SegmentedLog log = SegmentedLog.open(disk, Workload.SETTINGS)) {
      state = State.of(log);
      assertThat(workload.allowed(state)).as(when).isTrue();
    }
    // What the start gave back survives a power cut at once, whatever the failed sync left in the
    // cache (rule D6).
    try (SegmentedLog log = SegmentedLog.open(disk.powerCut(Fate.ALL_LOST), Workload.SETTINGS)) {
      assertThat(State.of(log)).as(when).isEqualTo(state);
    }
  }

  private static final class Failing implements MemoryDisk.Listener {
    private final MemoryDisk disk;
    private final int at;
    private final Done done;
    private int count;
    private boolean failed;

    private Failing(MemoryDisk disk, int at, Done done) {
      this.disk = disk;
      this.at = at;
      this.done = done;
    }

    @Override
    public void before(Operation operation) throws IOException {
      if (count++ != at) {
        return;
      }
      failed = true;
      if (operation instanceof Operation.Write write && done != Done.NOTHING) {
        int length = write.bytes().length();
        disk.redo(operation, done == Done.ALL ? length : length / 2);
      } else if (operation instanceof Operation.Sync sync) {
        // The system shows the bytes from now on, and the disk has them, a part of them, or never
        // gets them.
        if (done == Done.ALL) {
          disk.redo(operation);
        } else {
          disk.forgetUnsynced(sync.file());
        }
      } else if (operation.changes() && done == Done.ALL) {
        disk.redo(operation);
      }
      throw new IOException("input/output error");
    }
  }

  /** Lets no file grow and makes no file, from one operation on until there is room again. */
  private static final class Full implements MemoryDisk.Listener {
    private final int from;
    private final Map<Integer, Long> sizes = new HashMap<>();
    private int count;
    private boolean freed;

    private Full(int from) {
      this.from = from;
    }

    @Override
    public void before(Operation operation) throws IOException {
      boolean full = count++ >= from && !freed;
      if (operation instanceof Operation.Create && full) {
        throw new DiskFullException("no space left on device");
      }
      if (operation instanceof Operation.Write write) {
        long end = write.position() + write.bytes().length();
        if (end > sizes.getOrDefault(write.file(), 0L)) {
          if (full) {
            throw new DiskFullException("no space left on device");
          }
          sizes.put(write.file(), end);
        }
      }
    }
  }

  @Test
  void anEntryOfTheGreatestLengthFitsAndOneByteMoreDoesNot() throws IOException {
    LogSettings settings = Workload.SETTINGS.withSizes(4096, 4096 - LogSettings.ROOM_BYTES);
    MemoryDisk disk = new MemoryDisk();
    Entry greatest = entry(1, settings.recordBytesMax());
    try (SegmentedLog log = SegmentedLog.open(disk, settings)) {
      log.append(new HardState(1, 0), List.of(greatest));
      log.sync();
      assertThatThrownBy(() -> log.append(null, List.of(entry(2, settings.recordBytesMax() + 1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("2049 bytes, and the most is 2048");
      assertThat(log.read(1, 1)).containsExactly(greatest);
    }
    try (SegmentedLog log = SegmentedLog.open(disk, settings)) {
      assertThat(log.read(1, 1)).containsExactly(greatest);
    }
  }

  private static Entry entry(long index, int length) {
    return new Entry(index, 1, EntryKind.COMMAND, Bytes.wrap(new byte[length]));
  }
}
