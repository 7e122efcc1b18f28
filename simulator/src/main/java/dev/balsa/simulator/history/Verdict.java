package dev.balsa.simulator.history;

import java.util.List;

/** What {@link Linearizability} found. */
public sealed interface Verdict {
  /** There is an order that explains every answer. */
  record Linearizable() implements Verdict {}

  /**
   * No order explains the answers given for one object.
   *
   * @param key the object
   * @param longest indexes into the history of an order that explains as much as any that was tried
   * @param stuck index of the operation that returned first of those the order could not place
   */
  record NotLinearizable(String key, List<Integer> longest, int stuck) implements Verdict {
    public NotLinearizable {
      longest = List.copyOf(longest);
    }
  }

  /**
   * The search was given up; this counts as a failure of whoever asked.
   *
   * @param key the object
   * @param steps how many steps were taken for it
   */
  record OutOfSteps(String key, long steps) implements Verdict {}
}
