package dev.balsa.net;

import dev.balsa.net.PeerLink.State;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How much may wait for one member. Safe for use by many threads. */
final class Reserve {
  private final long member;
  private final NetLimits limits;
  private final LinkCounters counters;
  private final Consumer<String> overloadedNow;
  private final AtomicLong urgentBytes = new AtomicLong();
  private final AtomicLong bulkBytes = new AtomicLong();
  private volatile boolean overloaded;
  private volatile @Nullable String lastDrop;

  /**
   * Nothing waits yet.
   *
   * @param overloadedNow told when messages begin to be dropped, by the thread that sends
   */
  Reserve(long member, NetLimits limits, LinkCounters counters, Consumer<String> overloadedNow) {
    this.member = member;
    this.limits = limits;
    this.counters = counters;
    this.overloadedNow = overloadedNow;
  }

  /** Finds room for a message, or counts it as dropped. */
  boolean take(Outgoing message, State state) {
    boolean reachable = state == State.CONNECTED || (state == State.CONNECTING && message.urgent);
    if (reachable && fits(message)) {
      return true;
    }
    counters.drop();
    return false;
  }

  private boolean fits(Outgoing message) {
    AtomicLong waiting = message.urgent ? urgentBytes : bulkBytes;
    long most = message.urgent ? limits.urgentBytesMax() : limits.bulkBytesMax();
    Share share = message.share;
    if (share != null && !share.take(message)) {
      lastDrop =
          "messages of group " + message.groupId + " for member " + member + " fill its share";
      return false;
    }
    if (waiting.addAndGet(message.weight()) <= most) {
      return true;
    }
    waiting.addAndGet(-message.weight());
    if (share != null) {
      share.release(message);
    }
    if (!overloaded) {
      overloaded = true;
      String kind = message.urgent ? "urgent messages" : "messages with payloads";
      String text =
          kind + " for member " + member + " are dropped: more than " + most + " bytes are waiting";
      lastDrop = text;
      overloadedNow.accept(text);
    }
    return false;
  }

  /** Counts a message that no limit lets through as dropped. */
  void tooLarge(long bytes, long most) {
    lastDrop =
        "a message of "
            + bytes
            + " bytes for member "
            + member
            + " was dropped; the most is "
            + most;
    counters.drop();
  }

  /** Gives back the room of a message that does not wait any more. */
  void release(Outgoing message) {
    Share share = message.share;
    if (share != null) {
      share.release(message);
    }
    AtomicLong waiting = message.urgent ? urgentBytes : bulkBytes;
    if (waiting.addAndGet(-message.weight()) == 0) {
      overloaded = false;
    }
  }

  long waitingBytes() {
    return urgentBytes.get() + bulkBytes.get();
  }

  /** Why the last message was dropped for its size or for want of room, or null. */
  @Nullable String lastDrop() {
    return lastDrop;
  }
}
