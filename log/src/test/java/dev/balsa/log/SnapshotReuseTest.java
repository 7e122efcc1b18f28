package dev.balsa.log;

import static dev.balsa.log.SnapshotsTest.contentOf;
import static dev.balsa.log.SnapshotsTest.log;
import static dev.balsa.log.SnapshotsTest.meta;
import static dev.balsa.log.SnapshotsTest.take;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.faults.MemoryDisk;
import dev.balsa.log.faults.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a snapshot that another member sends, only what the newest one here lacks has to be sent. */
class SnapshotReuseTest {
  /** Most chunks have some 700 bytes. */
  static final LogSettings SETTINGS =
      Workload.SETTINGS.withSnapshotChunkBytes(4096).withSnapshotFingerprintsMax(1 << 20);

  static final SnapshotMeta OLD = meta(3, 1);
  static final SnapshotMeta NEW = meta(5, 1);
  private static final int PAIRS = 2000;

  private final Map<String, String> state = new TreeMap<>();
  private final Random random = new Random(1);
  private final MemoryDisk senders = new MemoryDisk();
  private final MemoryDisk receivers = new MemoryDisk();
  private SegmentedLog sender;
  private SegmentedLog receiver;

  @BeforeEach
  void open() throws IOException {
    sender = log(senders, SETTINGS.withOwner(99), 7);
    receiver = log(receivers, SETTINGS, 7);
    for (int i = 0; i < PAIRS; i++) {
      change(i);
    }
  }

  @AfterEach
  void close() throws IOException {
    sender.close();
    receiver.close();
  }

  private void change(int key) {
    state.put("key%06d".formatted(key), "%x".formatted(random.nextLong()).repeat(6));
  }

  private byte[] content() {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    state.forEach((key, value) -> content.writeBytes((key + "=" + value + "\n").getBytes(UTF_8)));
    return content.toByteArray();
  }

  static byte[] file(MemoryDisk disk, SnapshotMeta meta) {
    return disk.bytes(SnapshotHeader.fileName(meta));
  }

  /** Hands over what is wanted until nothing is, and returns what was received by then. */
  static SnapshotReceiver exchange(SegmentedLog from, SegmentedLog to) throws IOException {
    try (SnapshotReader reader = from.snapshots().openNewest()) {
      SnapshotReceiver receiver = to.snapshots().receive(reader.meta(), reader.sizeBytes());
      send(reader, receiver, new ByteRange(0, reader.outlineBytes()));
      finish(reader, receiver);
      return receiver;
    }
  }

  private static void finish(SnapshotReader reader, SnapshotReceiver receiver) throws IOException {
    while (receiver.isTaking()) {
      assertThat(receiver.wanted(64)).isEmpty();
      receiver.takeOwn(1000);
    }
    while (!receiver.isComplete()) {
      for (ByteRange range : receiver.wanted(3)) {
        send(reader, receiver, range);
      }
    }
  }

  private static void send(SnapshotReader reader, SnapshotReceiver receiver, ByteRange range)
      throws IOException {
    assertThat(receiver.position()).isEqualTo(range.from());
    ByteBuffer piece = ByteBuffer.allocate((int) (range.to() - range.from()));
    assertThat(reader.read(range.from(), piece)).isEqualTo(piece.capacity());
    receiver.write(range.from(), piece.flip());
    assertThat(piece.hasRemaining()).isFalse();
  }

  private static long sentBytes(SnapshotReceiver receiver) {
    assertThat(receiver.presentBytes()).isEqualTo(receiver.sizeBytes());
    return receiver.presentBytes() - receiver.reusedBytes();
  }

  private void assertCommits(SnapshotReceiver arrived) throws IOException {
    arrived.commit();
    assertThat(contentOf(receiver.snapshots())).isEqualTo(content());
    assertThat(receiver.snapshots().newest()).isEqualTo(NEW);
    byte[] sent = file(senders, NEW).clone();
    byte[] got = file(receivers, NEW).clone();
    // Only the owner differs, and the checksum over it.
    for (int at = 8; at < 24; at++) {
      sent[at] = got[at];
    }
    assertThat(got).isEqualTo(sent);
  }

  @Test
  void fewChangesLetFewBytesBeSent() throws IOException {
    take(receiver, OLD, content());
    for (int key = 100; key < PAIRS; key += 400) {
      change(key);
    }
    state.remove("key000500");
    change(10_000_000);
    state.put("key000700b", "new");
    take(sender, NEW, content());
    SnapshotReceiver arrived = exchange(sender, receiver);
    assertThat(sentBytes(arrived)).isLessThan(arrived.sizeBytes() / 10);
    assertCommits(arrived);
  }

  @Test
  void whatHasNotChangedIsNotSent() throws IOException {
    take(receiver, OLD, content());
    take(sender, NEW, content());
    SnapshotReceiver arrived = exchange(sender, receiver);
    try (SnapshotReader reader = sender.snapshots().openNewest()) {
      assertThat(sentBytes(arrived)).isEqualTo(reader.outlineBytes());
      assertThat(reader.outlineBytes()).isLessThan(reader.sizeBytes() / 20);
    }
    assertCommits(arrived);
  }

  @Test
  void withoutAnOlderSnapshotAllIsSent() throws IOException {
    take(sender, NEW, content());
    SnapshotReceiver arrived = exchange(sender, receiver);
    assertThat(arrived.reusedBytes()).isZero();
    assertCommits(arrived);
  }

  @Test
  void nothingIsReusedIfThatIsNotWanted() throws IOException {
    take(receiver, OLD, content());
    take(sender, NEW, content());
    try (SnapshotReader reader = sender.snapshots().openNewest()) {
      SnapshotReceiver all = receiver.snapshots().receive(NEW, reader.sizeBytes(), false, null);
      finish(reader, all);
      assertThat(all.reusedBytes()).isZero();
      assertCommits(all);
    }
  }

  /** One that was broken off gives what has come of it to the one that takes its place. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  void whatHasComeOfAnotherOneIsNotSentAgain(int quarters) throws IOException {
    take(sender, OLD, content());
    SnapshotReceiver brokenOff;
    try (SnapshotReader reader = sender.snapshots().openNewest()) {
      brokenOff = receiver.snapshots().receive(OLD, reader.sizeBytes());
      long end = reader.sizeBytes() * quarters / 4 - 1;
      send(reader, brokenOff, new ByteRange(0, end));
    }
    change(5);
    take(sender, NEW, content());
    try (SnapshotReader reader = sender.snapshots().openNewest()) {
      SnapshotReceiver arriving =
          receiver.snapshots().receive(NEW, reader.sizeBytes(), true, brokenOff);
      send(reader, arriving, new ByteRange(0, reader.outlineBytes()));
      finish(reader, arriving);
      double sent = (double) sentBytes(arriving) / arriving.sizeBytes();
      assertThat(sent).isBetween(1 - quarters / 4.0, 1.1 - quarters / 4.0);
      assertThat(receivers.list()).noneMatch(name -> name.startsWith("snapshot-0000000000000003"));
      assertCommits(arriving);
    }
  }

  @Test
  void oneThatWasBrokenOffBeforeItsTableCameGivesNothing() throws IOException {
    take(sender, NEW, content());
    try (SnapshotReader reader = sender.snapshots().openNewest()) {
      SnapshotReceiver brokenOff = receiver.snapshots().receive(OLD, reader.sizeBytes());
      SnapshotReceiver arriving =
          receiver.snapshots().receive(NEW, reader.sizeBytes(), true, brokenOff);
      assertThat(receivers.list().stream().filter(SnapshotHeader::isNew)).hasSize(2);
      send(reader, arriving, new ByteRange(0, reader.outlineBytes()));
      assertThat(receivers.list().stream().filter(SnapshotHeader::isNew)).hasSize(1);
      finish(reader, arriving);
      assertThat(arriving.reusedBytes()).isZero();
      assertCommits(arriving);
    }
  }

  @Test
  void whoIsClosedClosesTheOneBefore() throws IOException {
    SnapshotReceiver brokenOff = receiver.snapshots().receive(OLD, 1000);
    receiver.snapshots().receive(NEW, 1000, true, brokenOff).close();
    assertThat(receivers.list()).noneMatch(SnapshotHeader::isNew);
  }

  @Test
  void whatComesAfterTheLastFingerprintIsSent() throws IOException {
    LogSettings few = SETTINGS.withSnapshotFingerprintsMax(10);
    try (SegmentedLog from = log(new MemoryDisk(), few, 7)) {
      take(receiver, OLD, content());
      take(from, NEW, content());
      SnapshotReceiver arrived = exchange(from, receiver);
      assertThat(arrived.reusedBytes()).isBetween(10L * 300, 10L * 4096);
      arrived.commit();
      assertThat(contentOf(receiver.snapshots())).isEqualTo(content());
    }
  }

  /** Each chunk here that is rotten is sent; nobody takes it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 50})
  void rotFoundWhileCopyingLetsTheChunkBeSent(int chunks) throws IOException {
    take(receiver, OLD, content());
    take(sender, NEW, content());
    try (SnapshotReader reader = sender.snapshots().openNewest()) {
      SnapshotReceiver arriving = receiver.snapshots().receive(NEW, reader.sizeBytes());
      send(reader, arriving, new ByteRange(0, reader.outlineBytes()));
      SnapshotLayout layout = reader.scan().layout();
      long rotten = 0;
      for (int chunk = 0; chunk < chunks; chunk++) {
        file(receivers, OLD)[(int) layout.startOf(chunk) + 40] ^= 1;
        rotten += layout.startOf(chunk + 1) - layout.startOf(chunk);
      }
      finish(reader, arriving);
      assertThat(sentBytes(arriving)).isEqualTo(reader.outlineBytes() + rotten);
      assertCommits(arriving);
    }
  }

  /** The checksum of a chunk is made anew over other content: only its fingerprint tells. */
  @Test
  void aChecksumOf32BitsIsNotTrusted() throws IOException {
    take(receiver, OLD, content());
    take(sender, NEW, content());
    try (SnapshotReader reader = sender.snapshots().openNewest()) {
      replaceChunk(file(receivers, OLD), OLD, reader.scan().layout(), 4);
      SnapshotReceiver arrived = exchange(sender, receiver);
      SnapshotLayout layout = reader.scan().layout();
      assertThat(sentBytes(arrived) - reader.outlineBytes())
          .isEqualTo(layout.startOf(5) - layout.startOf(4));
      assertCommits(arrived);
    }
  }

  private static void replaceChunk(
      byte[] file, SnapshotMeta meta, SnapshotLayout layout, int number) {
    int start = (int) layout.startOf(number);
    int length = (int) layout.startOf(number + 1) - start;
    ByteBuffer chunk = ByteBuffer.wrap(file, start, length).slice();
    chunk.put(20, (byte) (chunk.get(20) ^ 1));
    SnapshotScan.encodeChunkHead(chunk, number, new Checksum(meta.index(), meta.term()));
  }

  @Test
  void aSnapshotHereThatCannotBeOpenedIsNotNeeded() throws IOException {
    take(receiver, OLD, content());
    take(sender, NEW, content());
    byte[] own = file(receivers, OLD);
    own[own.length - SnapshotEnd.BYTES - 10] ^= 1;
    SnapshotReceiver arrived = exchange(sender, receiver);
    assertThat(arrived.reusedBytes()).isZero();
    assertCommits(arrived);
  }

  @Test
  void aSnapshotThatIsReplacedWhileItIsCopiedStaysUntilThatIsDone() throws IOException {
    take(receiver, meta(2, 1), content());
    take(sender, NEW, content());
    try (SnapshotReader reader = sender.snapshots().openNewest()) {
      SnapshotReceiver arriving = receiver.snapshots().receive(NEW, reader.sizeBytes());
      send(reader, arriving, new ByteRange(0, reader.outlineBytes()));
      arriving.takeOwn(1000);
      take(receiver, OLD, new byte[10]);
      assertThat(receivers.list()).contains(SnapshotHeader.fileName(meta(2, 1)));
      finish(reader, arriving);
      assertThat(sentBytes(arriving)).isEqualTo(reader.outlineBytes());
      assertThat(receivers.list()).doesNotContain(SnapshotHeader.fileName(meta(2, 1)));
      assertCommits(arriving);
    }
  }

  @Test
  void aReceiverThatIsClosedWhileItCopiesLeavesNothingBehind() throws IOException {
    take(receiver, OLD, content());
    take(sender, NEW, content());
    try (SnapshotReader reader = sender.snapshots().openNewest()) {
      SnapshotReceiver arriving = receiver.snapshots().receive(NEW, reader.sizeBytes());
      send(reader, arriving, new ByteRange(0, reader.outlineBytes()));
      arriving.takeOwn(1000);
      assertThatThrownBy(() -> arriving.write(arriving.position(), ByteBuffer.allocate(1)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(arriving::commit).isInstanceOf(IllegalStateException.class);
      arriving.close();
      take(receiver, meta(4, 1), new byte[10]);
    }
    assertThat(receivers.list().stream().filter(name -> name.startsWith("snapshot-")))
        .containsExactly(SnapshotHeader.fileName(meta(4, 1)));
  }

  @Test
  void noRoomWhileCopyingIsNoRoom() throws IOException {
    take(receiver, OLD, content());
    take(sender, NEW, content());
    int[] left = {40};
    receivers.listen(operation -> {
      if (operation instanceof Operation.Write && left[0]-- == 0) {
        throw new DiskFullException("no space left on device");
      }
    });
    assertThatThrownBy(() -> exchange(sender, receiver)).isInstanceOf(DiskFullException.class);
    assertThat(receiver.snapshots().newest()).isEqualTo(OLD);
  }

  /** A sender whose table names chunks that are not those it has. */
  @Test
  void aTableThatLiesLetsNothingWrongCount() throws IOException {
    take(receiver, OLD, content());
    take(sender, NEW, content());
    try (SnapshotReader reader = sender.snapshots().openNewest()) {
      SnapshotLayout layout = reader.scan().layout();
      byte[] file = file(senders, NEW);
      replaceChunk(file, NEW, layout, 4);
      CRC32C whole = new CRC32C();
      for (int i = 0; i < layout.chunks(); i++) {
        int from = (int) layout.startOf(i) + SnapshotScan.CHUNK_HEAD_BYTES;
        whole.update(file, from, (int) layout.startOf(i + 1) - from);
      }
      ByteBuffer end = ByteBuffer.wrap(file, file.length - 32, 32).slice();
      end.putInt(24, (int) whole.getValue()).putInt(0, new Checksum(5, 1).of(end, 4, 32));
    }
    SnapshotReceiver arrived = exchange(sender, receiver);
    assertThat(arrived.reusedBytes()).isPositive();
    assertThatThrownBy(arrived::commit).isInstanceOf(DamagedSnapshotException.class);
    arrived.close();
    assertThat(receiver.snapshots().newest()).isEqualTo(OLD);
  }
}
