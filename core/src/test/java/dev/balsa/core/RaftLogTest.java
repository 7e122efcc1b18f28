package dev.balsa.core;

import static dev.balsa.core.OneServer.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RaftLogTest {
  private static RaftLog log(long recentBytesMax, long... terms) {
    HardState hardState = new HardState(99, HardState.NOBODY);
    return new RaftLog(
        Configuration.NONE, OneServer.recovered(hardState, terms.length, terms), recentBytesMax);
  }

  @Test
  void termsAreKnownForTheWholeLog() {
    RaftLog log = log(1024, 1, 1, 3, 3, 3, 7);
    long[] expected = {0, 1, 1, 3, 3, 3, 7};
    for (int i = 0; i < expected.length; i++) {
      assertThat(log.termOf(i)).isEqualTo(expected[i]);
    }
    assertThat(log.holds(0, 0)).isTrue();
    assertThat(log.holds(6, 7)).isTrue();
    assertThat(log.holds(6, 3)).isFalse();
    assertThat(log.holds(7, 7)).isFalse();
    assertThat(log.holds(-1, 0)).isFalse();
  }

  @Test
  void termRunsAgreeWithAPlainListOverRandomHistories() {
    SplittableRandom random = new SplittableRandom(5);
    for (int history = 0; history < 200; history++) {
      TermRuns runs = new TermRuns(List.of());
      java.util.ArrayList<Long> plain = new java.util.ArrayList<>(List.of(0L));
      for (int i = 0; i < 100; i++) {
        if (random.nextInt(5) == 0 && plain.size() > 1) {
          int from = 1 + random.nextInt(plain.size() - 1);
          plain.subList(from, plain.size()).clear();
          runs.truncate(from);
        } else {
          long term = Math.max(1, plain.get(plain.size() - 1) + random.nextInt(3) / 2);
          runs.append(plain.size(), term);
          plain.add(term);
        }
      }
      for (int i = 0; i < plain.size(); i++) {
        assertThat(runs.termOf(i)).isEqualTo(plain.get(i));
        long term = random.nextInt(30);
        int expected = i;
        while (plain.get(expected) > term) {
          expected--;
        }
        assertThat(runs.lastIndexUpTo(i, term)).isEqualTo(expected);
      }
    }
  }

  @Test
  void recentEntriesAreBoundedButWhatIsNeededStays() {
    RaftLog log = log(100, 1, 1, 1);
    assertThat(log.firstRecentIndex()).isEqualTo(2);
    for (int i = 4; i < 200; i++) {
      log.append(entry(i, 1));
    }
    log.handOver(0);
    log.evict(199);
    assertThat(log.firstRecentIndex()).as("not durable, stays").isEqualTo(4);
    log.persisted(1);
    log.evict(150);
    assertThat(log.firstRecentIndex()).as("not committed, stays").isEqualTo(151);
    log.evict(199);
    assertThat(log.firstRecentIndex()).isEqualTo(198);
    assertThat(log.recent(199)).isEqualTo(entry(199, 1));
    assertThatThrownBy(() -> log.recent(197)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void writesAreNumberedAndSettledInOrder() {
    RaftLog log = log(1024);
    log.append(entry(1, 1));
    assertThat(log.handOver(5)).containsExactly(entry(1, 1));
    log.append(entry(2, 1));
    assertThat(log.handOver(9)).containsExactly(entry(2, 1));
    assertThat(log.handOver(9)).isEmpty();
    assertThat(log.lastWrite()).isEqualTo(3);
    assertThat(log.writeHangs(14, 10)).isFalse();
    assertThat(log.writeHangs(15, 10)).isTrue();
    log.persisted(2);
    assertThat(log.durableIndex()).isEqualTo(2);
    log.persisted(1);
    assertThat(log.durableIndex()).isEqualTo(2);
    assertThat(log.durableWrite()).isEqualTo(2);
    assertThatThrownBy(() -> log.persisted(4)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void cuttingLowersWhatWritesInFlightWillMakeDurable() {
    RaftLog log = log(1024, 1, 1);
    log.append(entry(3, 1));
    log.append(entry(4, 1));
    log.handOver(0);
    assertThat(log.truncate(4)).isTrue();
    log.append(entry(4, 2));
    assertThat(log.hasUnwritten()).isTrue();
    log.persisted(1);
    assertThat(log.durableIndex()).isEqualTo(3);
    assertThat(log.truncate(2)).as("nothing in flight").isFalse();
    assertThat(log.durableIndex()).isEqualTo(1);
    log.append(entry(2, 3));
    assertThat(log.handOver(0)).containsExactly(entry(2, 3));
  }

  @Test
  void cuttingBelowTheMemoryWindowEmptiesIt() {
    RaftLog log = log(1, 1, 1, 1, 1);
    assertThat(log.firstRecentIndex()).isEqualTo(5);
    log.truncate(2);
    assertThat(log.lastIndex()).isEqualTo(1);
    log.append(entry(2, 2));
    assertThat(log.recent(2)).isEqualTo(entry(2, 2));
    assertThat(log.firstRecentIndex()).isEqualTo(2);
  }

  @Test
  void sliceEndsBeforeItsLimitButHoldsAtLeastOne() {
    RaftLog log = log(4096, 1, 1, 1);
    assertThat(log.slice(1, 0)).hasSize(1);
    assertThat(log.slice(1, 2L * entry(1, 1).sizeBytes())).hasSize(2);
    assertThat(log.slice(1, 2L * entry(1, 1).sizeBytes() - 1)).hasSize(1);
    assertThat(log.slice(2, 4096)).containsExactly(entry(2, 1), entry(3, 1));
    assertThat(log.slice(2, 4096)).as("shared").isSameAs(log.slice(2, 5000));
    log.truncate(3);
    log.append(entry(3, 2));
    assertThat(log.slice(2, 4096)).containsExactly(entry(2, 1), entry(3, 2));
  }

  @Test
  void whatIsDiscardedKeepsItsLastTerm() {
    RaftLog log = log(1024, 1, 1, 3, 3, 3, 7);
    log.discard(4);
    assertThat(log.start()).isEqualTo(new LogStart(4, 3));
    assertThat(log.termOf(4)).isEqualTo(3);
    assertThat(log.termOf(5)).isEqualTo(3);
    assertThat(log.lastTerm()).isEqualTo(7);
    assertThat(log.firstRecentIndex()).isEqualTo(5);
    assertThat(log.holds(2, 9)).as("what was discarded was committed").isTrue();
    assertThat(log.holds(4, 1)).isFalse();
    assertThatThrownBy(() -> log.termOf(3)).hasMessage("term asked for outside the log");
    assertThatThrownBy(() -> log.discard(4)).hasMessageContaining("cannot be discarded again");
    log.discard(6);
    assertThat(log.lastIndex()).isEqualTo(6);
    assertThat(log.lastTerm()).isEqualTo(7);
    log.append(entry(7, 7));
    assertThat(log.termOf(7)).isEqualTo(7);
    assertThatThrownBy(() -> log.discard(7)).hasMessage("only what is durable is discarded");
  }

  @Test
  void aResetForgetsEverythingAlsoWhatIsInFlight() {
    RaftLog log = log(1024, 1, 1);
    log.append(entry(3, 4));
    log.handOver(0);
    log.reset(new SnapshotMeta(9, 5, new Configuration(List.of(1L))));
    assertThat(log.lastIndex()).isEqualTo(9);
    assertThat(log.lastTerm()).isEqualTo(5);
    assertThat(log.durableIndex()).isEqualTo(9);
    assertThat(log.startChanged()).isTrue();
    log.append(entry(10, 5));
    assertThat(log.handOver(0)).containsExactly(entry(10, 5));
    assertThat(log.startChanged()).isFalse();
    log.persisted(1);
    assertThat(log.durableIndex()).isEqualTo(9);
    log.persisted(2);
    assertThat(log.durableIndex()).isEqualTo(10);
  }

  @Test
  void discardedRunsAgreeWithAPlainList() {
    SplittableRandom random = new SplittableRandom(6);
    for (int history = 0; history < 200; history++) {
      TermRuns runs = new TermRuns(List.of());
      java.util.ArrayList<Long> plain = new java.util.ArrayList<>(List.of(0L));
      for (int i = 0; i < 60; i++) {
        long term = Math.max(1, plain.get(plain.size() - 1) + random.nextInt(3) / 2);
        runs.append(plain.size(), term);
        plain.add(term);
      }
      int from = 1 + random.nextInt(58);
      runs.discard(from);
      for (int i = from + 1; i < plain.size(); i++) {
        assertThat(runs.termOf(i)).isEqualTo(plain.get(i));
        long term = random.nextInt(30);
        int expected = i;
        while (expected > from && plain.get(expected) > term) {
          expected--;
        }
        assertThat(runs.lastIndexUpTo(i, term)).isEqualTo(expected);
      }
    }
  }
}
