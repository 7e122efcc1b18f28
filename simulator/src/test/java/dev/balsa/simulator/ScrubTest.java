package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.log.DamagedLogException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rot that nobody needs to read: a running member finds it all the same, and in time. */
class ScrubTest {
  private static final int SEEDS = 24;
  private static final int WRITES = 24;

  /** A round begins after 100 election timeouts at the latest; reading takes a few more. */
  private static final double TIMEOUTS = 130;

  @Test
  void whatIsSealedIsReadAgainAndRotInItFoundWithinABoundedTime() throws IOException {
    int found = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      found += play(seed) ? 1 : 0;
    }
    assertThat(found).isGreaterThan(SEEDS / 3);
  }

  private static boolean play(long seed) throws IOException {
    Scenario s = Scenario.withShortSegments(seed, 3);
    String value = "x".repeat(Scenario.COMMAND_BYTES_MAX / 3);
    for (int i = 0; i < WRITES; i++) {
      s.write(s.leader(), "k" + i, value);
    }
    s.settle(s.others());
    long rotten = s.others(s.leader()).getFirst();
    Machine machine = s.world().machine(rotten);
    String open = newest(machine);
    s.corrupt(rotten, "FLIPPED_BITS");
    s.run(TIMEOUTS);
    assertThat(s.isUp(s.leader())).isTrue();
    if (!s.isUp(rotten)) {
      assertThat(s.times(SimMarks.DAMAGE_FOUND_RUNNING)).isEqualTo(1);
      return true;
    }
    // Then it must be where nothing counts, or what is still being written.
    machine.kill();
    try {
      OpenedLog.of(machine.disk(), machine.logSettings(), rotten);
    } catch (DamagedLogException damage) {
      assertThat(damage.file()).as("seed %d", seed).isGreaterThanOrEqualTo(open);
    }
    return false;
  }

  private static String newest(Machine machine) {
    List<String> segments =
        machine.disk().files().keySet().stream()
            .filter(name -> name.endsWith(".segment"))
            .sorted()
            .toList();
    assertThat(segments).hasSizeGreaterThan(3);
    return segments.getLast();
  }
}
