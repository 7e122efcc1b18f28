package dev.balsa.net;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The messages waiting for one member, and which of them goes next. Used by the event loop only.
 */
final class Lanes {
  /*
   * While the link keeps up, messages leave in the order in which they came: a heartbeat that
   * overtook the entries sent just before it would be refused by the follower, whose log does not
   * reach that far yet. Only an urgent message that has had to wait for a full link for a while
   * overtakes, because then the choice is between a refused heartbeat and none for as long as the
   * bulk takes. The order within each lane is kept always.
   */

  private final ArrayDeque<Outgoing> urgent = new ArrayDeque<>();
  private final ArrayDeque<Outgoing> bulk = new ArrayDeque<>();
  private long sequence;
  private long weight;
  private boolean crowded;
  private final long overtakeNanos;

  /** Urgent messages overtake once they have waited for a full link for so long. */
  Lanes(long overtakeNanos) {
    this.overtakeNanos = overtakeNanos;
  }

  void add(Outgoing message, long nowNanos) {
    message.sequence = sequence++;
    message.addedNanos = nowNanos;
    weight += message.weight();
    (message.urgent ? urgent : bulk).add(message);
  }

  boolean isEmpty() {
    return urgent.isEmpty() && bulk.isEmpty();
  }

  /** The sum of the weights of what waits. */
  long weight() {
    return weight;
  }

  /** The message that goes next, or null. */
  @Nullable Outgoing peek(long nowNanos) {
    Outgoing first = urgent.peek();
    Outgoing other = bulk.peek();
    if (first == null || other == null) {
      return first == null ? other : first;
    }
    boolean overtakes = crowded && nowNanos - first.addedNanos >= overtakeNanos;
    return overtakes || first.sequence < other.sequence ? first : other;
  }

  /** Removes what {@link #peek} has just returned. */
  void remove(Outgoing message) {
    (message.urgent ? urgent : bulk).remove();
    weight -= message.weight();
  }

  /** Notes that the link has taken all it can: what is left now has to wait for it. */
  void settle() {
    crowded = !isEmpty();
  }
}
