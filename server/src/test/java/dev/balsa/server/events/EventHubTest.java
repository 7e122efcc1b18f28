package dev.balsa.server.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.Event;
import dev.balsa.core.HardState;
import dev.balsa.core.Message;
import dev.balsa.core.Message.AppendEntries;
import dev.balsa.core.Message.AppendEntriesResponse;
import dev.balsa.core.Refusal;
import dev.balsa.core.RoleName;
import dev.balsa.server.json.JsonValue;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EventHubTest {
  private static final Entry ENTRY = new Entry(7, 2, EntryKind.COMMAND, Bytes.utf8("x"));
  private final EventHub hub = new EventHub(3);

  @Test
  void everyKindOfEventAndEffectIsALineWithItsParts() {
    EventCursor reader = hub.read(0, false, () -> {});
    Message vote = new Message.RequestVote(1, 3, 5, 6, 4);
    hub.turned(
        0,
        List.of(
            new Event.Received(vote),
            new Event.Received(new Message.PreVote(1, 3, 5, 6, 4)),
            new Event.Received(new Message.PreVoteResponse(1, 3, 5, 6, true)),
            new Event.Propose(9, List.of(Bytes.utf8("x"))),
            new Event.Read(10),
            new Event.Persisted(11),
            new Event.LogRead(2, 4, List.of(ENTRY))),
        List.of(
            new Effect.Persist(12, new HardState(5, 1), List.of(ENTRY), List.of()),
            new Effect.ReadLog(2, 4, 100),
            new Effect.Send(new Message.RequestVoteResponse(3, 1, 5, true)),
            new Effect.Commit(7),
            new Effect.ReadReady(10, 7),
            new Effect.Proposed(9, 7, 1, 5),
            new Effect.Refused(9, Refusal.NOT_LEADER, 1),
            new Effect.RoleChanged(RoleName.PRE_CANDIDATE, 5),
            new Effect.LeaderChanged(5, 1),
            new Effect.Noted("snapshot skipped")));
    hub.applied(ENTRY, Bytes.EMPTY);
    hub.failed(new IllegalStateException("disk \"gone\""));
    List<JsonValue> lines = reader.fetch(100).stream().map(JsonValue::parse).toList();
    assertThat(lines)
        .extracting(line -> line.get("kind").text())
        .containsExactly(
            "received",
            "received",
            "received",
            "propose",
            "read",
            "persisted",
            "log-read",
            "persist",
            "read-log",
            "send",
            "commit",
            "read-ready",
            "proposed",
            "refused",
            "role",
            "leader",
            "noted",
            "applied",
            "failed");
    assertThat(lines).extracting(line -> line.get("node").number()).containsOnly(3L);
    assertThat(lines.get(0).get("message").text()).isEqualTo("RequestVote");
    assertThat(lines.get(0).get("from").number()).isEqualTo(1);
    assertThat(lines.get(2).get("granted").isTrue()).isTrue();
    assertThat(lines.get(7).get("entries").number()).isEqualTo(1);
    assertThat(lines.get(10).get("index").number()).isEqualTo(7);
    assertThat(lines.get(13).get("reason").text()).isEqualTo("not-leader");
    assertThat(lines.get(14).get("role").text()).isEqualTo("pre-candidate");
    assertThat(lines.get(15).get("leader").number()).isEqualTo(1);
    assertThat(lines.get(17).get("text").text()).isEqualTo("applied 7/2");
    assertThat(lines.get(18).get("text").text()).contains("disk \"gone\"");
    for (int i = 0; i < lines.size(); i++) {
      assertThat(lines.get(i).get("seq").number()).isEqualTo(i + 1);
    }
  }

  @Test
  void whileNobodyReadsOnlyWhatIsRareIsKept() {
    hub.turned(
        0,
        List.of(new Event.Propose(1, List.of(Bytes.EMPTY)), new Event.Persisted(1)),
        List.of(
            new Effect.Commit(1),
            new Effect.LeaderChanged(2, 1),
            new Effect.Persist(1, null, List.of(ENTRY), List.of()),
            new Effect.Persist(2, new HardState(2, 1), List.of(), List.of())));
    hub.applied(ENTRY, Bytes.EMPTY);
    assertThat(kinds(hub.read(0, false, () -> {}))).containsExactly("leader", "persist");
  }

  @Test
  void messagesThatOnlySayThatNothingIsNewAreLeftOut() {
    EventCursor quiet = hub.read(0, false, () -> {});
    say(new AppendEntries(1, 3, 2, 6, 2, List.of(), 5, 1));
    assertThat(kinds(quiet)).as("the first of a term").hasSize(1);
    say(new AppendEntries(1, 3, 2, 6, 2, List.of(), 5, 2));
    assertThat(kinds(quiet)).isEmpty();
    say(new AppendEntries(1, 3, 2, 6, 2, List.of(), 6, 3));
    assertThat(kinds(quiet)).as("a higher commitIndex").hasSize(1);
    say(new AppendEntries(1, 3, 2, 6, 2, List.of(ENTRY), 6, 4));
    assertThat(kinds(quiet)).as("an entry").hasSize(1);
    say(new AppendEntriesResponse(3, 1, 2, 4, true, 6, 7, 0, 0));
    assertThat(kinds(quiet)).as("a higher matchIndex").hasSize(1);
    say(new AppendEntriesResponse(3, 1, 2, 5, true, 6, 7, 0, 0));
    assertThat(kinds(quiet)).isEmpty();
    say(new AppendEntriesResponse(3, 1, 2, 5, false, 6, 7, 0, 0));
    assertThat(kinds(quiet)).as("a refusal").hasSize(1);
  }

  @Test
  void whoWantsHeartbeatsGetsThem() {
    say(new AppendEntries(1, 3, 2, 6, 2, List.of(), 5, 1));
    EventCursor all = hub.read(0, true, () -> {});
    EventCursor quiet = hub.read(0, false, () -> {});
    say(new AppendEntries(1, 3, 2, 6, 2, List.of(), 5, 2));
    say(new AppendEntries(1, 3, 2, 6, 2, List.of(), 5, 3));
    assertThat(kinds(all)).containsExactly("received", "received");
    assertThat(kinds(quiet)).isEmpty();
  }

  @Test
  void whatLeavesAfterAWriteIsALineToo() {
    EventCursor reader = hub.read(0, false, () -> {});
    hub.persisted(
        new Effect.Persist(
            1,
            null,
            List.of(ENTRY),
            List.of(new AppendEntriesResponse(3, 1, 2, 4, true, 6, 7, 0, 0))));
    List<String> lines = reader.fetch(10);
    assertThat(lines).hasSize(1);
    JsonValue line = JsonValue.parse(lines.getFirst());
    assertThat(line.get("text").text()).startsWith("send AppendEntriesResponse 3->1");
    assertThat(line.get("match").number()).isEqualTo(7);
  }

  @Test
  void overwrittenLinesAreCounted() {
    EventHub small = new EventHub(1, 4);
    for (int term = 1; term <= 10; term++) {
      small.turned(0, List.of(), List.of(new Effect.LeaderChanged(term, 1)));
    }
    EventCursor reader = small.read(2, false, () -> {});
    List<JsonValue> lines = reader.fetch(100).stream().map(JsonValue::parse).toList();
    assertThat(lines).hasSize(5);
    assertThat(lines.getFirst().get("kind").text()).isEqualTo("dropped");
    assertThat(lines.getFirst().get("count").number()).isEqualTo(4);
    assertThat(lines.get(1).get("seq").number()).isEqualTo(7);
    assertThat(reader.dropped()).isEqualTo(4);
    assertThat(reader.fetch(100)).isEmpty();
  }

  @Test
  void aReaderIsWokenUntilItCloses() {
    AtomicInteger woken = new AtomicInteger();
    EventCursor reader = hub.read(0, false, woken::incrementAndGet);
    hub.applied(ENTRY, Bytes.EMPTY);
    assertThat(woken).hasValue(1);
    reader.close();
    hub.applied(ENTRY, Bytes.EMPTY);
    assertThat(woken).hasValue(1);
  }

  @Test
  void aLongTraceLineIsCut() {
    EventCursor reader = hub.read(0, false, () -> {});
    hub.turned(0, List.of(), List.of(new Effect.Noted("x".repeat(5000))));
    JsonValue line = JsonValue.parse(reader.fetch(1).getFirst());
    assertThat(line.get("text").text()).hasSize(1001).endsWith("…");
  }

  @Test
  void theRingHasALimit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EventHub(1, 0))
        .withMessage("linesKept is 0; it must be from 1 to 1000000");
  }

  private void say(Message message) {
    hub.turned(0, List.of(new Event.Received(message)), List.of());
  }

  private static List<String> kinds(EventCursor reader) {
    return reader.fetch(100).stream()
        .map(line -> JsonValue.parse(line).get("kind").text())
        .toList();
  }
}
