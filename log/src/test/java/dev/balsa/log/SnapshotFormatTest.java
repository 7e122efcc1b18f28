package dev.balsa.log;

import static dev.balsa.log.SnapshotReuseTest.NEW;
import static dev.balsa.log.SnapshotReuseTest.OLD;
import static dev.balsa.log.SnapshotReuseTest.SETTINGS;
import static dev.balsa.log.SnapshotReuseTest.exchange;
import static dev.balsa.log.SnapshotReuseTest.file;
import static dev.balsa.log.SnapshotsTest.contentOf;
import static dev.balsa.log.SnapshotsTest.log;
import static dev.balsa.log.SnapshotsTest.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.faults.MemoryDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Snapshot files of other versions, and such as no program writes. */
class SnapshotFormatTest {
  private static final byte[] CONTENT = SnapshotsTest.content(5, 100_000);

  private final MemoryDisk senders = new MemoryDisk();
  private SegmentedLog sender;
  private SegmentedLog receiver;

  @BeforeEach
  void open() throws IOException {
    sender = log(senders, SETTINGS.withOwner(99), 7);
    receiver = log(new MemoryDisk(), SETTINGS, 7);
  }

  @AfterEach
  void close() throws IOException {
    sender.close();
    receiver.close();
  }

  /** The bytes of a file in the order in which they travel. */
  static byte[] travelling(byte[] file, int tableChunks) {
    int tableBytes = (int) ChunkTable.bytes(tableChunks);
    int end = file.length - SnapshotEnd.BYTES;
    int header = SnapshotHeader.BYTES_MIN;
    return ByteBuffer.allocate(file.length)
        .put(file, 0, header)
        .put(file, end, SnapshotEnd.BYTES)
        .put(file, end - tableBytes, tableBytes)
        .put(file, header, end - tableBytes - header)
        .array();
  }

  /** As a program wrote it that knew no table: only the number in its header is another one. */
  private static void makeOld(MemoryDisk disk, SnapshotMeta meta) {
    ByteBuffer file = ByteBuffer.wrap(file(disk, meta));
    file.putInt(12, 2).putInt(8, new Checksum(0, 0).of(file, 12, SnapshotHeader.BYTES_MIN));
  }

  @Test
  void aFileOfFormatVersion2IsReadAndSentWhole() throws IOException {
    LogSettings old = SETTINGS.withSnapshotFingerprintsMax(0);
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog log = log(disk, old, 7)) {
      take(log, NEW, CONTENT);
      makeOld(disk, NEW);
      take(receiver, OLD, CONTENT);
      assertThat(contentOf(log.snapshots())).isEqualTo(CONTENT);
      SnapshotReceiver arrived = exchange(log, receiver);
      assertThat(arrived.reusedBytes()).isZero();
      arrived.commit();
    }
    assertThat(contentOf(receiver.snapshots())).isEqualTo(CONTENT);
    assertThat(Snapshots.find(disk, disk.list(), old).newest()).isEqualTo(NEW);
  }

  @Test
  void nothingIsTakenFromAFileOfFormatVersion2() throws IOException {
    MemoryDisk disk = new MemoryDisk();
    try (SegmentedLog old = log(disk, SETTINGS.withSnapshotFingerprintsMax(0), 7)) {
      take(old, OLD, CONTENT);
      makeOld(disk, OLD);
      take(sender, NEW, CONTENT);
      SnapshotReceiver arrived = exchange(sender, old);
      assertThat(arrived.reusedBytes()).isZero();
      arrived.commit();
      assertThat(contentOf(old.snapshots())).isEqualTo(CONTENT);
    }
  }

  @Test
  void aVersionThatIsNotKnownIsNamed() throws IOException {
    take(sender, NEW, CONTENT);
    ByteBuffer file = ByteBuffer.wrap(file(senders, NEW));
    file.putInt(12, 4).putInt(8, new Checksum(0, 0).of(file, 12, SnapshotHeader.BYTES_MIN));
    assertThatThrownBy(() -> sender.snapshots().openNewest())
        .hasMessageContaining("it has format version 4, and this program reads 2 and 3");
  }

  /** Lengths that make no file, whole as they are. */
  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1, 4081, Integer.MAX_VALUE})
  void lengthsThatMakeNoFileAreRefused(int contentBytes) throws IOException {
    take(sender, NEW, CONTENT);
    byte[] file = file(senders, NEW);
    int chunks = ByteBuffer.wrap(file).getInt(file.length - 4);
    int tableBytes = (int) ChunkTable.bytes(chunks);
    ByteBuffer table =
        ByteBuffer.wrap(file, file.length - SnapshotEnd.BYTES - tableBytes, tableBytes).slice();
    table.putInt(0, contentBytes);
    table.putInt(tableBytes - 4, new Checksum(5, 1).of(table, 0, tableBytes - 4));
    assertThatThrownBy(() -> sender.snapshots().openNewest())
        .isInstanceOf(DamagedSnapshotException.class);
    byte[] sent = travelling(file, chunks);
    SnapshotReceiver arriving = receiver.snapshots().receive(NEW, sent.length);
    assertThatThrownBy(() -> arriving.write(0, ByteBuffer.wrap(sent)))
        .isInstanceOf(DamagedSnapshotException.class);
  }

  /** More fingerprints than any file has, or than there is room for. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 10_000, LogSettings.SNAPSHOT_FINGERPRINTS_MOST + 1})
  void aTableOfAnImpossibleLengthIsRefused(int chunks) throws IOException {
    take(sender, NEW, new byte[100]);
    byte[] file = file(senders, NEW);
    ByteBuffer end = ByteBuffer.wrap(file, file.length - SnapshotEnd.BYTES, 32).slice();
    end.putInt(28, chunks == 1 ? 2 : chunks).putInt(0, new Checksum(5, 1).of(end, 4, 32));
    assertThatThrownBy(() -> sender.snapshots().openNewest())
        .isInstanceOf(DamagedSnapshotException.class);
    byte[] sent = travelling(file, 1);
    SnapshotReceiver arriving = receiver.snapshots().receive(NEW, sent.length);
    assertThatThrownBy(() -> arriving.write(0, ByteBuffer.wrap(sent)))
        .isInstanceOf(DamagedSnapshotException.class);
  }
}
