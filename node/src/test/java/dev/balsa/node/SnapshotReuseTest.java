package dev.balsa.node;

import static dev.balsa.node.SnapshotMember.meta;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
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

  @TempDir Path directory;

  private final TestClock clock = new TestClock();
  private final Random random = new Random(4711);
  private final List<SnapshotArrival> arrivals = new ArrayList<>();
  private final List<SnapshotMember> members = new ArrayList<>();
  private SnapshotMember leader;
  private SnapshotMember follower;
  private long sentBytes;

  private Predicate<PeerMessage> lost = message -> false;
  private UnaryOperator<PeerMessage> wire = UnaryOperator.identity();

  @BeforeEach
  void open() throws IOException {
    leader = member("leader", LIMITS);
    follower = member("follower", LIMITS);
  }

  private SnapshotMember member(String name, SnapshotLimits limits) throws IOException {
    NodeObserver observer =
        new NodeObserver() {
          @Override
          public void snapshotArrived(SnapshotArrival arrival) {
            arrivals.add(arrival);
          }
        };
    SnapshotMember member = SnapshotMember.open(directory.resolve(name), limits, observer, clock);
    members.add(member);
    return member;
  }

  @AfterEach
  void close() throws IOException {
    for (SnapshotMember member : members) {
      member.close();
    }
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
