package dev.balsa.simulator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is going to happen, in order of time; what happens at the same time keeps its order. */
final class Schedule {
  private long[] times = new long[256];
  private long[] orders = new long[256];
  private @Nullable Runnable[] actions = new @Nullable Runnable[256];
  private int size;
  private long order;

  /** Has something done at a time. */
  void at(long nanos, Runnable action) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      orders = Arrays.copyOf(orders, 2 * size);
      actions = Arrays.copyOf(actions, 2 * size);
    }
    int at = size;
    size++;
    long turn = order;
    order++;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (isBefore(times[parent], orders[parent], nanos, turn)) {
        break;
      }
      move(parent, at);
      at = parent;
    }
    put(at, nanos, turn, action);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** When the next thing happens; only if there is one. */
  long nextNanos() {
    return times[0];
  }

  /** Takes the next thing out. */
  Runnable take() {
    Runnable first = actions[0];
    if (size == 0 || first == null) {
      throw new IllegalStateException("nothing is going to happen");
    }
    size--;
    Runnable last = actions[size];
    actions[size] = null;
    if (size > 0 && last != null) {
      sink(times[size], orders[size], last);
    }
    return first;
  }

  private void sink(long time, long turn, Runnable action) {
    int at = 0;
    while (true) {
      int child = 2 * at + 1;
      if (child >= size) {
        break;
      }
      int other = child + 1;
      if (other < size && isBefore(times[other], orders[other], times[child], orders[child])) {
        child = other;
      }
      if (isBefore(time, turn, times[child], orders[child])) {
        break;
      }
      move(child, at);
      at = child;
    }
    put(at, time, turn, action);
  }

  private static boolean isBefore(long time, long turn, long otherTime, long otherTurn) {
    return time < otherTime || (time == otherTime && turn < otherTurn);
  }

  private void move(int from, int to) {
    times[to] = times[from];
    orders[to] = orders[from];
    actions[to] = actions[from];
  }

  private void put(int at, long time, long turn, Runnable action) {
    times[at] = time;
    orders[at] = turn;
    actions[at] = action;
  }
}
