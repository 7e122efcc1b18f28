package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.ByteRange;
import dev.balsa.log.FileDisk;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import dev.balsa.log.SnapshotReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How snapshots leave, at which rate, and where they go on, turned by hand. */
class SnapshotterTest {
  private static final int CHUNK = 1024;
  private static final int CONTENT = 100 * CHUNK;
  private static final SnapshotLimits FAST = new SnapshotLimits(1024, 0, CHUNK, 4, 100, 1000);
  private static final SnapshotMeta META =
      new SnapshotMeta(2, 1, new Configuration(List.of(1L, 2L, 3L)));

  @TempDir Path directory;

  private final TestClock clock = new TestClock();
  private final RecordingTransport transport = new RecordingTransport();
  private final Mailboxes mailboxes =
      new Mailboxes(
          new Mailbox<>(new Bell()),
          new Mailbox<>(new Bell()),
          new Mailbox<>(new Bell()),
          new Mailbox<>(new Bell()));
  private SegmentedLog log;
  private Snapshotter snapshotter;

  @BeforeEach
  void open() throws IOException {
    log =
        SegmentedLog.open(FileDisk.at(directory), LogSettings.STANDARD.withSizes(1 << 16, 1 << 12));
    log.append(
        new HardState(1, 1),
        List.of(
            new Entry(1, 1, EntryKind.COMMAND, Bytes.utf8("a")),
            new Entry(2, 1, EntryKind.COMMAND, Bytes.utf8("b"))));
    log.sync();
  }

  @AfterEach
  void close() throws IOException {
    snapshotter.close();
    log.close();
  }

  private void start(SnapshotLimits limits) {
    snapshotter =
        new Snapshotter(
            log,
            limits,
            ScrubLimits.NEVER,
            mailboxes,
            transport,
            NodeObserver.NONE,
            clock,
            Scribe.AT_ONCE);
    hand(new SnapshotMail.Take(META, out -> out.write(new byte[CONTENT]), 0));
    assertThat(events()).containsExactly(new Event.SnapshotTaken(META, 2));
  }

  private void hand(SnapshotMail mail) {
    mailboxes.snapshotter().add(mail);
    turn();
  }

  private void turn() {
    while (snapshotter.doWork() > 0) {}
  }

  private List<Event> events() {
    List<ConsensusMail> mail = new ArrayList<>();
    mailboxes.consensus().drain(mail);
    return mail.stream().map(piece -> ((ConsensusMail.Done) piece).event()).toList();
  }

  private List<PeerMessage.SnapshotChunk> sentTo(long member) {
    List<PeerMessage.SnapshotChunk> chunks = new ArrayList<>();
    for (Object sent : transport.taken()) {
      if (sent instanceof RecordingTransport.Sent(long to, PeerMessage.SnapshotChunk chunk)
          && to == member) {
        chunks.add(chunk);
      }
    }
    return chunks;
  }

  @Test
  void anOlderSnapshotTakesThePlaceOfOneThatNobodySendsAnyMore() {
    start(FAST);
    piece(2, 9, 0);
    assertThat(accepted()).isEqualTo(9);
    piece(3, 8, 0);
    assertThat(accepted()).as("while the newer one is being sent").isZero();
    clock.advanceMillis(FAST.resendMillis());
    piece(3, 8, 0);
    assertThat(accepted()).isEqualTo(8);
    piece(2, 9, 0);
    assertThat(accepted()).as("the newer one wins again").isEqualTo(9);
  }

  private void piece(long from, long index, long position) {
    SnapshotMeta meta = new SnapshotMeta(index, 1, META.configuration());
    // Too little to tell whether it is what was sent.
    Bytes bytes = Bytes.wrap(new byte[1]);
    hand(
        new SnapshotMail.Chunk(
            from, new PeerMessage.SnapshotChunk(meta, CONTENT, position, bytes)));
  }

  /** The snapshot whose piece was answered, or 0. */
  private long accepted() {
    long index = 0;
    for (Object sent : transport.taken()) {
      if (sent instanceof RecordingTransport.Sent(long to, PeerMessage.SnapshotChunkResponse r)) {
        index = r.index();
      }
    }
    return index;
  }

  /** Says that all before a position is there. */
  private void answer(long from, long position, boolean durable) {
    List<ByteRange> wanted = durable ? List.of() : List.of(new ByteRange(position, sizeBytes()));
    hand(
        new SnapshotMail.Response(
            from, new PeerMessage.SnapshotChunkResponse(META.index(), position, wanted, durable)));
  }

  private long sizeBytes() {
    try (SnapshotReader reader = log.snapshots().openNewest()) {
      return reader.sizeBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Answers everything at once for a time, and returns how many bytes each follower got. */
  private Map<Long, Long> exchange(long millis) {
    Map<Long, Long> bytes = new TreeMap<>();
    for (long passed = 0; passed < millis; passed++) {
      boolean more = true;
      while (more) {
        more = false;
        for (Object sent : transport.taken()) {
          if (sent instanceof RecordingTransport.Sent(long to, PeerMessage.SnapshotChunk chunk)) {
            bytes.merge(to, (long) chunk.bytes().length(), Long::sum);
            long end = chunk.position() + chunk.bytes().length();
            answer(to, end, end == chunk.sizeBytes());
            more = true;
          }
        }
      }
      clock.advanceMillis(1);
      turn();
    }
    return bytes;
  }

  @Test
  void withoutABoundAllIsThereAtOnce() {
    start(FAST);
    hand(new SnapshotMail.Send(2));
    assertThat(exchange(1).get(2L)).isGreaterThan(CONTENT);
    assertThat(events()).containsExactly(new Event.SnapshotSent(2, 2, true));
  }

  @Test
  void noMoreLeavesInASecondThanTheLimitSays() {
    start(FAST.withSendBytesPerSecond(20 * CHUNK));
    hand(new SnapshotMail.Send(2));
    assertThat(exchange(1000).get(2L)).isBetween(20L * CHUNK, 21L * CHUNK);
    assertThat(exchange(1000).get(2L)).isBetween(19L * CHUNK, 21L * CHUNK);
    exchange(3500);
    assertThat(events()).containsExactly(new Event.SnapshotSent(2, 2, true));
  }

  @Test
  void allFollowersTogetherShareTheRateEqually() {
    start(FAST.withSendBytesPerSecond(40 * CHUNK));
    hand(new SnapshotMail.Send(2));
    hand(new SnapshotMail.Send(3));
    Map<Long, Long> bytes = exchange(1000);
    assertThat(bytes.get(2L) + bytes.get(3L)).isBetween(40L * CHUNK, 41L * CHUNK);
    assertThat(bytes.get(2L)).isBetween(19L * CHUNK, 21L * CHUNK);
  }

  @Test
  void waitingForTheRateIsNoStall() {
    start(FAST.withSendBytesPerSecond(8 * CHUNK));
    hand(new SnapshotMail.Send(2));
    exchange(10_000);
    assertThat(events()).isEmpty();
  }

  @Test
  void aSilentFollowerIsGivenUpAlsoWhenTheRateIsLow() {
    start(FAST.withSendBytesPerSecond(8 * CHUNK));
    hand(new SnapshotMail.Send(2));
    for (int millis = 0; millis < 1100; millis++) {
      clock.advanceMillis(1);
      turn();
    }
    assertThat(events()).containsExactly(new Event.SnapshotSent(2, 2, false));
  }

  @Test
  void afterALostConnectionItGoesOnWhereTheFollowerIs() {
    start(FAST);
    hand(new SnapshotMail.Send(2));
    assertThat(sentTo(2)).hasSize(1);
    answer(2, 50 * CHUNK, false);
    assertThat(sentTo(2)).extracting(PeerMessage.SnapshotChunk::position).contains(50L * CHUNK);
    hand(new SnapshotMail.Lost(2));
    assertThat(events()).containsExactly(new Event.SnapshotSent(2, 2, false));
    hand(new SnapshotMail.Send(2));
    assertThat(sentTo(2)).extracting(PeerMessage.SnapshotChunk::position).containsExactly(0L);
    answer(2, 50 * CHUNK, false);
    assertThat(sentTo(2))
        .extracting(PeerMessage.SnapshotChunk::position)
        .containsExactly(50L * CHUNK, 51L * CHUNK, 52L * CHUNK, 53L * CHUNK);
  }

  @Test
  void scarcityDiscardsAllThatTheSnapshotStandsFor() {
    start(FAST);
    hand(new SnapshotMail.Discard(1));
    assertThat(events()).isEmpty();
    hand(new SnapshotMail.Discard(2));
    assertThat(events()).containsExactly(new Event.SnapshotTaken(META, 2));
  }
}
