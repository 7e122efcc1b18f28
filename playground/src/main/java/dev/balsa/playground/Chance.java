package dev.balsa.playground;

import java.util.List;

/** Numbers that look random and follow from a seed alone, on every machine (SplitMix64). */
final class Chance {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long origin;
  private long state;

  Chance(long seed) {
    this.origin = seed;
    this.state = seed;
  }

  /** Numbers for one purpose, which do not depend on how many were drawn here. */
  Chance fork(long purpose) {
    return new Chance(mixed(origin ^ mixed(purpose * GOLDEN)));
  }

  /** Any number. */
  long next() {
    state += GOLDEN;
    return mixed(state);
  }

  /** From 0 to just below a bound. */
  int below(int bound) {
    return (int) (next() >>> 33) % bound;
  }

  /** From one number to another, both included. */
  int between(int least, int most) {
    return least + below(most - least + 1);
  }

  /** True in so many of a thousand cases. */
  boolean perMille(int share) {
    return below(1000) < share;
  }

  /** One of several. */
  <T> T pick(List<T> several) {
    return several.get(below(several.size()));
  }

  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
