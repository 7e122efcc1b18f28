package dev.balsa.net;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages of many threads to one, in batches. Safe for use by many threads; those who {@link
 * #drain} at the same time get different messages, in no order between them.
 */
final class Outbox {
  /*
   * A stack that is only ever emptied whole. The push that finds it empty knows that no wake-up is
   * under way, so each batch costs one wake-up, however many messages join it until the event loop
   * gets to it. Messages are their own links. There is no ABA: a push links to the head it
   * replaces, whichever that is, and a drain takes everything.
   */

  private final AtomicReference<@Nullable Outgoing> head = new AtomicReference<>();

  /** Adds a message; true if the reader must be woken. */
  boolean push(Outgoing message) {
    while (true) {
      Outgoing before = head.get();
      message.next = before;
      if (head.compareAndSet(before, message)) {
        return before == null;
      }
    }
  }

  /** Takes all messages, linked by {@code next} in the order in which they were pushed, or null. */
  @Nullable Outgoing drain() {
    Outgoing newestFirst = head.getAndSet(null);
    Outgoing oldestFirst = null;
    while (newestFirst != null) {
      Outgoing older = newestFirst.next;
      newestFirst.next = oldestFirst;
      oldestFirst = newestFirst;
      newestFirst = older;
    }
    return oldestFirst;
  }

  /**
   * Gives each message to its peer. By the thread of the peers, or by any thread once they have
   * closed for good, since then they only give back the room that was taken.
   */
  void deliver() {
    for (Outgoing next = drain(); next != null; ) {
      Outgoing after = next.next;
      next.next = null;
      next.peer.add(next);
      next = after;
    }
  }
}
