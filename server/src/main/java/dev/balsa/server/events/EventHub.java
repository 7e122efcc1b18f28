package dev.balsa.server.events;

import dev.balsa.core.Bytes;
import dev.balsa.core.Effect;
import dev.balsa.core.Entry;
import dev.balsa.core.Event;
import dev.balsa.core.Message;
import dev.balsa.node.NodeObserver;
import dev.balsa.server.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the latest of what a node does, as lines, for any number of readers that come and go.
 * Never blocks the node: what a reader does not fetch in time is overwritten, and the reader is
 * told how much that was. Safe for use by many threads.
 */
public final class EventHub implements NodeObserver {
  /*
   * Lines are made where things happen, because an event holds on to its entries and a ring of
   * events could keep gigabytes alive; a line is a kilobyte at most. While nobody reads, only what
   * is rare is made into lines, so a node under load pays nothing for being watchable; and the
   * last election is still there when somebody comes to look.
   */

  /** How many lines are kept unless one says otherwise. */
  public static final int LINES_KEPT = 8192;

  private final long member;
  private final @Nullable EventLine[] ring;
  private final List<EventCursor> readers = new CopyOnWriteArrayList<>();
  private final Heartbeats heartbeats = new Heartbeats();
  private final Heartbeats durableHeartbeats = new Heartbeats();
  private long next = 1;

  /** For a member, with {@link #LINES_KEPT}. */
  public EventHub(long member) {
    this(member, LINES_KEPT);
  }

  /**
   * For a member.
   *
   * @param linesKept 1 to 1,000,000
   */
  public EventHub(long member, int linesKept) {
    if (linesKept < 1 || linesKept > 1_000_000) {
      throw new IllegalArgumentException(
          "linesKept is " + linesKept + "; it must be from 1 to 1000000");
    }
    this.member = member;
    this.ring = new EventLine[linesKept];
  }

  /**
   * Begins to read.
   *
   * @param after the sequence to begin behind; 0 for all that is kept
   * @param withHeartbeats whether to get those too; they are kept only while somebody wants them
   * @param wake called, on a thread of the node, when there may be something to fetch; must return
   *     at once
   */
  public EventCursor read(long after, boolean withHeartbeats, Runnable wake) {
    EventCursor cursor = new EventCursor(this, after + 1, withHeartbeats, wake);
    readers.add(cursor);
    return cursor;
  }

  void ended(EventCursor cursor) {
    readers.remove(cursor);
  }

  @Override
  public void turned(long nowNanos, List<Event> events, List<Effect> effects) {
    for (Event event : events) {
      boolean heartbeat =
          event instanceof Event.Received received && heartbeats.isOne(received.message());
      add(Kind.of(event), heartbeat, line -> EventText.add(line, event));
    }
    for (Effect effect : effects) {
      boolean heartbeat = effect instanceof Effect.Send send && heartbeats.isOne(send.message());
      add(Kind.of(effect), heartbeat, line -> EventText.add(line, effect));
    }
  }

  @Override
  public void persisted(Effect.Persist write) {
    for (Message message : write.thenSend()) {
      add(
          Kind.of(message),
          durableHeartbeats.isOne(message),
          line -> EventText.sent(line, message));
    }
  }

  @Override
  public void applied(Entry entry, Bytes result) {
    add(
        Kind.COMMON,
        false,
        line ->
            line.text("kind", "applied")
                .text("text", "applied " + entry.index() + "/" + entry.term())
                .number("index", entry.index())
                .number("term", entry.term())
                .number("bytes", entry.payload().length()));
  }

  @Override
  public void failed(Throwable cause) {
    add(Kind.RARE, false, line -> line.text("kind", "failed").text("text", "failed " + cause));
  }

  private void add(Kind kind, boolean heartbeat, UnaryOperator<JsonWriter> what) {
    if (heartbeat ? !heartbeatsWanted() : kind == Kind.COMMON && readers.isEmpty()) {
      return;
    }
    long nanos = System.nanoTime();
    long millis = System.currentTimeMillis();
    synchronized (this) {
      String json =
          what.apply(
                  new JsonWriter()
                      .number("seq", next)
                      .number("nanos", nanos)
                      .number("millis", millis)
                      .number("node", member))
              .end();
      ring[(int) (next % ring.length)] = new EventLine(next, heartbeat, json);
      next++;
    }
    for (EventCursor reader : readers) {
      reader.wake();
    }
  }

  private boolean heartbeatsWanted() {
    for (EventCursor reader : readers) {
      if (reader.withHeartbeats()) {
        return true;
      }
    }
    return false;
  }

  /** What is kept from a sequence on, at most so many lines. */
  synchronized List<EventLine> from(long sequence, int most) {
    List<EventLine> lines = new ArrayList<>();
    long first = Math.max(sequence, Math.max(1, next - ring.length));
    for (long i = first; i < next && lines.size() < most; i++) {
      EventLine line = ring[(int) (i % ring.length)];
      if (line != null) {
        lines.add(line);
      }
    }
    return lines;
  }
}
