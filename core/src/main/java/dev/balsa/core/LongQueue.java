package dev.balsa.core;

import java.util.Arrays;

/**
 * A first-in-first-out queue of longs in one array; adding and removing take constant time and no
 * objects.
 */
final class LongQueue {
  private static final int CAPACITY_AT_START = 16;

  private long[] ring = new long[CAPACITY_AT_START];
  private int head;
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  void add(long value) {
    if (size == ring.length) {
      long[] larger = Arrays.copyOf(ring, 2 * size);
      for (int i = 0; i < size; i++) {
        larger[i] = at(i);
      }
      ring = larger;
      head = 0;
    }
    ring[slot(size)] = value;
    size++;
  }

  /** The value at a position, counted from the oldest. */
  long at(int position) {
    Check.that(position >= 0 && position < size, "queue read outside its values");
    return ring[slot(position)];
  }

  void replace(int position, long value) {
    Check.that(position >= 0 && position < size, "queue written outside its values");
    ring[slot(position)] = value;
  }

  long first() {
    return at(0);
  }

  long removeFirst() {
    long value = at(0);
    head = slot(1);
    size--;
    return value;
  }

  void clear() {
    head = 0;
    size = 0;
  }

  private int slot(int position) {
    return (head + position) & (ring.length - 1);
  }
}
