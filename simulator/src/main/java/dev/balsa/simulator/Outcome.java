package dev.balsa.simulator;

import dev.balsa.simulator.invariants.BrokenProperty;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param seed its seed
 * @param broken what does not hold, or null
 * @param digest tells this run from others
 * @param events how many things happened
 * @param simulatedNanos how much time passed in it
 * @param operations how many client operations were answered
 * @param members how large the cluster was
 * @param marks how often rare events happened
 */
record Outcome(
    long seed,
    @Nullable BrokenProperty broken,
    long digest,
    long events,
    long simulatedNanos,
    long operations,
    int members,
    MarkCounts marks) {
  boolean failed() {
    return broken != null;
  }
}
