package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.core.Raft;
import dev.balsa.core.Recovered;
import dev.balsa.core.Settings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a follower with two writes in flight learns, and when. */
class DelayedServerTest {
  private final Raft raft =
      new Raft(1, new Configuration(List.of(1L, 2L)), Settings.STANDARD, 1, Recovered.NOTHING, 0);
  private final DelayedServer server = new DelayedServer(raft);

  DelayedServerTest() {
    step(append(1));
    step(append(2));
  }

  private static Event append(long index) {
    Entry entry = new Entry(index, 1, EntryKind.NO_OP, Bytes.EMPTY);
    return new Event.Received(
        new Message.AppendEntries(
            2, 1, 1, index - 1, index == 1 ? 0 : 1, List.of(entry), 0, index));
  }

  private void step(Event... events) {
    var _ = server.step(1, List.of(events));
  }

  @Test
  void whatADiskReportsIsHeldBackWhileItWorks() {
    server.workBegins();
    step(new Event.Persisted(1));
    assertThat(raft.durableIndex()).isZero();
    server.workEnds(1);
    assertThat(server.deadlineNanos()).isEqualTo(Long.MIN_VALUE);
    step();
    assertThat(raft.durableIndex()).isEqualTo(1);
    assertThat(server.deadlineNanos()).isEqualTo(raft.deadlineNanos());
  }

  @Test
  void theNextWorkHoldsBackNothingOfTheOneBefore() {
    server.workBegins();
    step(new Event.Persisted(1));
    server.workEnds(1);
    server.workBegins();
    step();
    assertThat(raft.durableIndex()).isEqualTo(1);
  }

  @Test
  void norWhatNobodyHasLookedAtYet() {
    server.workBegins();
    server.workEnds(1);
    server.workBegins();
    step(new Event.Persisted(1), new Event.Persisted(2));
    assertThat(raft.durableIndex()).isEqualTo(1);
    server.workEnds(2);
    step();
    assertThat(raft.durableIndex()).isEqualTo(2);
  }
}
