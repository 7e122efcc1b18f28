package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two members, turned by hand: of a snapshot only what the other one lacks goes over the wire. */
class SnapshotReuseTest {
  private static final int CHUNK = 1024;
  private static final int CONTENT = 200 * CHUNK;
  private static final SnapshotLimits LIMITS = new SnapshotLimits(1024, 0, CHUNK, 4, 100, 1000);
  private static final Configuration MEMBERS = new Configuration(List.of(1L, 2L, 3L));

  @TempDir Path directory;

  private final TestClock clock = new TestClock();
  private final Random random = new Random(4711);
  private final List<SnapshotArrival> arrivals = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private Member leader;
  private Member follower;
  private long sentBytes;

  private Predicate<PeerMessage> lost = message -> false;
  private UnaryOperator<PeerMessage> wire = UnaryOperator.identity();

  private record Member(
      SegmentedLog log,
      Mailboxes mailboxes,
      RecordingTransport transport,
      Snapshotter snapshotter) {
    void take(SnapshotMeta meta, byte[] content) {
      hand(new SnapshotMail.Take(meta, out -> out.write(content), 0));
    }

    void hand(SnapshotMail mail) {
      mailboxes.snapshotter().add(mail);
      turn();
    }

    void turn() {
      while (snapshotter.doWork() > 0) {}
    }

    List<Event> events() {
      List<ConsensusMail> mail = new ArrayList<>();
      mailboxes.consensus().drain(mail);
      return mail.stream().map(piece -> ((ConsensusMail.Done) piece).event()).toList();
    }

    byte[] content() throws IOException {
      try (SnapshotReader reader = log.snapshots().openNewest()) {
        return reader.content().readAllBytes();
      }
    }

    long sizeBytes() throws IOException {
      try (SnapshotReader reader = log.snapshots().openNewest()) {
        return reader.sizeBytes();
      }
    }
  }

  @BeforeEach
  void open() throws IOException {
    leader = member("leader", LIMITS);
    follower = member("follower", LIMITS);
  }

  private Member member(String name, SnapshotLimits limits) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    SegmentedLog log =
        SegmentedLog.open(
            FileDisk.at(home),
            LogSettings.STANDARD.withSizes(1 << 16, 1 << 12).withSnapshotChunkBytes(2048));
    log.append(
        new HardState(1, 1),
        LongStream.rangeClosed(1, 9)
            .mapToObj(index -> new Entry(index, 1, EntryKind.COMMAND, Bytes.utf8("a")))
            .toList());
    log.sync();
    Mailboxes mailboxes =
        new Mailboxes(
            new Mailbox<>(new Bell()),
            new Mailbox<>(new Bell()),
            new Mailbox<>(new Bell()),
            new Mailbox<>(new Bell()));
    RecordingTransport transport = new RecordingTransport();
    NodeObserver observer =
        new NodeObserver() {
          @Override
          public void snapshotArrived(SnapshotArrival arrival) {
            arrivals.add(arrival);
          }
        };
    Member member =
        new Member(
            log,
            mailboxes,
            transport,
            new Snapshotter(log, limits, ScrubLimits.NEVER, mailboxes, transport, observer, clock));
    members.add(member);
    return member;
  }

  @AfterEach
  void close() throws IOException {
    for (Member member : members) {
      member.snapshotter().close();
      member.log().close();
    }
  }

  private static SnapshotMeta meta(long index) {
    return new SnapshotMeta(index, 1, MEMBERS);
  }

  private byte[] content() {
    byte[] content = new byte[CONTENT];
    random.nextBytes(content);
    return content;
  }

  /** Another content that differs in a few places, by a byte more and by some others. */
  private static byte[] changed(byte[] content) {
    byte[] changed = new byte[content.length + 1];
    System.arraycopy(content, 0, changed, 0, content.length / 2);
    System.arraycopy(
        content, content.length / 2, changed, content.length / 2 + 1, content.length / 2);
    changed[10] ^= 1;
    changed[content.length - 10] ^= 1;
    return changed;
  }

  /** Sends until the sender has come to its end, and returns whether the snapshot has arrived. */
  private boolean send() {
    leader.events();
    leader.hand(new SnapshotMail.Send(2));
    for (int millis = 0; millis < 60_000; millis++) {
      while (deliver()) {}
      List<Event> events = leader.events();
      if (!events.isEmpty()) {
        return ((Event.SnapshotSent) events.getFirst()).arrived();
      }
      clock.advanceMillis(1);
      leader.turn();
      follower.turn();
    }
    throw new AssertionError("not within a minute");
  }

  private boolean deliver() {
    boolean any = false;
    for (Object sent : leader.transport().taken()) {
      PeerMessage message = ((RecordingTransport.Sent) sent).message();
      sentBytes += ((PeerMessage.SnapshotChunk) message).bytes().length();
      if (!lost.test(message) && wire.apply(message) instanceof PeerMessage.SnapshotChunk chunk) {
        follower.hand(new SnapshotMail.Chunk(1, chunk));
        any = true;
      }
    }
    for (Object sent : follower.transport().taken()) {
      PeerMessage message = ((RecordingTransport.Sent) sent).message();
      if (!lost.test(message) && message instanceof PeerMessage.SnapshotChunkResponse response) {
        leader.hand(new SnapshotMail.Response(2, response));
        any = true;
      }
    }
    return any;
  }

  @Test
  void aFollowerWithAnOlderSnapshotIsSentWhatItLacks() throws IOException {
    byte[] content = content();
    follower.take(meta(3), content);
    leader.take(meta(5), changed(content));
    assertThat(send()).isTrue();
    assertThat(follower.content()).isEqualTo(changed(content));
    assertThat(sentBytes).isLessThan(CONTENT / 8);
    assertThat(arrivals)
        .containsExactly(
            new SnapshotArrival(meta(5), sentBytes, leader.sizeBytes() - sentBytes, true));
  }

  @Test
  void aFollowerWithoutOneIsSentAll() throws IOException {
    leader.take(meta(5), content());
    assertThat(send()).isTrue();
    assertThat(sentBytes).isEqualTo(leader.sizeBytes());
    assertThat(arrivals).containsExactly(new SnapshotArrival(meta(5), sentBytes, 0, true));
  }

  /** What need not be sent does not count against the rate. */
  @Test
  void whatIsReusedCostsNoRate() throws IOException {
    SnapshotLimits slow = LIMITS.withSendBytesPerSecond(8 * CHUNK);
    leader = member("slow", slow);
    byte[] content = content();
    follower.take(meta(3), content);
    leader.take(meta(5), changed(content));
    long before = clock.nanos();
    assertThat(send()).isTrue();
    double seconds = (clock.nanos() - before) / 1e9;
    assertThat(seconds).isBetween(0.8 * sentBytes / (8 * CHUNK), 1.2 * sentBytes / (8 * CHUNK));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void piecesAndAnswersMayBeLost(long seed) throws IOException {
    Random losing = new Random(seed);
    byte[] content = content();
    follower.take(meta(3), content);
    leader.take(meta(5), changed(content));
    lost = message -> losing.nextInt(4) == 0;
    while (!send()) {}
    assertThat(follower.content()).isEqualTo(changed(content));
    assertThat(sentBytes).isLessThan(CONTENT / 2);
  }

  @Test
  void aBrokenStreamGoesOnWhereItWas() throws IOException {
    byte[] content = content();
    follower.take(meta(3), content);
    byte[] other = content.clone();
    byte[] half = content();
    System.arraycopy(half, 0, other, 0, CONTENT / 2);
    leader.take(meta(5), other);
    leader.events();
    leader.hand(new SnapshotMail.Send(2));
    while (sentBytes < CONTENT / 3) {
      deliver();
    }
    leader.hand(new SnapshotMail.Lost(2));
    assertThat(leader.events()).containsExactly(new Event.SnapshotSent(2, 5, false));
    assertThat(send()).isTrue();
    assertThat(follower.content()).isEqualTo(other);
    assertThat(sentBytes).isLessThan(leader.sizeBytes() * 3 / 4);
    assertThat(arrivals).hasSize(1);
  }

  /** The leader has taken a newer one when the connection is back. */
  @Test
  void aNewerOneIsGoneOnWithWhereTheOlderWas() throws IOException {
    byte[] content = content();
    leader.take(meta(5), content);
    leader.events();
    leader.hand(new SnapshotMail.Send(2));
    while (sentBytes < CONTENT * 3 / 4) {
      deliver();
    }
    leader.hand(new SnapshotMail.Lost(2));
    leader.take(meta(7), changed(content));
    assertThat(send()).isTrue();
    assertThat(follower.content()).isEqualTo(changed(content));
    assertThat(sentBytes).isLessThan(leader.sizeBytes() * 5 / 4);
    assertThat(arrivals).singleElement().matches(each -> each.reusedBytes() > CONTENT / 2);
  }

  /** If it comes out wrong with what was here, all of it is sent; later again only the rest. */
  @Test
  void whatCameOutWrongIsSentWhole() throws IOException {
    byte[] content = content();
    follower.take(meta(3), content);
    leader.take(meta(5), changed(content));
    wire =
        message -> {
          boolean last =
              message instanceof PeerMessage.SnapshotChunk chunk
                  && chunk.position() + chunk.bytes().length() == chunk.sizeBytes();
          return last ? bent((PeerMessage.SnapshotChunk) message) : message;
        };
    assertThat(send()).isFalse();
    assertThat(follower.log().snapshots().newest()).isEqualTo(meta(3));
    wire = UnaryOperator.identity();
    assertThat(send()).isTrue();
    assertThat(follower.content()).isEqualTo(changed(content));
    assertThat(arrivals).extracting(SnapshotArrival::whole).containsExactly(false, true);
    assertThat(arrivals.getFirst().reusedBytes()).isPositive();
    assertThat(arrivals.getLast())
        .isEqualTo(new SnapshotArrival(meta(5), leader.sizeBytes(), 0, true));
    leader.take(meta(7), changed(changed(content)));
    assertThat(send()).isTrue();
    assertThat(arrivals.getLast().reusedBytes()).isPositive();
  }

  private static PeerMessage bent(PeerMessage.SnapshotChunk chunk) {
    byte[] bytes = chunk.bytes().toArray().clone();
    bytes[bytes.length - 1] ^= 1;
    return new PeerMessage.SnapshotChunk(
        chunk.meta(), chunk.sizeBytes(), chunk.position(), Bytes.wrap(bytes));
  }

  /**
   * A follower that copies for long, or whose answers are lost, is asked again, and not given up.
   */
  @Test
  void whoWantsNothingYetIsAsked() {
    leader.take(meta(5), content());
    leader.events();
    leader.hand(new SnapshotMail.Send(2));
    leader.transport().taken();
    for (int present = CHUNK; present < 20 * CHUNK; present += CHUNK) {
      leader.hand(answer(present));
      assertThat(leader.transport().taken()).isEmpty();
      clock.advanceMillis(LIMITS.resendMillis());
      leader.turn();
      assertThat(leader.transport().taken())
          .singleElement()
          .extracting(sent -> ((RecordingTransport.Sent) sent).message())
          .isInstanceOfSatisfying(
              PeerMessage.SnapshotChunk.class, chunk -> assertThat(chunk.position()).isZero());
    }
    assertThat(leader.events()).isEmpty();
    leader.hand(answer(20 * CHUNK, new ByteRange(50_000, 50_100), new ByteRange(60_000, 60_100)));
    assertThat(leader.transport().taken())
        .extracting(sent ->
            ((PeerMessage.SnapshotChunk) ((RecordingTransport.Sent) sent).message()).position())
        .containsExactly(50_000L, 60_000L);
  }

  private static SnapshotMail answer(long present, ByteRange... wanted) {
    return new SnapshotMail.Response(
        2, new PeerMessage.SnapshotChunkResponse(5, present, List.of(wanted), false));
  }

  @Test
  void answersThatFitNoSnapshotAreIgnored() throws IOException {
    leader.take(meta(5), content());
    leader.events();
    leader.hand(new SnapshotMail.Send(2));
    leader.transport().taken();
    long size = leader.sizeBytes();
    leader.hand(answer(CHUNK, new ByteRange(size - 10, size + 1)));
    leader.hand(answer(size + 1, new ByteRange(0, 1)));
    assertThat(leader.transport().taken()).isEmpty();
    leader.hand(answer(CHUNK, new ByteRange(size - 10, size)));
    assertThat(leader.transport().taken()).hasSize(1);
    // One that was overtaken says less than is known.
    leader.hand(answer(CHUNK - 1, new ByteRange(size - 100, size)));
    assertThat(leader.transport().taken()).isEmpty();
  }

  @Test
  void anAnswerNamesNoMoreThanItsLimitAndInOrder() {
    List<ByteRange> many = new ArrayList<>();
    for (int i = 0; i <= PeerMessage.SnapshotChunkResponse.WANTED_MAX; i++) {
      many.add(new ByteRange(10L * i, 10L * i + 5));
    }
    assertThatThrownBy(() -> new PeerMessage.SnapshotChunkResponse(5, 0, many, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65 ranges are wanted; the most is 64");
    List<ByteRange> back = List.of(many.get(1), many.get(0));
    assertThatThrownBy(() -> new PeerMessage.SnapshotChunkResponse(5, 0, back, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is wanted after");
    assertThatThrownBy(() -> new ByteRange(5, 5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ByteRange(-1, 5)).isInstanceOf(IllegalArgumentException.class);
  }

  /** More gaps than an answer names. */
  @Test
  void aSnapshotWithMoreGapsThanAnAnswerNamesArrives() throws IOException {
    byte[] content = content();
    follower.take(meta(3), content);
    byte[] other = content.clone();
    for (int at = 0; at < CONTENT; at += CONTENT / 150) {
      other[at] ^= 1;
    }
    leader.take(meta(5), other);
    assertThat(send()).isTrue();
    assertThat(follower.content()).isEqualTo(other);
    assertThat(sentBytes).isLessThan(leader.sizeBytes());
  }

  /** A follower looks for at most so much at once, so that its other work does not wait. */
  @Test
  void copyingPauses() throws IOException {
    byte[] content = new byte[2 * SnapshotReceiving.TAKEN_BYTES_MAX];
    random.nextBytes(content);
    follower.take(meta(3), content);
    leader.take(meta(5), content);
    leader.events();
    leader.hand(new SnapshotMail.Send(2));
    int[] pauses = {0};
    lost =
        message -> {
          boolean copies =
              message instanceof PeerMessage.SnapshotChunkResponse response
                  && response.wanted().isEmpty()
                  && !response.durable();
          pauses[0] += copies ? 1 : 0;
          return false;
        };
    while (deliver()) {}
    assertThat(pauses[0]).isBetween(1, 3);
    assertThat(follower.log().snapshots().newest()).isEqualTo(meta(5));
    assertThat(arrivals.getFirst().sentBytes()).isLessThan(content.length / 5);
  }
}
