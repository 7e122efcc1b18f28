package dev.balsa.playground;

import java.util.PriorityQueue;

/** What will happen and when; things due at the same time happen in the order they were added. */
final class Schedule {
  private record Due(long nanos, long number, Runnable action) implements Comparable<Due> {
    @Override
    public int compareTo(Due other) {
      return nanos != other.nanos
          ? Long.compare(nanos, other.nanos)
          : Long.compare(number, other.number);
    }
  }

  private final PriorityQueue<Due> queue = new PriorityQueue<>();
  private long added;

  void add(long nanos, Runnable action) {
    queue.add(new Due(nanos, added, action));
    added++;
  }

  /** When the next thing is due; far in the future if nothing is. */
  long nextNanos() {
    Due next = queue.peek();
    return next == null ? Long.MAX_VALUE : next.nanos();
  }

  /**
   * Removes what is due next.
   *
   * @throws IllegalStateException if nothing is
   */
  Runnable take() {
    Due next = queue.poll();
    if (next == null) {
      throw new IllegalStateException("nothing is due");
    }
    return next.action();
  }
}
