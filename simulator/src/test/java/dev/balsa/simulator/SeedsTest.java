package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Marks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters under faults. First every seed that has ever failed, then new ones with every
 * change of the code, and the same ones for the same code, so that a check can be repeated; the
 * first one is printed. {@code -Dbalsa.seeds=N} plays fewer or more, {@code -Dbalsa.seeds.from=S}
 * says which; only a run of the usual length or longer has to meet every rare event and to last.
 */
class SeedsTest {
  private static final int SEEDS_USUAL = 3_200;
  private static final double CLUSTER_HOURS_LEAST = 100;
  private static final int THREADS = 2;
  private static final int MARKS_LEAST = 40;
  private static final int TIMES_EACH = 10;

  /** Needs a message from before a loss. */
  private static final List<String> OUT_OF_REACH =
      List.of("answer beyond the leader's log ignored");

  @Test
  void seedsThatOnceFailedHold() throws IOException, InterruptedException {
    Report report =
        Swarm.usual(THREADS).run(kept().stream().mapToLong(Long::longValue), outcome -> {});
    assertThat(report.failures()).isEmpty();
    assertThat(report.seeds()).isEqualTo(kept().size());
  }

  @Test
  void newSeedsHoldAndMeetEveryRareEvent() throws IOException, InterruptedException {
    int count = Integer.getInteger("balsa.seeds", SEEDS_USUAL);
    long from = Long.getLong("balsa.seeds.from", Sources.number());
    System.out.println("seeds from " + from);
    long start = System.nanoTime();
    Report report = Swarm.usual(THREADS).run(LongStream.range(from, from + count), outcome -> {});
    System.out.println(report.line((System.nanoTime() - start) / 1e9));
    assertThat(report.failures()).isEmpty();
    assertThat(report.seeds()).isEqualTo(count);
    if (count >= SEEDS_USUAL) {
      assertThat(report.clusterHours()).isGreaterThanOrEqualTo(CLUSTER_HOURS_LEAST);
      assertThat(tooRare(report)).as("met fewer than %d times", TIMES_EACH).isEmpty();
    }
  }

  @Test
  void thereAreManyRareEvents() {
    assertThat(marks()).hasSizeGreaterThanOrEqualTo(MARKS_LEAST).doesNotHaveDuplicates();
  }

  private static Map<String, Long> tooRare(Report report) {
    Map<String, Long> rare = new TreeMap<>();
    for (String mark : marks()) {
      if (report.marks().count(mark) < TIMES_EACH) {
        rare.put(mark, report.marks().count(mark));
      }
    }
    return rare;
  }

  private static List<String> marks() {
    List<String> all = new ArrayList<>(SimMarks.ALL);
    all.addAll(Marks.ALL);
    all.removeAll(OUT_OF_REACH);
    return all;
  }

  private static List<Long> kept() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(SeedsTest.class.getResourceAsStream("/seeds.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .map(Long::valueOf)
          .toList();
    }
  }
}
