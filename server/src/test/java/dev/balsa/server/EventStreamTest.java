package dev.balsa.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.balsa.core.Effect;
import dev.balsa.core.RoleName;
import dev.balsa.kv.StoreLimits;
import dev.balsa.server.events.EventHub;
import dev.balsa.server.json.JsonValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventStreamTest {
  @Test
  void whatHappensArrivesAsLinesWhileItHappens() {
    try (Served served = new Served();
        Lines lines = new Lines(served, "/events")) {
      for (int term = 1; term <= 100; term++) {
        lead(served.events, term);
        JsonValue line = lines.next();
        assertThat(line.get("seq").number()).isEqualTo(term);
        assertThat(line.get("node").number()).isEqualTo(1);
        assertThat(line.get("nanos").number()).isPositive();
        assertThat(line.get("kind").text()).isEqualTo("role");
        assertThat(line.get("text").text()).isEqualTo("role leader term=" + term);
        assertThat(line.get("role").text()).isEqualTo("leader");
        assertThat(line.get("term").number()).isEqualTo(term);
      }
    }
  }

  @Test
  void whoComesLaterSeesTheLastElection() {
    try (Served served = new Served()) {
      lead(served.events, 4);
      lead(served.events, 5);
      try (Lines lines = new Lines(served, "/events")) {
        assertThat(lines.next().get("term").number()).isEqualTo(4);
        assertThat(lines.next().get("term").number()).isEqualTo(5);
      }
      try (Lines lines = new Lines(served, "/events?after=1")) {
        assertThat(lines.next().get("term").number()).isEqualTo(5);
      }
    }
  }

  @Test
  void aReaderThatIsSlowLosesLinesAndIsToldHowMany() {
    EventHub hub = new EventHub(1, 100);
    try (Served served = new Served(ServerSettings.STANDARD, StoreLimits.STANDARD, hub);
        Lines lines = new Lines(served, "/events")) {
      lead(hub, 1);
      assertThat(lines.next().get("term").number()).isEqualTo(1);
      for (int term = 2; term <= 200_000; term++) {
        lead(hub, term);
      }
      long seen = 1;
      long dropped = 0;
      while (seen + dropped < 200_000) {
        JsonValue line = lines.next();
        if (line.get("kind").text().equals("dropped")) {
          dropped += line.get("count").number();
          assertThat(line.get("total").number()).isEqualTo(dropped);
        } else {
          seen++;
          assertThat(line.get("seq").number()).isEqualTo(seen + dropped);
        }
      }
      assertThat(dropped).isPositive();
    }
  }

  @Test
  void aReaderThatTakesNothingIsCutOff() {
    EventHub hub = new EventHub(1, 8192);
    ServerSettings impatient = ServerSettings.STANDARD.withClientTimeouts(60_000, 60_000, 200);
    try (Served served = new Served(impatient, StoreLimits.STANDARD, hub);
        Lines lines = new Lines(served, "/events")) {
      assertThat(lines).isNotNull();
      long deadline = System.nanoTime() + 20_000_000_000L;
      for (int term = 1; served.connectionCount() > 0; term++) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        lead(hub, term);
      }
    }
  }

  @Test
  void readersAreLimitedAndAPlaceIsFreeAgainWhenOneGoes() {
    ServerSettings one = ServerSettings.STANDARD.withConnections(100, 100, 1);
    try (Served served = new Served(one)) {
      try (Lines lines = new Lines(served, "/events")) {
        assertThat(lines).isNotNull();
        RawHttp.Reply refused = served.get("/events");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body()).contains("1 readers of /events are here already");
      }
      long deadline = System.nanoTime() + 10_000_000_000L;
      while (served.connectionCount() > 0) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        Thread.onSpinWait();
      }
      try (Lines lines = new Lines(served, "/events")) {
        lead(served.events, 1);
        assertThat(lines.next().get("term").number()).isEqualTo(1);
      }
    }
  }

  @Test
  void aWrongStartIsAClearAnswer() {
    try (Served served = new Served()) {
      assertThat(served.get("/events?after=x").body()).contains("after must be a number, not x");
      assertThat(served.get("/events?after=-1").status()).isEqualTo(400);
    }
  }

  private static void lead(EventHub hub, long term) {
    hub.turned(0, List.of(), List.of(new Effect.RoleChanged(RoleName.LEADER, term)));
  }

  /** The lines of a chunked answer. */
  private static final class Lines implements AutoCloseable {
    private final RawHttp http;
    private String rest = "";

    Lines(Served served, String path) {
      http = served.connect();
      http.send("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n");
      RawHttp.Reply head = http.receive();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.headers()).containsEntry("content-type", "application/x-ndjson");
    }

    JsonValue next() {
      while (rest.isEmpty()) {
        int length = Integer.parseInt(http.line(), 16);
        StringBuilder chunk = new StringBuilder();
        while (chunk.length() < length) {
          chunk.append(http.line()).append('\n');
        }
        assertThat(http.line()).isEmpty();
        rest = chunk.toString();
      }
      int end = rest.indexOf('\n');
      String line = rest.substring(0, end);
      rest = rest.substring(end + 1);
      return JsonValue.parse(line);
    }

    @Override
    public void close() {
      http.close();
    }
  }
}
