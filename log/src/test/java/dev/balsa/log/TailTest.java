package dev.balsa.log;

import static dev.balsa.log.SegmentedLogTest.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TailTest {
  @ParameterizedTest
  @ValueSource(longs = {0, 31, 32, 100, 1000, 50_000})
  void keepsTheNewestEntriesUpToItsBytes(long bytesMax) {
    Random random = new Random(bytesMax);
    Tail tail = new Tail(bytesMax);
    List<Entry> log = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      if (!log.isEmpty() && random.nextInt(10) == 0) {
        log.subList(log.size() - 1 - random.nextInt(Math.min(20, log.size())), log.size()).clear();
      }
      Entry entry = command(log.size() + 1, 1 + i, "x".repeat(random.nextInt(60)));
      log.add(entry);
      tail.add(entry);
      List<Entry> all = tail.all();
      assertThat(all).isEqualTo(log.subList(log.size() - all.size(), log.size()));
      assertThat(Entry.sizeBytes(all)).isLessThanOrEqualTo(bytesMax);
      assertThat(tail.holds(log.size() + 1)).isFalse();
      assertThat(tail.holds(log.size() - all.size())).isFalse();
      assertThat(tail.holds(log.size())).isEqualTo(!all.isEmpty());
    }
  }

  @Test
  void dropsNoMoreThanItMust() {
    Tail tail = new Tail(4 * 33);
    for (int i = 1; i <= 10; i++) {
      tail.add(command(i, 1, "x"));
    }
    assertThat(tail.all()).extracting(Entry::index).containsExactly(7L, 8L, 9L, 10L);
    assertThat(tail.from(8, 10, 66)).extracting(Entry::index).containsExactly(8L, 9L);
    assertThat(tail.from(8, 10, 1)).extracting(Entry::index).containsExactly(8L);
  }
}
