package dev.balsa.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages, events, what a disk held, limits: what cannot be is refused where it is made. */
class WordsTest {
  private static final Settings GOOD = Settings.STANDARD;

  @Test
  void entriesOfARequestFollowEachOther() {
    assertThatCode(() -> append(3, 4, 2, entry(5, 2), entry(6, 3))).doesNotThrowAnyException();
    assertThatCode(() -> append(3, 0, 0)).doesNotThrowAnyException();
    refused(() -> append(3, 4, 2, entry(6, 2)));
    refused(() -> append(3, 4, 2, entry(5, 2), entry(5, 2)));
    refused(() -> append(3, 4, 2, entry(5, 1)));
    refused(() -> append(3, 4, 2, entry(5, 4)));
    refused(() -> append(3, 4, 4));
    refused(() -> append(3, -1, 0));
    refused(() -> append(3, 0, 1));
    refused(() -> append(3, 1, 0));
    refused(() -> append(3, 0, 0, entry(1, 0)));
  }

  @Test
  void aProposalHasACommand() {
    refused(() -> new Event.Propose(1, List.of()));
  }

  @Test
  void whatADiskHeldMustFitTogether() {
    HardState state = new HardState(3, HardState.NOBODY);
    List<TermRun> runs = List.of(new TermRun(1, 1), new TermRun(3, 3));
    assertThatCode(() -> new Recovered(state, runs, 4, List.of(entry(3, 3), entry(4, 3))))
        .doesNotThrowAnyException();
    assertThatCode(() -> new Recovered(state, runs, 4, List.of())).doesNotThrowAnyException();
    refused(() -> new Recovered(state, runs, 2, List.of()));
    refused(() -> new Recovered(state, runs, 0, List.of()));
    refused(() -> new Recovered(state, List.of(), 1, List.of()));
    refused(() -> new Recovered(state, List.of(new TermRun(1, 2)), 4, List.of()));
    refused(
        () -> new Recovered(state, List.of(new TermRun(1, 1), new TermRun(1, 2)), 4, List.of()));
    refused(() -> new Recovered(new HardState(2, 0), runs, 4, List.of()));
    refused(() -> new Recovered(state, runs, 4, List.of(entry(3, 3))));
    refused(() -> new Recovered(state, runs, 4, List.of(entry(4, 2))));
    refused(() ->
        new Recovered(state, List.of(new TermRun(1, 1)), 1, List.of(entry(0, 1), entry(1, 1))));
  }

  @Test
  void settingsNameWhatIsOutOfRange() {
    assertThatThrownBy(() -> GOOD.withTimes(9, 3))
        .hasMessage("electionTimeoutMillis is 9; it must be from 10 to 60000");
    assertThatThrownBy(() -> GOOD.withTimes(100, 34))
        .hasMessage("heartbeatMillis is 34; it must be from 1 to 33");
    assertThatThrownBy(() -> new Settings(100, 20, 0, 1024, 1024, 1024, 1024, 1))
        .hasMessageStartingWith("commandBytesMax is 0");
    assertThatThrownBy(() -> new Settings(100, 20, 1, 1023, 1024, 1024, 1024, 1))
        .hasMessageStartingWith("appendBytesMax is 1023");
    assertThatThrownBy(() -> new Settings(100, 20, 1, 1024, 1023, 1024, 1024, 1))
        .hasMessageStartingWith("windowBytesMax is 1023");
    assertThatThrownBy(() -> new Settings(100, 20, 10, 1024, 1024, 9, 1024, 1))
        .hasMessageStartingWith("uncommittedBytesMax is 9");
    assertThatThrownBy(() -> new Settings(100, 20, 10, 1024, 1024, 10, 1023, 1))
        .hasMessageStartingWith("recentBytesMax is 1023");
    assertThatThrownBy(() -> new Settings(100, 20, 10, 1024, 1024, 10, 1024, 0))
        .hasMessageStartingWith("readsMax is 0");
  }

  @Test
  void votersArePositiveAscendingAndNotTooMany() {
    refused(() -> new Configuration(List.of()));
    refused(() -> new Configuration(List.of(0L)));
    refused(() -> new Configuration(List.of(2L, 1L)));
    refused(() -> new Configuration(List.of(1L, 1L)));
    refused(() -> new Configuration(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L)));
  }

  @Test
  void marksAreDistinctAndLowerCase() {
    assertThat(new HashSet<>(Marks.ALL)).hasSameSizeAs(Marks.ALL);
    assertThat(Marks.ALL).containsAll(Marks.OF_MEMBERSHIP);
    assertThat(Marks.ALL)
        .allMatch(
            mark -> mark.equals(mark.toLowerCase(java.util.Locale.ROOT)) && mark.length() < 70);
  }

  @Test
  void aQueueGivesBackWhatItTookInOrder() {
    LongQueue queue = new LongQueue();
    java.util.ArrayDeque<Long> plain = new java.util.ArrayDeque<>();
    java.util.SplittableRandom random = new java.util.SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      if (random.nextInt(5) < 3) {
        queue.add(i);
        plain.add((long) i);
      } else if (!plain.isEmpty()) {
        assertThat(queue.removeFirst()).isEqualTo(plain.remove());
      }
      assertThat(queue.size()).isEqualTo(plain.size());
    }
    queue.clear();
    assertThat(queue.isEmpty()).isTrue();
    assertThatThrownBy(queue::first).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void longListsAreShortenedInTraces() {
    Event propose = new Event.Propose(3, java.util.Collections.nCopies(64, Bytes.utf8("x")));
    assertThat(Trace.line(propose)).isEqualTo("propose #3 x x x x … 64 commands");
    List<Entry> entries = new java.util.ArrayList<>();
    for (int i = 1; i <= 64; i++) {
      entries.add(entry(i, 1));
    }
    assertThat(Trace.line(new Event.LogRead(2, 1, entries)))
        .isEqualTo("log-read for=2 from=1 [1/1 e1.1 … 64/1 e64.1]");
  }

  private static Message append(long term, long prev, long prevTerm, Entry... entries) {
    return OneServer.append(2, term, prev, prevTerm, 0, 1, entries);
  }

  private static Entry entry(long index, long term) {
    return OneServer.entry(index, term);
  }

  private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable making) {
    assertThatThrownBy(making).isInstanceOf(IllegalArgumentException.class);
  }
}
