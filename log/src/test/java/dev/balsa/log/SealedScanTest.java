package dev.balsa.log;

import static dev.balsa.log.SegmentedLogTest.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.HardState;
import dev.balsa.core.LogStart;
import dev.balsa.log.faults.MemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checking a sealed segment a piece at a time says what checking all of it at once says. */
class SealedScanTest {
  private static final LogSettings SETTINGS = Workload.SETTINGS;

  private byte[] segment = new byte[0];

  /** A sealed segment with batches of many records, payloads of all lengths, and every kind. */
  @BeforeEach
  void writeASegment() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      log.append(new HardState(1, 1), List.of());
      log.append(null, List.of(command(1, 1, ""), command(2, 1, "a"), command(3, 1, "bc")));
      log.sync();
      SnapshotsTest.take(log, SnapshotsTest.meta(2, 1), SnapshotsTest.content(2, 10));
      log.append(new HardState(2, 1), new LogStart(2, 1), List.of(command(4, 2, "x".repeat(600))));
      log.sync();
      long index = 5;
      while (disk.list().stream().filter(name -> name.endsWith(".segment")).count() < 2) {
        log.append(null, List.of(command(index, 2, "y".repeat((int) index * 7))));
        log.sync();
        index++;
      }
    }
    segment = disk.bytes(SegmentHeader.fileName(1)).clone();
  }

  private boolean isSound(byte[] file, int pieceBytes) {
    SealedScan scan = new SealedScan(SETTINGS, 1, file.length);
    for (int at = 0; at < file.length; at += pieceBytes) {
      scan.add(ByteBuffer.wrap(file, at, Math.min(pieceBytes, file.length - at)));
    }
    return scan.isSound();
  }

  private static boolean isSoundAsAWhole(byte[] bytes) {
    ByteBuffer file = ByteBuffer.wrap(bytes);
    if (SegmentHeader.complaint(file) != null) {
      return false;
    }
    SegmentHeader header = SegmentHeader.decode(file);
    return header.id() == 1
        && header.owner() == SETTINGS.owner()
        && header.group() == SETTINGS.group()
        && new SegmentScan(header, file).run((record, all) -> null)
            instanceof SegmentScan.End.Sealed(int offset, long nextId)
        && nextId == 2
        && offset > 0;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 36, 512, 1000, 1 << 20})
  void whatWasWrittenIsSoundWhereverItIsCut(int pieceBytes) {
    assertThat(isSound(segment, pieceBytes)).isTrue();
  }

  @Test
  void everyFlippedBitIsSeenExactlyIfTheWholeFileShowsIt() {
    int seen = 0;
    for (int at = 0; at < segment.length; at++) {
      segment[at] ^= (byte) (1 << (at % 8));
      boolean sound = isSound(segment, 1 + at % 700);
      assertThat(sound).as("byte %d", at).isEqualTo(isSoundAsAWhole(segment));
      seen += sound ? 0 : 1;
      segment[at] ^= (byte) (1 << (at % 8));
    }
    assertThat(seen).isGreaterThan(segment.length / 2);
  }

  @Test
  void aFileThatEndsTooSoonIsNotSound() {
    List<Integer> sound = new ArrayList<>();
    for (int length = 0; length < segment.length; length++) {
      if (isSound(Arrays.copyOf(segment, length), 512)) {
        sound.add(length);
      }
    }
    assertThat(sound).isEmpty();
    SealedScan stopped = new SealedScan(SETTINGS, 1, segment.length);
    stopped.add(ByteBuffer.wrap(segment, 0, segment.length / 2));
    assertThat(stopped.isSound()).isFalse();
  }

  @Test
  void aSegmentOfAnotherLogIsNotSound() {
    assertThat(soundFor(SETTINGS, 1)).isTrue();
    assertThat(soundFor(SETTINGS, 2)).isFalse();
    assertThat(soundFor(SETTINGS.withOwner(SETTINGS.owner() + 1), 1)).isFalse();
    assertThat(soundFor(SETTINGS.withGroup(SETTINGS.group() + 1), 1)).isFalse();
  }

  private boolean soundFor(LogSettings settings, long id) {
    SealedScan scan = new SealedScan(settings, id, segment.length);
    scan.add(ByteBuffer.wrap(segment));
    return scan.isSound();
  }
}
