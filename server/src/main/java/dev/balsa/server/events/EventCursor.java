package dev.balsa.server.events;

import dev.balsa.server.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/** Where one reader of an {@link EventHub} is. Used by one thread at a time. */
public final class EventCursor implements AutoCloseable {
  private final EventHub hub;
  private final boolean withHeartbeats;
  private final Runnable wake;
  private long next;
  private long dropped;

  EventCursor(EventHub hub, long next, boolean withHeartbeats, Runnable wake) {
    this.hub = hub;
    this.next = next;
    this.withHeartbeats = withHeartbeats;
    this.wake = wake;
  }

  /**
   * The next lines, fewer than {@code most} if there are no more now. Where lines were overwritten
   * before they were fetched, a line of kind {@code dropped} says how many.
   */
  public List<String> fetch(int most) {
    List<String> lines = new ArrayList<>();
    List<EventLine> kept = hub.from(next, most);
    while (!kept.isEmpty()) {
      for (EventLine line : kept) {
        if (line.sequence() > next) {
          lines.add(gap(line.sequence() - next));
        }
        next = line.sequence() + 1;
        if (withHeartbeats || !line.heartbeat()) {
          lines.add(line.json());
        }
      }
      kept = lines.size() < most ? hub.from(next, most - lines.size()) : List.of();
    }
    return lines;
  }

  /** How many lines this reader has missed. */
  public long dropped() {
    return dropped;
  }

  boolean withHeartbeats() {
    return withHeartbeats;
  }

  void wake() {
    wake.run();
  }

  /** Ends the reading. */
  @Override
  public void close() {
    hub.ended(this);
  }

  private String gap(long count) {
    dropped += count;
    return new JsonWriter()
        .number("seq", next)
        .text("kind", "dropped")
        .text("text", "dropped " + count)
        .number("count", count)
        .number("total", dropped)
        .end();
  }
}
