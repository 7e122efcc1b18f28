package dev.balsa.simulator;

import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Runs one seed; loaded once for each mutant, so it speaks to the outside in plain types only. */
public final class MutantSeeds implements LongFunction<@Nullable String> {
  /** How long things go wrong in each run. */
  static final int SAFETY_SECONDS = 45;

  /**
   * Damage comes so many times more often, so that it still comes in most runs that may have it.
   */
  private static final int DAMAGE_TIMES = 6;

  /** What a seed decides, shorter than usual. */
  static Plan plan(long seed) {
    return Plan.of(seed)
        .reduced(List.of(), SAFETY_SECONDS * 1_000_000_000L)
        .oftener(Fault.DAMAGES, DAMAGE_TIMES)
        .oftener(
            List.of(Fault.MISDIRECTED_WRITE, Fault.BENT_STATE, Fault.WIPED, Fault.STRANGER),
            DAMAGE_TIMES);
  }

  /** The property that a seed breaks, or null. */
  @Override
  public @Nullable String apply(long seed) {
    Outcome outcome = new World(plan(seed), null).run();
    return outcome.broken() == null ? null : outcome.broken().property();
  }
}
