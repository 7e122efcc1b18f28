package dev.balsa.net;

import java.util.concurrent.atomic.AtomicLong;

/** How much of one group may wait for one member. Safe for use by many threads. */
class Share {
  private final AtomicLong urgentBytes = new AtomicLong();
  private final AtomicLong bulkBytes = new AtomicLong();
  private final long urgentBytesMax;
  private final long bulkBytesMax;

  Share(NetLimits limits, int percent) {
    this.urgentBytesMax = limits.urgentBytesMax() / 100 * percent;
    this.bulkBytesMax = limits.bulkBytesMax() / 100 * percent;
  }

  /** Finds room for a message; there always is for one. */
  boolean take(Outgoing message) {
    AtomicLong waiting = message.urgent ? urgentBytes : bulkBytes;
    long most = message.urgent ? urgentBytesMax : bulkBytesMax;
    long sum = waiting.addAndGet(message.weight());
    if (sum <= most || sum == message.weight()) {
      return true;
    }
    waiting.addAndGet(-message.weight());
    return false;
  }

  /** Gives back the room of a message that does not wait any more. */
  void release(Outgoing message) {
    (message.urgent ? urgentBytes : bulkBytes).addAndGet(-message.weight());
  }
}
