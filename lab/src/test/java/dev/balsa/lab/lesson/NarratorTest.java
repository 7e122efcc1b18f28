package dev.balsa.lab.lesson;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Bytes;
import dev.balsa.core.Configuration;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Event;
import dev.balsa.core.LogStart;
import dev.balsa.core.Message;
import dev.balsa.core.SnapshotMeta;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NarratorTest {
  private static final SnapshotMeta META =
      new SnapshotMeta(20, 6, new Configuration(List.of(1L, 2L, 3L)));

  private final List<String> said = new ArrayList<>();
  private final Narrator narrator = new Narrator(10, node -> "node " + node, said::add);

  private void turn(List<Event> events, List<Effect> effects) {
    narrator.turned(0, events, effects);
  }

  private static Event refusal(long prevLogIndex) {
    return new Event.Received(
        new Message.AppendEntriesResponse(3, 1, 7, 4, false, prevLogIndex, 0, 3, 4));
  }

  private static Event success(long prevLogIndex) {
    return new Event.Received(
        new Message.AppendEntriesResponse(3, 1, 7, 4, true, prevLogIndex, 3, 0, 0));
  }

  private static Effect probe(long prevLogIndex) {
    return new Effect.Send(new Message.AppendEntries(1, 3, 7, prevLogIndex, 1, List.of(), 0, 4));
  }

  private static Effect written(long index) {
    return new Effect.Persist(
        1, null, List.of(new Entry(index, 6, EntryKind.NO_OP, Bytes.EMPTY)), List.of());
  }

  @Test
  void lc37_everyStepOfNextIndexIsALine() {
    turn(List.of(refusal(10)), List.of(probe(9)));
    turn(List.of(), List.of(probe(9)));
    turn(List.of(refusal(9)), List.of(probe(3)));
    turn(List.of(success(3)), List.of());
    assertThat(said)
        .containsExactly(
            "node 3 does not hold my entry 10: nextIndex 11 -> 10.",
            "node 3 does not hold my entry 9: nextIndex 10 -> 4.",
            "node 3 agrees at entry 3, after 3 probes; it is sent what comes after.");
  }

  @Test
  void aLateRefusalAndAnUsualAnswerAreNotWorthALine() {
    turn(List.of(refusal(9)), List.of(probe(9)));
    turn(List.of(success(10)), List.of(probe(10)));
    assertThat(said).isEmpty();
  }

  @Test
  void aTailThatGivesWayIsALine() {
    turn(List.of(), List.of(written(11)));
    turn(List.of(), List.of(written(4)));
    turn(List.of(), List.of(written(5)));
    assertThat(said)
        .containsExactly("Entries 4 to 11 give way to the leader's: nobody had committed them.");
  }

  @Test
  void lc39_theWayOfASnapshotIsToldAtBothEnds() {
    turn(
        List.of(new Event.SnapshotTaken(META, 20)),
        List.of(
            new Effect.Persist(1, null, new LogStart(20, 6), List.of(), List.of()),
            new Effect.SendSnapshot(3, META)));
    turn(List.of(new Event.SnapshotSent(3, 20, true)), List.of());
    assertThat(said)
        .containsExactly(
            "Took a snapshot of the state after entry 20.",
            "The log begins after entry 20 now: a snapshot stands for what came before.",
            "Sending a snapshot to node 3: the log no longer holds what it needs, the state after "
                + "entry 20 does.",
            "node 3 has the snapshot of entry 20.");
    said.clear();
    turn(
        List.of(),
        List.of(
            new Effect.Persist(2, null, new LogStart(20, 6), List.of(), List.of()),
            new Effect.RestoreSnapshot(META)));
    assertThat(said)
        .containsExactly("The state after entry 20 came from the leader as a snapshot.");
  }
}
