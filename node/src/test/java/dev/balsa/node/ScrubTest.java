package dev.balsa.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.log.DamagedLogException;
import dev.balsa.node.TurnedCluster.Member;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rot under a running member, which nobody reads unless it is looked for. */
class ScrubTest {
  private static final String FIRST_SEGMENT = "0000000001.segment";

  @TempDir Path directory;

  private static void write(TurnedCluster cluster, int count) {
    for (int i = 0; i < count; i++) {
      CompletableFuture<Bytes> write = cluster.leader().propose("c" + i + "x".repeat(1000));
      cluster.until("written", write::isDone);
      write.join();
    }
  }

  private static void flip(Path file, long position) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, position);
      one.put(0, (byte) (one.get(0) ^ 1)).flip();
      channel.write(one, position);
    }
  }

  @Test
  void aFlippedByteIsFoundNamedAndRefusedAtTheNextStart() throws IOException {
    try (TurnedCluster cluster = new TurnedCluster(directory, 3, 21)) {
      write(cluster, 100);
      cluster.pass(3000);
      Member rotten = cluster.follower();
      assertThat(rotten.core().failure()).as("nothing is wrong yet").isNull();
      flip(directory.resolve("member-" + rotten.id()).resolve(FIRST_SEGMENT), 20_000);
      cluster.until("it is found", () -> rotten.core().failure() != null);
      assertThat(rotten.core().failure())
          .hasMessageStartingWith("what the disk holds was read again: The log is damaged")
          .hasMessageContaining(FIRST_SEGMENT)
          .cause()
          .isInstanceOfSatisfying(
              DamagedLogException.class,
              damage -> assertThat(damage.offset()).isBetween(15_000L, 20_000L));
      cluster.kill(rotten.id());
      write(cluster, 5);
      assertThatThrownBy(() -> cluster.start(rotten.id()))
          .hasMessageContaining(FIRST_SEGMENT)
          .hasCauseInstanceOf(DamagedLogException.class);
    }
  }

  @Test
  void theLimitsAreTheDocumentedOnesAndNameThemselves() {
    NodeSettings settings = NodeSettings.of(1, new Configuration(List.of(1L)), 7);
    assertThat(settings.scrub()).isEqualTo(new ScrubLimits(1 << 20, 3_600_000));
    assertThat(settings.withScrub(ScrubLimits.NEVER).scrub().bytesPerSecond()).isZero();
    assertThatThrownBy(() -> new ScrubLimits(4095, 1000))
        .hasMessage("bytesPerSecond is 4095; it must be from 4096 to 1099511627776");
    assertThatThrownBy(() -> new ScrubLimits(4096, 99))
        .hasMessage("roundMillis is 99; it must be from 100 to 2000000000");
  }

  @Test
  void noMoreIsReadInASecondThanAllowedAndNoRoundBeginsTooSoon() throws IOException {
    try (TurnedCluster cluster = new TurnedCluster(directory, 1, 22)) {
      write(cluster, 100);
      long start = cluster.clock.nanos();
      Scrubber scrubber =
          new Scrubber(cluster.member(1).log().scrub(), new ScrubLimits(4096, 60_000), start);
      assertThat(scrubber.goOn(start)).isZero();
      long first = start + 60_000_000_000L;
      assertThat(scrubber.deadlineNanos()).isEqualTo(first);
      assertThat(scrubber.goOn(first)).isPositive();
      // A piece of 64 KiB at 4 KiB/s.
      assertThat(scrubber.deadlineNanos()).isEqualTo(first + 16_000_000_000L);
      assertThat(scrubber.goOn(scrubber.deadlineNanos() - 1)).isZero();
      long last = first;
      while (scrubber.deadlineNanos() < first + 60_000_000_000L) {
        last = scrubber.deadlineNanos();
        assertThat(scrubber.goOn(last)).isPositive();
      }
      assertThat(scrubber.deadlineNanos()).isEqualTo(first + 60_000_000_000L);
      scrubber.close();
      Scrubber never = new Scrubber(cluster.member(1).log().scrub(), ScrubLimits.NEVER, start);
      assertThat(never.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }
  }
}
