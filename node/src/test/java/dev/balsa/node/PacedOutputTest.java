package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PacedOutputTest {
  private static final int PIECE = PacedOutput.PIECE_BYTES;
  private static final long SECOND = 1_000_000_000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Long> pauses = new ArrayList<>();
  private long now;

  private PacedOutput paced(long bytesPerSecond) {
    return new PacedOutput(
        out,
        bytesPerSecond,
        () -> now,
        untilNanos -> {
          pauses.add(untilNanos - now);
          now = Math.max(now, untilNanos);
        });
  }

  @Test
  void whateverIsWrittenArrivesAsItWas() throws IOException {
    byte[] content = new byte[3 * PIECE + 1];
    new Random(1).nextBytes(content);
    PacedOutput paced = paced(PIECE);
    paced.write(content[0]);
    paced.write(content, 1, 10);
    paced.write(content, 11, content.length - 11);
    assertThat(out.toByteArray()).isEqualTo(content);
    assertThat(now).isEqualTo(3 * SECOND);
  }

  @Test
  void theTimeThatWritingTakesCountsAndIsNotMadeUpFor() throws IOException {
    PacedOutput paced = paced(PIECE);
    paced.write(new byte[PIECE / 2]);
    now += SECOND / 4;
    paced.write(new byte[PIECE / 2]);
    paced.write(new byte[PIECE / 2]);
    now += 5 * SECOND;
    paced.write(new byte[PIECE / 2]);
    paced.write(new byte[PIECE]);
    assertThat(pauses).containsExactly(3 * SECOND / 4, -4 * SECOND, SECOND);
  }

  @Test
  void whoHasNoNeedToGoOnStopsAtTheNextPiece() {
    IOException over = new IOException("over");
    PacedOutput paced =
        new PacedOutput(
            out,
            1,
            () -> now,
            untilNanos -> {
              throw over;
            });
    assertThatThrownBy(() -> paced.write(new byte[10 * PIECE])).isSameAs(over);
    assertThat(out.size()).isEqualTo(PIECE);
  }
}
