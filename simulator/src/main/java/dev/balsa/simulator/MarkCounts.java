package dev.balsa.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** How often each rare event happened. */
final class MarkCounts {
  private final Map<String, long[]> counts = new HashMap<>();

  /** It happened once more. */
  void add(String mark) {
    counts.computeIfAbsent(mark, any -> new long[1])[0]++;
  }

  /** Adds what happened elsewhere. */
  void addAll(MarkCounts others) {
    others.counts.forEach(
        (mark, count) -> counts.computeIfAbsent(mark, any -> new long[1])[0] += count[0]);
  }

  /** How often an event happened. */
  long count(String mark) {
    long[] count = counts.get(mark);
    return count == null ? 0 : count[0];
  }

  /** All that happened at least once, in alphabetical order. */
  Map<String, Long> all() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((mark, count) -> all.put(mark, count[0]));
    return all;
  }
}
