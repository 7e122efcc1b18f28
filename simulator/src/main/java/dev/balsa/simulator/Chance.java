package dev.balsa.simulator;

import java.util.List;

/** Numbers that look random and follow from a seed alone, on every machine (SplitMix64). */
final class Chance {
  /*
   * Each purpose draws from a fork of its own, so that switching one kind of fault off changes what the others do as
   * little as possible: that is what makes a failing seed shrinkable. StrictMath, because Math may differ in the last
   * bit between interpreted and compiled code.
   */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long origin;
  private long state;

  Chance(long seed) {
    this.origin = seed;
    this.state = seed;
  }

  /** Numbers for one purpose, which do not depend on how many were drawn here. */
  Chance fork(String purpose) {
    return new Chance(mixed(origin ^ mixed(purpose.hashCode() * GOLDEN)));
  }

  /** Numbers for one purpose of one member. */
  Chance fork(String purpose, long member) {
    return new Chance(mixed(fork(purpose).origin + member * GOLDEN));
  }

  /** Any number. */
  long next() {
    state += GOLDEN;
    return mixed(state);
  }

  /** From 0 to just below a bound. */
  long below(long bound) {
    return (next() >>> 1) % bound;
  }

  /** From 0 to just below a bound. */
  int below(int bound) {
    return (int) below((long) bound);
  }

  /** From one number to another, both included. */
  long between(long least, long most) {
    return least + below(most - least + 1);
  }

  /** From one number to another, both included. */
  int between(int least, int most) {
    return (int) between((long) least, (long) most);
  }

  /** Between two positive numbers, each order of magnitude as likely as another. */
  long spread(long least, long most) {
    double low = StrictMath.log((double) least);
    double high = StrictMath.log((double) most);
    return Math.clamp(Math.round(StrictMath.exp(low + (high - low) * share())), least, most);
  }

  /** From 0 to just below 1. */
  double share() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /** True with a probability. */
  boolean happens(double probability) {
    return probability > 0 && share() < probability;
  }

  /** A waiting time with a mean, at least 1. */
  long pause(long mean) {
    return Math.max(1, Math.round(-StrictMath.log(1 - share()) * mean));
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
