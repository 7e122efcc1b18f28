package dev.balsa.log;

import static dev.balsa.log.SegmentedLogTest.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.log.faults.MemoryDisk;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reading again what is durable. */
class ScrubTest {
  private static final LogSettings SETTINGS = SnapshotsTest.SETTINGS;
  private static final int ENTRIES = 60;
  private static final int CONTENT_BYTES = 3000;

  private final MemoryDisk disk = new MemoryDisk();

  private static long round(Scrub scrub, int bytesMax) throws IOException {
    long sum = 0;
    do {
      int read = scrub.step(bytesMax);
      assertThat(read).isBetween(0, bytesMax);
      sum += read;
    } while (!scrub.isBetweenRounds());
    return sum;
  }

  private List<String> segments() throws IOException {
    return disk.list().stream().filter(name -> name.endsWith(".segment")).toList();
  }

  @Test
  void aRoundReadsEverySealedSegmentAndTheNewestSnapshotOnce() throws IOException {
    try (SegmentedLog log = SnapshotsTest.log(disk, SETTINGS, ENTRIES);
        Scrub scrub = log.scrub()) {
      int sealed = segments().size() - 1;
      assertThat(sealed).isGreaterThan(1);
      assertThat(scrub.isBetweenRounds()).isTrue();
      for (int bytesMax : new int[] {100, 1024, 1 << 20}) {
        assertThat(round(scrub, bytesMax)).isEqualTo(sealed * (long) SETTINGS.segmentBytes());
      }
      SnapshotsTest.take(log, SnapshotsTest.meta(5, 1), SnapshotsTest.content(5, CONTENT_BYTES));
      assertThat(round(scrub, 1000))
          .isEqualTo(sealed * (long) SETTINGS.segmentBytes() + CONTENT_BYTES);
    }
  }

  @Test
  void memoryDoesNotGrowWithTheSegments() throws IOException {
    LogSettings large = SETTINGS.withSizes(8 * Scrub.BUFFER_BYTES, 2 * Scrub.BUFFER_BYTES);
    try (SegmentedLog log = SegmentedLog.open(disk, large);
        Scrub scrub = log.scrub()) {
      log.append(new HardState(1, 1), List.of());
      for (long index = 1; index <= 10; index++) {
        log.append(null, List.of(command(index, 1, "x".repeat(2 * Scrub.BUFFER_BYTES - 100))));
      }
      log.sync();
      int sealed = segments().size() - 1;
      assertThat(sealed).isGreaterThan(1);
      assertThat(scrub.step(Integer.MAX_VALUE)).isEqualTo(Scrub.BUFFER_BYTES);
      int steps = 1;
      while (!scrub.isBetweenRounds()) {
        assertThat(scrub.step(Integer.MAX_VALUE)).isLessThanOrEqualTo(Scrub.BUFFER_BYTES);
        steps++;
      }
      assertThat(steps).as("and one that finds nothing more").isEqualTo(8 * sealed + 1);
    }
  }

  @Test
  void anEmptyLogIsARoundOfNothing() throws IOException {
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS);
        Scrub scrub = log.scrub()) {
      assertThat(scrub.step(1000)).isZero();
      assertThat(scrub.isBetweenRounds()).isTrue();
    }
  }

  @Test
  void aFlippedBitInASealedSegmentIsNamedExactlyIfAStartWouldRefuseIt() throws IOException {
    int found = 0;
    try (SegmentedLog log = SnapshotsTest.log(disk, SETTINGS, ENTRIES)) {
      String second = segments().get(1);
      for (int at = 0; at < SETTINGS.segmentBytes(); at += 13) {
        disk.bytes(second)[at] ^= 4;
        try (Scrub scrub = log.scrub()) {
          Throwable complaint = catchThrowable(() -> round(scrub, 1000));
          Throwable refusal =
              catchThrowable(() -> SegmentedLog.open(disk.copy(), SETTINGS).close());
          assertThat(complaint == null).as("byte %d", at).isEqualTo(refusal == null);
          if (complaint != null) {
            found++;
            assertThat(complaint).isInstanceOf(DamagedLogException.class);
            DamagedLogException damage = (DamagedLogException) complaint;
            assertThat(damage.file()).isEqualTo(second);
            assertThat(damage.offset()).isLessThanOrEqualTo(at);
            assertThat(damage.index()).isBetween(1L, (long) ENTRIES);
          }
        }
        disk.bytes(second)[at] ^= 4;
      }
    }
    assertThat(found).isGreaterThan(50);
  }

  @Test
  void aDamagedSnapshotIsWorseWhenTheLogBeginsAfterIt() throws IOException {
    try (SegmentedLog log = SnapshotsTest.log(disk, SETTINGS, ENTRIES)) {
      SnapshotsTest.take(log, SnapshotsTest.meta(50, 1), SnapshotsTest.content(50, CONTENT_BYTES));
      String file =
          disk.list().stream()
              .filter(name -> name.startsWith("snapshot-"))
              .findFirst()
              .orElseThrow();
      disk.bytes(file)[1500] ^= 1;
      try (Scrub scrub = log.scrub()) {
        assertThatThrownBy(() -> round(scrub, 1000)).isInstanceOf(DamagedSnapshotException.class);
        assertThat(scrub.isBetweenRounds()).isTrue();
        log.append(null, new LogStart(50, 1), List.of());
        log.sync();
        assertThatThrownBy(() -> round(scrub, 1000))
            .isInstanceOf(DamagedLogException.class)
            .hasMessageContaining(file)
            .hasMessageContaining("this one is damaged");
      }
    }
  }

  @Test
  void segmentsThatAreDeletedMeanwhileAreNoNews() throws IOException {
    try (SegmentedLog log = SnapshotsTest.log(disk, SETTINGS, ENTRIES);
        Scrub scrub = log.scrub()) {
      SnapshotsTest.take(log, SnapshotsTest.meta(50, 1), SnapshotsTest.content(50, CONTENT_BYTES));
      scrub.step(100);
      log.append(null, new LogStart(50, 1), List.of());
      log.sync();
      assertThat(round(scrub, 1000)).isPositive();
      assertThat(round(scrub, 1000)).isPositive();
    }
  }

  @Test
  void aSegmentThatIsGoneIsNamed() throws IOException {
    try (SegmentedLog log = SnapshotsTest.log(disk, SETTINGS, ENTRIES);
        Scrub scrub = log.scrub()) {
      String second = segments().get(1);
      disk.delete(second);
      assertThatThrownBy(() -> round(scrub, 1 << 20))
          .isInstanceOf(DamagedLogException.class)
          .hasMessageContaining(second)
          .hasMessageContaining("the segment is missing");
    }
  }
}
