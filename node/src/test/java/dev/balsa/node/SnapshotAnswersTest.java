package dev.balsa.node;

import static dev.balsa.node.SnapshotMember.meta;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.log.ByteRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whoever sends a snapshot makes of the answers. */
class SnapshotAnswersTest {
  private static final int CHUNK = 1024;
  private static final SnapshotLimits LIMITS = new SnapshotLimits(1024, 0, CHUNK, 4, 100, 1000);

  @TempDir Path directory;

  private final TestClock clock = new TestClock();
  private SnapshotMember leader;

  @BeforeEach
  void open() throws IOException {
    leader = SnapshotMember.open(directory, LIMITS, NodeObserver.NONE, clock);
    byte[] content = new byte[200 * CHUNK];
    new Random(4711).nextBytes(content);
    leader.take(meta(5), content);
    leader.events();
    leader.hand(new SnapshotMail.Send(2));
    leader.transport().taken();
  }

  @AfterEach
  void close() throws IOException {
    leader.close();
  }

  /**
   * A follower that copies for long, or whose answers are lost, is asked again, and not given up.
   */
  @Test
  void whoWantsNothingYetIsAsked() {
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
}
