package dev.balsa.log;

import static dev.balsa.log.SegmentedLogTest.command;
import static dev.balsa.log.SnapshotFormatTest.travelling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.balsa.core.Configuration;
import dev.balsa.core.HardState;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.faults.MemoryDisk;
import dev.balsa.log.faults.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotsTest {
  static final LogSettings SETTINGS = Workload.SETTINGS;

  static SnapshotMeta meta(long index, long term) {
    return new SnapshotMeta(index, term, new Configuration(List.of(1L, 2L, 5L)));
  }

  static byte[] content(long index, int length) {
    byte[] bytes = new byte[length];
    new Random(index).nextBytes(bytes);
    return bytes;
  }

  /** A log that holds entries 1 to {@code last} of term 1. */
  static SegmentedLog log(MemoryDisk disk, LogSettings settings, long last) throws IOException {
    SegmentedLog log = SegmentedLog.open(disk, settings);
    log.append(new HardState(1, 1), List.of());
    for (long index = log.lastIndex() + 1; index <= last; index++) {
      log.append(null, List.of(command(index, 1, "x".repeat(100))));
    }
    log.sync();
    return log;
  }

  static void take(SegmentedLog log, SnapshotMeta meta, byte[] content) throws IOException {
    try (SnapshotWriter writer = log.snapshots().create(meta)) {
      writer.write(content);
      writer.commit();
    }
  }

  static byte[] contentOf(Snapshots snapshots) throws IOException {
    try (SnapshotReader reader = snapshots.openNewest()) {
      assertThat(reader.meta()).isEqualTo(snapshots.newest());
      return reader.content().readAllBytes();
    }
  }

  private static List<String> files(MemoryDisk disk) throws IOException {
    return disk.list().stream().filter(name -> name.startsWith("snapshot-")).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 495, 496, 497, 992, 993, 5000})
  void whatWasWrittenIsThereAfterReopening(int length) throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = log(disk, SETTINGS, 7)) {
      assertThat(log.snapshots().newest()).isNull();
      assertThatThrownBy(() -> log.snapshots().openNewest())
          .isInstanceOf(NoSuchFileException.class);
      take(log, meta(5, 1), content(5, length));
      assertThat(log.snapshots().newest()).isEqualTo(meta(5, 1));
      assertThat(contentOf(log.snapshots())).isEqualTo(content(5, length));
    }
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      assertThat(log.recovered().snapshot()).isEqualTo(meta(5, 1));
      assertThat(log.recovered().lastIndex()).isEqualTo(7);
      assertThat(contentOf(log.snapshots())).isEqualTo(content(5, length));
    }
  }

  @Test
  void bytesOneByOneMakeTheSameFile() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    byte[] content = content(5, 1200);
    try (SegmentedLog log = log(disk, SETTINGS, 7)) {
      take(log, meta(5, 1), content);
      byte[] file = disk.bytes(files(disk).getFirst()).clone();
      try (SnapshotWriter writer = log.snapshots().create(meta(5, 1))) {
        for (byte b : content) {
          writer.write(b);
        }
        assertThat(writer.contentBytes()).isEqualTo(1200);
        writer.commit();
      }
      assertThat(disk.bytes(files(disk).getFirst())).isEqualTo(file);
    }
  }

  @Test
  void closingWithoutCommitRemovesIt() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = log(disk, SETTINGS, 7)) {
      SnapshotWriter writer = log.snapshots().create(meta(5, 1));
      writer.write(content(5, 3000));
      assertThat(files(disk)).hasSize(1);
      writer.close();
      writer.close();
      assertThat(files(disk)).isEmpty();
      assertThat(log.snapshots().newest()).isNull();
      assertThatThrownBy(() -> writer.write(1)).hasMessageContaining("given up before");
      assertThatThrownBy(writer::commit).hasMessageContaining("given up before");
    }
  }

  @Test
  void aNewerOneTakesThePlaceOfTheOlderWhichStaysWhileItIsRead() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = log(disk, SETTINGS, 9)) {
      Snapshots snapshots = log.snapshots();
      take(log, meta(3, 1), content(3, 2000));
      SnapshotReader first = snapshots.open(meta(3, 1));
      SnapshotReader second = snapshots.open(meta(3, 1));
      take(log, meta(5, 1), content(5, 10));
      take(log, meta(7, 1), content(7, 10));
      assertThat(files(disk))
          .containsExactly(
              SnapshotHeader.fileName(meta(3, 1)), SnapshotHeader.fileName(meta(7, 1)));
      first.close();
      first.close();
      assertThat(second.content().readAllBytes()).isEqualTo(content(3, 2000));
      second.close();
      assertThat(files(disk)).containsExactly(SnapshotHeader.fileName(meta(7, 1)));
      assertThatThrownBy(() -> snapshots.open(meta(3, 1))).isInstanceOf(NoSuchFileException.class);
      // One that comes too late is dropped.
      take(log, meta(6, 1), content(6, 10));
      assertThat(snapshots.newest()).isEqualTo(meta(7, 1));
      assertThat(files(disk)).containsExactly(SnapshotHeader.fileName(meta(7, 1)));
    }
  }

  @Test
  void leftoversAreRemovedAtTheNextStart() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = log(disk, SETTINGS, 9)) {
      take(log, meta(3, 1), content(3, 100));
      log.snapshots().open(meta(3, 1));
      take(log, meta(5, 1), content(5, 100));
      log.snapshots().create(meta(6, 1)).write(content(6, 100));
      log.snapshots().receive(meta(7, 1), 1000);
      assertThat(files(disk)).hasSize(4);
    }
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      assertThat(log.recovered().snapshot()).isEqualTo(meta(5, 1));
      assertThat(files(disk)).containsExactly(SnapshotHeader.fileName(meta(5, 1)));
    }
  }

  /** Sent in pieces of any length, by a member with another directory and another chunk length. */
  @ParameterizedTest
  @ValueSource(ints = {1, 100, 511, 512, 513, 700, 4096})
  void aSnapshotIsReceivedInPieces(int pieceBytes) throws IOException {
    LogSettings other = SETTINGS.withOwner(99).withSnapshotChunkBytes(700);
    MemoryDisk disk = new MemoryDisk();
    byte[] content = content(5, 3000);
    try (SegmentedLog from = log(new MemoryDisk(), other, 7);
        SegmentedLog to = log(disk, SETTINGS, 2)) {
      take(from, meta(5, 1), content);
      try (SnapshotReader reader = from.snapshots().open(meta(5, 1));
          SnapshotReceiver receiver = to.snapshots().receive(meta(5, 1), reader.sizeBytes())) {
        ByteBuffer piece = ByteBuffer.allocate(pieceBytes);
        while (receiver.position() < receiver.sizeBytes()) {
          assertThatThrownBy(receiver::commit).isInstanceOf(IllegalStateException.class);
          int length = reader.read(receiver.position(), piece.clear());
          assertThat(length).isEqualTo(piece.position());
          assertThatThrownBy(() -> receiver.write(receiver.position() + 1, ByteBuffer.allocate(1)))
              .isInstanceOf(IllegalArgumentException.class);
          receiver.write(receiver.position(), piece.flip());
        }
        assertThat(reader.read(reader.sizeBytes(), piece.clear())).isZero();
        receiver.commit();
      }
      assertThat(to.snapshots().newest()).isEqualTo(meta(5, 1));
      assertThat(contentOf(to.snapshots())).isEqualTo(content);
    }
    // The log has not heard of it: it begins after it now.
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      assertThat(log.recovered().start()).isEqualTo(meta(5, 1).logStart());
      assertThat(contentOf(log.snapshots())).isEqualTo(content);
    }
  }

  @Test
  void whatIsReceivedMustBeWhatWasAnnounced() throws IOException {
    byte[] sent = travelling(file(SETTINGS, meta(5, 1), 900), 2);
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = log(disk, SETTINGS, 2)) {
      SnapshotMeta voters = new SnapshotMeta(5, 1, new Configuration(List.of(1L)));
      for (SnapshotMeta wrong : List.of(meta(6, 1), meta(5, 2), voters)) {
        assertThatThrownBy(() -> receive(log, wrong, sent))
            .isInstanceOf(DamagedSnapshotException.class);
      }
      LogSettings elsewhere = SETTINGS.withGroup(4);
      byte[] group = travelling(file(elsewhere, meta(5, 1), 900), 2);
      assertThatThrownBy(() -> receive(log, meta(5, 1), group))
          .isInstanceOf(DamagedSnapshotException.class)
          .hasMessageContaining("group 4, not 3");
      assertThatThrownBy(() -> log.snapshots().receive(meta(5, 1), 543))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(files(disk)).isEmpty();
      assertThat(log.snapshots().newest()).isNull();
    }
  }

  /** Each byte of a small snapshot, changed on the way or on the disk, is noticed. */
  @Test
  void rotIsFoundWhereverItIs() throws IOException {
    LogSettings settings = SETTINGS.withSnapshotFingerprintsMax(3);
    byte[] sound = file(settings, meta(5, 1), 900);
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = log(disk, settings, 7)) {
      for (int at = 0; at < sound.length; at++) {
        byte[] rotten = sound.clone();
        rotten[at] ^= 16;
        byte[] sent = travelling(rotten, 3);
        assertThat(catchThrowable(() -> receive(log, meta(5, 1), sent)))
            .as("byte %d", at)
            .isInstanceOf(DamagedSnapshotException.class);
        disk.put(SnapshotHeader.fileName(meta(5, 1)), rotten);
        Snapshots snapshots = new Snapshots(disk, settings, meta(5, 1));
        assertThat(catchThrowable(() -> contentOf(snapshots)))
            .as("byte %d", at)
            .isInstanceOf(DamagedSnapshotException.class);
        assertThat(Snapshots.find(disk, disk.list(), settings).newest()).isNull();
      }
      disk.put(SnapshotHeader.fileName(meta(5, 1)), Arrays.copyOf(sound, sound.length + 1));
      assertThat(Snapshots.find(disk, disk.list(), settings).newest()).isNull();
      disk.put(SnapshotHeader.fileName(meta(5, 1)), Arrays.copyOf(sound, sound.length - 1));
      assertThat(Snapshots.find(disk, disk.list(), settings).newest()).isNull();
      disk.put(SnapshotHeader.fileName(meta(5, 1)), sound);
      assertThat(Snapshots.find(disk, disk.list(), settings).newest()).isEqualTo(meta(5, 1));
    }
  }

  @Test
  void aDamagedChunkIsNeverPassedOn() throws IOException {
    LogSettings settings = SETTINGS.withSnapshotFingerprintsMax(0);
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = log(disk, settings, 7)) {
      take(log, meta(5, 1), content(5, 2000));
      disk.bytes(SnapshotHeader.fileName(meta(5, 1)))[512 + 2 * 512 + 100] ^= 1;
      try (SnapshotReader reader = log.snapshots().open(meta(5, 1))) {
        assertThat(reader.outlineBytes()).isEqualTo(512 + 32);
        ByteBuffer before = ByteBuffer.allocate(3 * 512 + 32);
        assertThat(reader.read(0, before)).isEqualTo(3 * 512 + 32);
        assertThatThrownBy(() -> reader.read(3 * 512 + 32 + 511, ByteBuffer.allocate(1)))
            .isInstanceOfSatisfying(
                DamagedSnapshotException.class,
                e -> {
                  assertThat(e.file()).isEqualTo(SnapshotHeader.fileName(meta(5, 1)));
                  assertThat(e.offset()).isEqualTo(3 * 512);
                });
        assertThat(reader.read(4 * 512 + 32, ByteBuffer.allocate(512))).isEqualTo(512);
      }
    }
  }

  /** No room at any write: a clear error, no file left over, and the log goes on. */
  @Test
  void aFullDiskGivesTheSnapshotUpAndNothingElse() throws IOException {
    int refused = 0;
    for (int at = 0; at < 14; at++) {
      MemoryDisk disk = new MemoryDisk();
      try (SegmentedLog log = log(disk, SETTINGS, 7)) {
        take(log, meta(3, 1), content(3, 100));
        int[] left = {at};
        disk.listen(operation -> {
          boolean grows =
              operation instanceof Operation.Write || operation instanceof Operation.Create;
          if (grows && left[0]-- <= 0) {
            throw new DiskFullException("no space left on device");
          }
        });
        Throwable thrown = catchThrowable(() -> take(log, meta(5, 1), content(5, 3000)));
        disk.listen(operation -> {});
        if (thrown != null) {
          refused++;
          assertThat(thrown)
              .isInstanceOf(DiskFullException.class)
              .hasMessageContaining("Free some space");
          assertThat(log.snapshots().newest()).isEqualTo(meta(3, 1));
          assertThat(files(disk)).containsExactly(SnapshotHeader.fileName(meta(3, 1)));
          take(log, meta(5, 1), content(5, 3000));
        }
        assertThat(contentOf(log.snapshots())).isEqualTo(content(5, 3000));
        log.append(null, List.of(command(8, 1, "on")));
        log.sync();
      }
    }
    // Name, header, two chunks with a fingerprint and six without, table and end.
    assertThat(refused).isEqualTo(12);
  }

  /** B39: at no point there is less than a whole snapshot, the old one or the new one. */
  @Test
  void b39ASnapshotIsNeverOverwrittenInPlace() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    List<Operation> operations = new ArrayList<>();
    MemoryDisk again;
    try (SegmentedLog log = log(disk, SETTINGS, 7)) {
      take(log, meta(3, 1), content(3, 600));
      again = disk.copy();
      disk.listen(operation -> {
        if (operation.changes()) {
          operations.add(operation);
        }
      });
      take(log, meta(5, 1), content(5, 600));
      take(log, meta(5, 1), content(5, 600));
    }
    for (Operation operation : operations) {
      again.redo(operation);
      for (MemoryDisk left : CrashPointsTest.cuts(again)) {
        SnapshotMeta newest = Snapshots.find(left, left.list(), SETTINGS).newest();
        assertThat(newest).as("after %s", operation).isIn(meta(3, 1), meta(5, 1));
      }
    }
  }

  private static byte[] file(LogSettings settings, SnapshotMeta meta, int length)
      throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = log(disk, settings, 7)) {
      take(log, meta, content(meta.index(), length));
      return disk.bytes(SnapshotHeader.fileName(meta)).clone();
    }
  }

  private static void receive(SegmentedLog log, SnapshotMeta meta, byte[] file) throws IOException {
    try (SnapshotReceiver receiver = log.snapshots().receive(meta, file.length)) {
      receiver.write(0, ByteBuffer.wrap(file));
      receiver.commit();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 300})
  void aHeaderIsAsLongAsItsConfigurationNeeds(int addressBytes) throws IOException {
    MemoryDisk disk = new MemoryDisk();
    SnapshotMeta meta = new SnapshotMeta(5, 1, configuration(addressBytes));
    byte[] file;
    try (SegmentedLog log = log(disk, SETTINGS, 7)) {
      take(log, meta, content(5, 1200));
      try (SnapshotReader reader = log.snapshots().openNewest()) {
        ByteBuffer bytes = ByteBuffer.allocate((int) reader.sizeBytes());
        assertThat(reader.read(0, bytes)).isEqualTo(bytes.capacity());
        file = bytes.array();
      }
    }
    try (SegmentedLog log = SegmentedLog.open(disk, SETTINGS)) {
      assertThat(log.recovered().snapshot()).isEqualTo(meta);
    }
    try (SegmentedLog log = log(new MemoryDisk(), SETTINGS, 2)) {
      SnapshotReceiver receiver = log.snapshots().receive(meta, file.length);
      for (int at = 0; at < file.length; at += 100) {
        receiver.write(at, ByteBuffer.wrap(file, at, Math.min(100, file.length - at)));
      }
      receiver.commit();
      assertThat(log.snapshots().newest()).isEqualTo(meta);
      assertThat(contentOf(log.snapshots())).isEqualTo(content(5, 1200));
    }
  }

  private static Configuration configuration(int addressBytes) {
    List<Configuration.Address> addresses = new ArrayList<>();
    for (long member = 1; member <= 9 && addressBytes > 0; member++) {
      addresses.add(new Configuration.Address(member, "x".repeat(addressBytes)));
    }
    return new Configuration(
        List.of(1L, 2L, 3L, 4L, 5L),
        List.of(4L, 5L, 6L),
        List.of(6L, 7L, 8L, 9L),
        List.of(),
        addresses);
  }
}
