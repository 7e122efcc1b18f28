package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Marks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whole clusters under faults. First every seed that has ever failed, then new ones: {@code
 * -Dbalsa.seeds=N} says how many, {@code -Dbalsa.seeds.from=S} which; without it they differ from
 * run to run, and the first one is printed.
 */
class SeedsTest {
  private static final int SEEDS_USUAL = 100;
  private static final int SEEDS_MANY = 1000;
  private static final int THREADS = 2;
  private static final int TIMES_EACH = 10;

  /**
   * Needs a member that is not one, a log without its first part, or a message from before a loss.
   */
  private static final List<String> OUT_OF_REACH =
      List.of(
          "message from a stranger ignored",
          "entries for a follower are not on disk",
          "answer beyond the leader's log ignored");

  /** So rare that only a run of many seeds is sure to meet them ten times. */
  private static final List<String> RAREST =
      List.of(
          "append refused, the entry before it has another term",
          "conflicting tail cut while being written",
          "entries from disk no longer wanted",
          "campaign put off, a write hangs",
          SimMarks.DAMAGE_FOUND_RUNNING,
          SimMarks.DAMAGE_UNREAD,
          SimMarks.OLD_DIRECTORY_REFUSED,
          SimMarks.FLIP_NOTICED,
          SimMarks.ZEROS_NOTICED,
          SimMarks.PHANTOM_NOTICED,
          SimMarks.MISDIRECTED_NOTICED,
          SimMarks.PROPOSAL_LOST,
          SimMarks.PROPOSAL_OVERLOADED);

  @Test
  void seedsThatOnceFailedHold() throws IOException, InterruptedException {
    Report report = Swarm.usual(THREADS).run(kept(), true, outcome -> {});
    assertThat(report.failures().stream().map(Report::line)).isEmpty();
    assertThat(report.seeds()).isEqualTo(kept().size());
  }

  @Test
  void newSeedsHoldAndMeetEveryRareEvent() throws InterruptedException {
    int count = Integer.getInteger("balsa.seeds", SEEDS_USUAL);
    long from = Long.getLong("balsa.seeds.from", System.nanoTime() & 0xffff_ffffL);
    System.out.println("seeds from " + from);
    long start = System.nanoTime();
    Report report =
        Swarm.usual(THREADS)
            .run(LongStream.range(from, from + count).boxed().toList(), true, outcome -> {});
    System.out.println(report.line((System.nanoTime() - start) / 1e9));
    assertThat(report.failures().stream().map(Report::line)).isEmpty();
    TreeMap<String, Long> rare = new TreeMap<>();
    for (String mark : marks(count)) {
      if (report.marks().count(mark) < TIMES_EACH) {
        rare.put(mark, report.marks().count(mark));
      }
    }
    assertThat(marks(count)).hasSizeGreaterThanOrEqualTo(40);
    assertThat(rare).as("what a run must meet at least %d times", TIMES_EACH).isEmpty();
  }

  private static List<String> marks(int seeds) {
    List<String> all = new ArrayList<>(SimMarks.ALL);
    all.addAll(Marks.ALL);
    all.removeAll(OUT_OF_REACH);
    if (seeds < SEEDS_MANY) {
      all.removeAll(RAREST);
    }
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
