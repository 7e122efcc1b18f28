package dev.balsa.node;

/**
 * The one source of time in a node, so that a simulator can be it. Safe for use by many threads.
 */
@FunctionalInterface
public interface NanoClock {
  /** Nanoseconds since some moment in the past; never less than what was returned before. */
  long nanos();

  /** The monotonic clock of this machine, counted from now, so that it never wraps around. */
  static NanoClock system() {
    long origin = System.nanoTime();
    return () -> System.nanoTime() - origin;
  }
}
