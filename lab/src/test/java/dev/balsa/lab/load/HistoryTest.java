package dev.balsa.lab.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.simulator.history.Linearizability;
import dev.balsa.simulator.history.RecordedHistory;
import dev.balsa.simulator.history.Verdict;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history = new History();

  @Test
  void aReadOfWhatWasWrittenBeforeItIsExplained() {
    history.read(1, "k", history.moment(), "");
    history.wrote(1, "k", history.moment(), "a");
    history.read(2, "k", history.moment(), "a");
    assertThat(history.verdict()).isEqualTo(new Verdict.Linearizable());
  }

  @Test
  void aStaleReadIsFound() {
    history.wrote(1, "k", history.moment(), "a");
    history.wrote(1, "k", history.moment(), "b");
    history.read(2, "k", history.moment(), "a");
    assertThat(history.verdict()).isInstanceOf(Verdict.NotLinearizable.class);
  }

  @Test
  void aLostWriteIsFound() {
    history.wrote(1, "k", history.moment(), "a");
    history.read(2, "k", history.moment(), "");
    assertThat(history.verdict()).isInstanceOf(Verdict.NotLinearizable.class);
  }

  @Test
  void whatMayHaveBeenWrittenMayBeSeenLaterOrNever() {
    history.wrote(1, "k", history.moment(), "a");
    history.mayHaveWritten(2, "k", history.moment(), "b");
    history.read(1, "k", history.moment(), "a");
    history.read(1, "k", history.moment(), "b");
    history.mayHaveWritten(3, "k", history.moment(), "c");
    assertThat(history.verdict()).isEqualTo(new Verdict.Linearizable());
    history.read(1, "k", history.moment(), "a");
    assertThat(history.verdict()).isInstanceOf(Verdict.NotLinearizable.class);
  }

  @Test
  void whatOverlapsMayHaveHappenedInAnyOrder() {
    long early = history.moment();
    history.wrote(1, "k", history.moment(), "a");
    history.read(2, "k", early, "");
    assertThat(history.verdict()).isEqualTo(new Verdict.Linearizable());
  }

  @Test
  void theFileIsReadByTheCommandThatChecksHistories() {
    long open = history.moment();
    history.wrote(1, "k", history.moment(), "a");
    history.mayHaveWritten(2, "k", open, "b");
    history.read(3, "k", history.moment(), "b");
    RecordedHistory read = RecordedHistory.parse(history.lines());
    assertThat(read.operations()).hasSize(3);
    assertThat(new Linearizability(1_000).check(read.model(), read.operations()))
        .isEqualTo(history.verdict());
  }
}
