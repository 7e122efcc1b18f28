package dev.balsa.simulator;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What is going to happen, in order of time; what happens at the same time keeps its order. */
final class Schedule {
  /*
   * A heap in which each place has four below it: half as deep as one with two, and the keys of the
   * four lie side by side. A key is a time and, behind it, a number that grows.
   *
   * Many things happen at once, at the time of what was taken last. They wait in a line of their
   * own, behind those of that time that the heap had before.
   */
  private static final int BELOW = 4;

  private long[] keys = new long[512];
  private @Nullable Runnable[] actions = new @Nullable Runnable[256];
  private int size;
  private long order;
  private final ArrayDeque<Runnable> atOnce = new ArrayDeque<>();
  private long nowNanos = Long.MIN_VALUE;

  /** Has something done at a time, which is not before that of what was taken last. */
  void at(long nanos, Runnable action) {
    if (nanos == nowNanos) {
      atOnce.add(action);
    } else {
      insert(nanos, action);
    }
  }

  private void insert(long nanos, Runnable action) {
    if (size == actions.length) {
      keys = Arrays.copyOf(keys, 2 * keys.length);
      actions = Arrays.copyOf(actions, 2 * size);
    }
    int at = size;
    size++;
    while (at > 0) {
      int above = (at - 1) / BELOW;
      // It is the newest, so what happens at the same time comes before it.
      if (keys[2 * above] <= nanos) {
        break;
      }
      move(above, at);
      at = above;
    }
    put(at, nanos, order, action);
    order++;
  }

  boolean isEmpty() {
    return size == 0 && atOnce.isEmpty();
  }

  /** When the next thing happens; only if there is one. */
  long nextNanos() {
    return atOnce.isEmpty() ? keys[0] : nowNanos;
  }

  /** Takes the next thing out. */
  Runnable take() {
    if (!atOnce.isEmpty() && (size == 0 || keys[0] > nowNanos)) {
      return atOnce.remove();
    }
    Runnable first = actions[0];
    if (size == 0 || first == null) {
      throw new IllegalStateException("nothing is going to happen");
    }
    nowNanos = keys[0];
    size--;
    Runnable last = actions[size];
    actions[size] = null;
    if (size > 0 && last != null) {
      sink(keys[2 * size], keys[2 * size + 1], last);
    }
    return first;
  }

  private void sink(long time, long turn, Runnable action) {
    int at = 0;
    while (true) {
      int next = BELOW * at + 1;
      if (next >= size) {
        break;
      }
      int end = Math.min(next + BELOW, size);
      for (int other = next + 1; other < end; other++) {
        if (isBefore(keys[2 * other], keys[2 * other + 1], keys[2 * next], keys[2 * next + 1])) {
          next = other;
        }
      }
      if (isBefore(time, turn, keys[2 * next], keys[2 * next + 1])) {
        break;
      }
      move(next, at);
      at = next;
    }
    put(at, time, turn, action);
  }

  private static boolean isBefore(long time, long turn, long otherTime, long otherTurn) {
    return time < otherTime || (time == otherTime && turn < otherTurn);
  }

  private void move(int from, int to) {
    keys[2 * to] = keys[2 * from];
    keys[2 * to + 1] = keys[2 * from + 1];
    actions[to] = actions[from];
  }

  private void put(int at, long time, long turn, Runnable action) {
    keys[2 * at] = time;
    keys[2 * at + 1] = turn;
    actions[at] = action;
  }
}
