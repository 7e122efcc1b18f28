package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void thingsHappenInOrderOfTimeAndThenAsTheyWereAsked() {
    Chance chance = new Chance(7);
    Schedule schedule = new Schedule();
    List<int[]> expected = new ArrayList<>();
    List<Integer> happened = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      int name = i;
      int time = chance.below(100);
      expected.add(new int[] {time, name});
      schedule.at(time, () -> happened.add(name));
    }
    expected.sort(Comparator.comparingInt((int[] e) -> e[0]).thenComparingInt(e -> e[1]));
    long last = 0;
    while (!schedule.isEmpty()) {
      assertThat(schedule.nextNanos()).isGreaterThanOrEqualTo(last);
      last = schedule.nextNanos();
      schedule.take().run();
    }
    assertThat(happened).isEqualTo(expected.stream().map(e -> e[1]).toList());
  }

  /** As most things are: because of another one, and often at once. */
  @Test
  void whatIsAskedMeanwhileHappensInTheSameOrder() {
    Chance chance = new Chance(9);
    Schedule schedule = new Schedule();
    List<long[]> asked = new ArrayList<>();
    List<Integer> happened = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ask(schedule, chance, 0, asked, happened);
    }
    while (!schedule.isEmpty()) {
      long now = schedule.nextNanos();
      schedule.take().run();
      for (int more = chance.below(4); more > 0 && asked.size() < 5_000; more--) {
        ask(schedule, chance, now, asked, happened);
      }
    }
    asked.sort(Comparator.comparingLong((long[] e) -> e[0]).thenComparingLong(e -> e[1]));
    assertThat(happened).hasSizeGreaterThan(1_000);
    assertThat(happened).isEqualTo(asked.stream().map(e -> (int) e[1]).toList());
  }

  private static void ask(
      Schedule schedule, Chance chance, long now, List<long[]> asked, List<Integer> happened) {
    int name = asked.size();
    long at = now + (chance.below(2) == 0 ? 0 : chance.below(50));
    asked.add(new long[] {at, name});
    schedule.at(at, () -> happened.add(name));
  }

  @Test
  void aClockNeverShowsLessAndIsReadBackExactly() {
    Chance chance = new Chance(8);
    long[] now = {0};
    SimClock clock = new SimClock(() -> now[0], 12_345, 1_000_003);
    long before = clock.nanos();
    for (int i = 0; i < 10_000; i++) {
      long target = clock.nanos() + chance.below(1_000_000);
      assertThat(clock.worldNanos(target)).isGreaterThanOrEqualTo(now[0]);
      now[0] = clock.worldNanos(target);
      assertThat(clock.nanos()).isBetween(target, target + 2);
      assertThat(clock.nanos()).isGreaterThanOrEqualTo(before);
      before = clock.nanos();
      if (i % 100 == 0) {
        clock.setRate(chance.between(500_000, 2_000_000));
        assertThat(clock.nanos()).isBetween(before, before + 2);
      }
    }
  }
}
