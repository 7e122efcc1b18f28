package dev.balsa.node;

import static dev.balsa.node.Requests.assertAnswer;
import static dev.balsa.node.Requests.assertNotDone;
import static dev.balsa.node.Requests.assertUnknown;
import static dev.balsa.node.Requests.proposal;
import static dev.balsa.node.Requests.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.HardState;
import dev.balsa.log.FileDisk;
import dev.balsa.log.LogSettings;
import dev.balsa.log.SegmentedLog;
import dev.balsa.node.ApplierMail.Committed;
import dev.balsa.node.ApplierMail.Ended;
import dev.balsa.node.ApplierMail.Filed;
import dev.balsa.node.ApplierMail.Ready;
import dev.balsa.node.Request.Proposal;
import dev.balsa.node.Request.Query;
import dev.balsa.node.RequestException.NotDone;
import dev.balsa.node.RequestException.NotDone.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplierTest {
  @TempDir Path directory;

  private final TestClock clock = new TestClock();
  private final ListMachine machine = new ListMachine();
  private final Mailboxes mailboxes =
      new Mailboxes(
          new Mailbox<>(new Bell()),
          new Mailbox<>(new Bell()),
          new Mailbox<>(new Bell()),
          new Mailbox<>(new Bell()));
  private final List<String> watched = new ArrayList<>();
  private final NodeObserver observer =
      new NodeObserver() {
        @Override
        public void applied(Entry entry, Bytes result) {
          watched.add(entry.index() + "=" + result.utf8());
        }
      };
  private final Lifecycle lifecycle = new Lifecycle(1, observer, List.of());
  private SegmentedLog log;
  private Applier applier;

  @BeforeEach
  void open() throws IOException {
    log =
        SegmentedLog.open(FileDisk.at(directory), LogSettings.STANDARD.withSizes(1 << 16, 1 << 12));
    NodeSettings settings =
        NodeSettings.of(1, new Configuration(List.of(1L)), 7)
            .withLimits(new NodeLimits(64 << 20, 10, 16, 1 << 20, 1024, 1000, 10_000, 50, 1000));
    applier = new Applier(settings, null, log, machine, mailboxes, observer, clock, lifecycle);
  }

  @AfterEach
  void close() throws IOException {
    log.close();
  }

  private void append(long term, long firstIndex, String... commands) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (String command : commands) {
      EntryKind kind = command.isEmpty() ? EntryKind.NO_OP : EntryKind.COMMAND;
      entries.add(new Entry(firstIndex + entries.size(), term, kind, Bytes.utf8(command)));
    }
    log.append(new HardState(term, 1), entries);
    log.sync();
  }

  private void hand(ApplierMail... mail) {
    mailboxes.applier().addAll(List.of(mail), true);
  }

  private void turnUntilIdle() {
    while (applier.doWork() > 0) {
      assertThat(lifecycle.isRunning()).isTrue();
    }
  }

  @Test
  void appliesUpToTheWatermarkAndNoFurther() throws IOException {
    append(1, 1, "", "a", "b", "c");
    hand(new Committed(3));
    turnUntilIdle();
    assertThat(machine.applied()).containsExactly("a", "b");
    assertThat(applier.appliedIndex()).isEqualTo(3);
    assertThat(watched).containsExactly("1=", "2=1", "3=2");
    hand(new Committed(4));
    turnUntilIdle();
    assertThat(machine.applied()).containsExactly("a", "b", "c");
  }

  @Test
  void aLowerWatermarkMeansNothing() throws IOException {
    append(1, 1, "a", "b");
    hand(new Committed(2), new Committed(1));
    turnUntilIdle();
    assertThat(applier.appliedIndex()).isEqualTo(2);
  }

  @Test
  void readsTheLogInBatchesOfBoundedSize() throws IOException {
    String large = "x".repeat(900);
    append(1, 1, large, large, large);
    hand(new Committed(3));
    assertThat(applier.doWork()).isEqualTo(2);
    assertThat(applier.appliedIndex()).isEqualTo(1);
    assertThat(applier.doWork()).isEqualTo(1);
    assertThat(applier.appliedIndex()).isEqualTo(2);
  }

  @Test
  void proposalsAreAnsweredWithTheResultOfTheirCommand() throws IOException {
    append(1, 1, "", "a", "b");
    Proposal a = proposal("a");
    Proposal b = proposal("b");
    hand(new Filed(2, 1, List.of(a, b)), new Committed(2));
    turnUntilIdle();
    assertAnswer(a, "1");
    assertThat(b).isNotDone();
    hand(new Committed(3));
    turnUntilIdle();
    assertAnswer(b, "2");
  }

  @Test
  void aProposalWhoseIndexAnotherTermTookIsLost() throws IOException {
    append(2, 1, "other");
    Proposal proposal = proposal("mine");
    hand(new Filed(1, 1, List.of(proposal)), new Committed(1));
    turnUntilIdle();
    assertNotDone(proposal, Reason.LOST);
  }

  @Test
  void aLinearizableReadWaitsForItsIndex() throws IOException {
    append(1, 1, "a", "b");
    Query<List<String>> early = Requests.query(Consistency.LINEARIZABLE, machine::applied);
    hand(new Ready(2, List.of(early)), new Committed(1));
    turnUntilIdle();
    assertThat(early).isNotDone();
    hand(new Committed(2));
    turnUntilIdle();
    assertThat(early).isCompletedWithValue(List.of("a", "b"));
    Query<String> late = query("late");
    hand(new Ready(2, List.of(late)));
    turnUntilIdle();
    assertThat(late).isCompletedWithValue("late");
  }

  @Test
  void aLocalReadIsAnsweredAtOnce() {
    Query<String> query = Requests.query(Consistency.LOCAL, () -> "now");
    hand(query);
    assertThat(applier.doWork()).isEqualTo(1);
    assertThat(query).isCompletedWithValue("now");
  }

  @Test
  void anExceptionInAQuestionIsItsAnswerAndHurtsNobody() throws IOException {
    append(1, 1, "a");
    Query<String> bad =
        Requests.query(
            Consistency.LOCAL,
            () -> {
              throw new IllegalArgumentException("bad question");
            });
    hand(bad, new Committed(1));
    turnUntilIdle();
    assertThat(Await.failure(bad)).hasMessage("bad question");
    assertThat(machine.applied()).containsExactly("a");
  }

  @Test
  void b51AnExceptionInApplyIsThrownAndTheCommandIsNotAcknowledged() throws IOException {
    append(1, 1, "a", "poison", "b");
    Proposal poison = proposal("poison");
    hand(new Filed(2, 1, List.of(poison)), new Committed(3));
    assertThatThrownBy(applier::doWork)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the state machine cannot apply entry 2 of term 1")
        .hasRootCauseMessage("poisoned");
    assertThat(applier.appliedIndex()).isEqualTo(1);
    assertThat(poison).isNotDone();
    lifecycle.fail(new IllegalStateException("poisoned"));
    applier.close();
    assertUnknown(poison);
    assertThat(machine.applied()).containsExactly("a");
  }

  @Test
  void b29RequestsEndWhenTheirTimeIsOver() throws IOException {
    append(1, 1, "a");
    Proposal proposal = proposal("a", clock.nanos() + 1_000_000_000);
    Query<String> read = query("r", clock.nanos() + 1_000_000_000);
    hand(new Filed(1, 1, List.of(proposal)), new Ready(1, List.of(read)));
    turnUntilIdle();
    assertThat(applier.deadlineNanos()).isEqualTo(clock.nanos() + 50_000_000);
    clock.advanceMillis(999);
    turnUntilIdle();
    assertThat(proposal).isNotDone();
    clock.advanceMillis(50);
    turnUntilIdle();
    assertUnknown(proposal);
    assertNotDone(read, Reason.OVERLOADED);
  }

  @Test
  void requestsThatEndedBeforeAreAnsweredHere() {
    Proposal proposal = proposal("a");
    hand(new Ended(List.of(proposal), new NotDone(Reason.NO_LEADER, "nobody leads")));
    turnUntilIdle();
    assertNotDone(proposal, Reason.NO_LEADER);
  }

  @Test
  void aCommittedEntryThatIsNotInTheLogIsAnError() {
    hand(new Committed(1));
    assertThatThrownBy(applier::doWork)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("entry 1 is committed, but not in the log");
  }

  @Test
  void atTheEndEveryoneIsAnswered() {
    Proposal filed = proposal("filed");
    Query<String> waiting = query("waiting");
    hand(new Filed(1, 1, List.of(filed)), new Ready(1, List.of(waiting)));
    turnUntilIdle();
    Proposal unread = proposal("unread");
    Query<String> local = query("local");
    Proposal ended = proposal("ended");
    hand(
        new Filed(2, 1, List.of(unread)),
        local,
        new Ended(List.of(ended), new NotDone(Reason.OVERLOADED, "too much")));
    lifecycle.stop();
    applier.close();
    assertUnknown(filed);
    assertNotDone(waiting, Reason.STOPPED);
    assertUnknown(unread);
    assertNotDone(local, Reason.STOPPED);
    assertNotDone(ended, Reason.OVERLOADED);
    assertThat(mailboxes.applier().add(new Committed(1))).isFalse();
  }
}
