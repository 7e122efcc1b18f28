package dev.balsa.core.world;

import java.util.PriorityQueue;

/** What happens when: by time, and at the same time in the order in which it was planned. */
final class Schedule {
  private record Task(long atNanos, long number, Runnable action) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>((a, b) ->
          a.atNanos != b.atNanos
              ? Long.compare(a.atNanos, b.atNanos)
              : Long.compare(a.number, b.number));
  private long now;
  private long planned;

  /** The time in nanoseconds; it begins at 0. */
  long now() {
    return now;
  }

  void at(long nanos, Runnable action) {
    tasks.add(new Task(nanos, planned++, action));
  }

  void runUntil(long endNanos) {
    while (!tasks.isEmpty() && tasks.peek().atNanos <= endNanos) {
      Task task = tasks.remove();
      now = task.atNanos;
      task.action.run();
    }
    now = endNanos;
  }
}
