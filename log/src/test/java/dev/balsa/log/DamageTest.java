package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.balsa.log.faults.MemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Rot, as opposed to a crash: whatever the damage, a log either opens with all that was
 * acknowledged or is refused with file, offset and index; and the scanner says the same as the
 * opening.
 */
class DamageTest {
  private static final int SECTOR_BYTES = 512;
  private static final LogSettings SETTINGS = Workload.SETTINGS;

  private static Workload workload;

  @BeforeAll
  static void run() throws IOException {
    workload = Workload.run(4, 9);
    assertThat(segments(workload.disk)).hasSizeGreaterThan(3);
  }

  @Test
  void aFlippedBitAtEveryByteIsRefusedOrInTheUncountedTail() throws IOException {
    for (String name : segments(workload.disk)) {
      int used = usedBytes(name);
      for (int at = 0; at < 4096; at++) {
        int bit = at % 8;
        int position = at;
        Throwable refusal = openDamaged(disk -> disk.bytes(name)[position] ^= (byte) (1 << bit));
        boolean counts = at < used;
        // The first sector behind the end might be a batch whose head was hit, so it is not trusted
        // either.
        if (counts || at >= used + SECTOR_BYTES) {
          assertThat(refusal != null)
              .as("%s: bit %d of byte %d flipped, %d bytes used", name, bit, at, used)
              .isEqualTo(counts);
        }
        if (refusal instanceof DamagedLogException damage) {
          assertThat(damage.file()).isIn(name, nextName(name));
          assertThat(damage.offset())
              .isBetween(damage.file().equals(name) ? at - 2048L : 0L, (long) at);
          assertThat(damage.index()).isBetween(1L, highestIndex() + 1);
        }
      }
    }
  }

  @Test
  void aSectorOrPageThatReadsAsZeroIsRefused() throws IOException {
    for (String name : segments(workload.disk)) {
      for (int length : List.of(SECTOR_BYTES, 4096)) {
        for (int at = 0; at < usedBytes(name); at += length) {
          int from = at;
          assertThat(
                  openDamaged(disk -> Arrays.fill(disk.bytes(name), from, from + length, (byte) 0)))
              .as("%s: %d zeros at %d", name, length, at)
              .isInstanceOf(DamagedLogException.class);
        }
      }
    }
  }

  @Test
  void aSectorThatWasNeverWrittenAfterAllIsRefusedUnlessItLooksTornAtTheVeryEnd()
      throws IOException {
    List<String> names = segments(workload.disk);
    for (String name : names) {
      boolean last = name.equals(names.getLast());
      boolean secondLast = name.equals(names.get(names.size() - 2));
      for (int at = SECTOR_BYTES; at < usedBytes(name); at += SECTOR_BYTES) {
        // The stated limit of rule D2; and the newest end mark may be missing, it is written after
        // its successor.
        boolean looksTorn = (last || secondLast) && at >= lastBatch(name);
        int from = at;
        Throwable refusal =
            openDamaged(
                disk -> {
                  ByteBuffer sector = ByteBuffer.wrap(disk.bytes(name), from, SECTOR_BYTES);
                  new Sectors(SETTINGS.owner(), SegmentHeader.idOf(name)).fill(sector);
                },
                last && looksTorn);
        assertThat(refusal == null).as("%s: lost sector at %d", name, at).isEqualTo(looksTorn);
      }
    }
  }

  @Test
  void aSectorOfAnotherPlaceIsAcceptedNowhere() throws IOException {
    List<String> names = segments(workload.disk);
    for (String from : names) {
      for (int source = 0; source < usedBytes(from); source += SECTOR_BYTES) {
        byte[] sector =
            Arrays.copyOfRange(workload.disk.bytes(from), source, source + SECTOR_BYTES);
        for (String to : names) {
          for (int target = 0; target < 4096; target += SECTOR_BYTES) {
            int place = target;
            openDamaged(disk -> System.arraycopy(sector, 0, disk.bytes(to), place, SECTOR_BYTES));
          }
        }
      }
    }
  }

  @Test
  void twoExchangedSectorsAreRefused() throws IOException {
    for (String name : segments(workload.disk)) {
      for (int at = SECTOR_BYTES; at + SECTOR_BYTES < usedBytes(name); at += SECTOR_BYTES) {
        int first = at;
        assertThat(
                openDamaged(disk -> {
                  byte[] bytes = disk.bytes(name);
                  byte[] moved = Arrays.copyOfRange(bytes, first, first + SECTOR_BYTES);
                  System.arraycopy(bytes, first + SECTOR_BYTES, bytes, first, SECTOR_BYTES);
                  System.arraycopy(moved, 0, bytes, first + SECTOR_BYTES, SECTOR_BYTES);
                }))
            .as("%s: sectors exchanged at %d", name, at)
            .isInstanceOf(DamagedLogException.class);
      }
    }
  }

  @Test
  void aSegmentOfAnotherLengthIsRefused() throws IOException {
    for (String name : segments(workload.disk)) {
      for (int length : List.of(0, 1, 511, 512, 4095, 4097, 8192)) {
        assertThat(openDamaged(disk -> disk.resize(name, length)))
            .as("%s: %d bytes long", name, length)
            .isInstanceOf(DamagedLogException.class)
            .hasMessageContaining(name);
      }
    }
  }

  /** B40: a hole between what is there and what must be there. */
  @Test
  void aMissingSegmentIsRefusedByName() throws IOException {
    for (String name : segments(workload.disk)) {
      assertThat(openDamaged(disk -> assertThatDeletes(disk, name)))
          .as("%s is missing", name)
          .isInstanceOf(DamagedLogException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("missing");
    }
  }

  /**
   * The newest end mark may be missing, but then the segment must reach as far as the next one
   * says.
   */
  @Test
  void aSegmentThatEndsTooEarlyIsRefused() throws IOException {
    List<String> names = segments(workload.disk);
    String secondLast = names.get(names.size() - 2);
    int mark = lastBatch(secondLast);
    Sectors sectors = new Sectors(SETTINGS.owner(), SegmentHeader.idOf(secondLast));
    for (int at = SECTOR_BYTES; at < mark; at += SECTOR_BYTES) {
      int from = at;
      assertThat(
              openDamaged(disk ->
                  sectors.fill(
                      ByteBuffer.wrap(disk.bytes(secondLast), from, mark + SECTOR_BYTES - from))))
          .isInstanceOf(DamagedLogException.class)
          .hasMessageContaining("it does not continue where " + secondLast + " ends");
    }
  }

  @Test
  void aSegmentUnderTheNameOfAnotherIsRefused() throws IOException {
    List<String> names = segments(workload.disk);
    for (String from : names) {
      for (String to : names) {
        if (!from.equals(to)) {
          assertThat(openDamaged(disk -> disk.put(to, workload.disk.bytes(from))))
              .isInstanceOf(DamagedLogException.class);
        }
      }
    }
  }

  @Test
  void aSegmentOfAnotherDirectoryIsRefusedAsSuch() throws IOException {
    MemoryDisk foreign = workload.disk.copy();
    assertThatThrownBy(() -> SegmentedLog.open(foreign, SETTINGS.withOwner(8)))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("written by data directory 0000000000000007")
        .hasMessageContaining("this is 0000000000000008");
  }

  @Test
  void aLogOfAnotherGroupIsRefused() {
    LogSettings other = new LogSettings(4096, 1800, 1024, 400, 4, 7);
    assertThatThrownBy(() -> SegmentedLog.open(workload.disk.copy(), other))
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining("group 3, not 4");
  }

  @Test
  void aRefusalChangesNothing() throws IOException {
    MemoryDisk disk = workload.disk.copy();
    String name = segments(disk).get(1);
    disk.bytes(name)[700] ^= 1;
    disk.put("0000000099.segment.new", new byte[5]);
    disk.listen(operation -> {
      if (operation.changes()) {
        throw new AssertionError(operation.toString());
      }
    });
    assertThatThrownBy(() -> SegmentedLog.open(disk, SETTINGS))
        .isInstanceOf(DamagedLogException.class);
  }

  private static Throwable openDamaged(Consumer<MemoryDisk> damage) throws IOException {
    return openDamaged(damage, false);
  }

  /** Why the log is refused; null if it opened with all that was acknowledged. */
  private static Throwable openDamaged(Consumer<MemoryDisk> damage, boolean mayLoseLastBatch)
      throws IOException {
    MemoryDisk disk = workload.disk.copy();
    damage.accept(disk);
    LogScanner.Verdict verdict = LogScanner.of(disk).verify();
    Throwable refusal =
        catchThrowable(() -> {
          try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
            State state = State.of(log);
            if (!mayLoseLastBatch) {
              assertThat(state).isEqualTo(workload.acked());
            }
            assertThat(verdict.lastIndex()).isEqualTo(log.lastIndex());
          }
        });
    if (refusal != null) {
      assertThat(refusal).isInstanceOf(DamagedLogException.class);
    }
    assertThat(verdict.sound()).as("%s", verdict).isEqualTo(refusal == null);
    return refusal;
  }

  private static void assertThatDeletes(MemoryDisk disk, String name) {
    assertThat(catchThrowable(() -> disk.delete(name))).isNull();
  }

  static List<String> segments(MemoryDisk disk) throws IOException {
    return disk.list().stream().filter(name -> SegmentHeader.idOf(name) > 0).toList();
  }

  private static String nextName(String name) {
    return SegmentHeader.fileName(SegmentHeader.idOf(name) + 1);
  }

  /** How much of a segment was ever written. */
  private static int usedBytes(String name) {
    byte[] bytes = workload.disk.bytes(name);
    Sectors sectors = new Sectors(SETTINGS.owner(), SegmentHeader.idOf(name));
    int used = bytes.length;
    ByteBuffer file = ByteBuffer.wrap(bytes);
    while (sectors.untouched(file, used - SECTOR_BYTES, used)) {
      used -= SECTOR_BYTES;
    }
    return used;
  }

  private static long highestIndex() {
    return workload.states.stream().mapToLong(state -> state.entries().size()).max().orElse(0);
  }

  private static int lastBatch(String name) {
    ByteBuffer file = ByteBuffer.wrap(workload.disk.bytes(name));
    int last = 0;
    for (int at = SECTOR_BYTES; at < 4096; at += SECTOR_BYTES) {
      long id = SegmentHeader.idOf(name);
      if (BatchFrame.decode(file, at, new Checksum(SETTINGS.owner(), id)) != null) {
        last = at;
      }
    }
    return last;
  }
}
