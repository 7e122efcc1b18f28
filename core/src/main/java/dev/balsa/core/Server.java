package dev.balsa.core;

import java.util.List;

/**
 * A consensus server as a pure machine: the contract between an algorithm and its driver.
 *
 * <p>Not safe for use by many threads; one driver owns it. The same construction and the same calls
 * give the same effects.
 */
public interface Server {
  /**
   * One turn: takes in all events, then decides.
   *
   * @param nowNanos monotonic time in nanoseconds; never less than in the call before
   * @param events in order of arrival; none for a mere tick
   * @return what to do, in this order
   */
  List<Effect> step(long nowNanos, List<Event> events);

  /**
   * When to call {@link #step} at the latest, on the scale of its {@code nowNanos}; later than the
   * last one.
   */
  long deadlineNanos();
}
