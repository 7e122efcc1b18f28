package dev.balsa.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutterTest {
  private static final int MOST = 4096;

  private static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** The chunks of some content that is handed over in pieces. */
  private static List<ByteBuffer> chunks(byte[] content, int most, int pieceBytes) {
    Cutter cutter = new Cutter(most);
    List<ByteBuffer> chunks = new ArrayList<>();
    int start = 0;
    int at = 0;
    while (at < content.length) {
      at += cutter.take(content, at, Math.min(content.length, at + pieceBytes));
      if (cutter.isCut()) {
        chunks.add(ByteBuffer.wrap(content, start, at - start).slice());
        start = at;
      }
    }
    chunks.add(ByteBuffer.wrap(content, start, at - start).slice());
    return chunks;
  }

  @Test
  void chunksKeepTheirBoundsAndMostAreAnEighthOfTheLongest() {
    List<ByteBuffer> chunks = chunks(random(1, 1 << 20), MOST, 1 << 20);
    List<ByteBuffer> whole = chunks.subList(0, chunks.size() - 1);
    assertThat(whole).allMatch(c -> c.remaining() >= MOST / 16 && c.remaining() <= MOST);
    assertThat((1 << 20) / whole.size()).isBetween(MOST / 8, MOST / 4);
  }

  @Test
  void contentWithoutAnyChangeIsCutAtTheLongest() {
    List<ByteBuffer> chunks = chunks(new byte[10 * MOST + 1], MOST, 1 << 20);
    assertThat(chunks).hasSize(11);
    assertThat(chunks.subList(0, 10)).allMatch(chunk -> chunk.remaining() == MOST);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1000})
  void itDoesNotMatterInWhichPiecesItComes(int pieceBytes) {
    byte[] content = random(2, 100_000);
    assertThat(chunks(content, MOST, pieceBytes)).isEqualTo(chunks(content, MOST, 100_000));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50_000, 99_999})
  void aByteMoreMovesOnlyTheCutsNearIt(int at) {
    byte[] content = random(3, 100_000);
    byte[] more =
        ByteBuffer.allocate(content.length + 1)
            .put(content, 0, at)
            .put((byte) 1)
            .put(content, at, content.length - at)
            .array();
    Set<ByteBuffer> before = new HashSet<>(chunks(content, MOST, 1 << 20));
    List<ByteBuffer> after = chunks(more, MOST, 1 << 20);
    long others = after.stream().filter(chunk -> !before.contains(chunk)).count();
    assertThat(others).isBetween(1L, 4L);
    assertThat(after.size()).isGreaterThan(100);
  }
}
