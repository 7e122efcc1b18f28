package dev.balsa.simulator;

import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Runs one seed; loaded once for each mutant, so it speaks to the outside in plain types only. */
public final class MutantSeeds implements LongFunction<@Nullable String> {
  private static final long SAFETY_NANOS = 20_000_000_000L;

  /** The property that a seed breaks, or null. */
  @Override
  public @Nullable String apply(long seed) {
    Outcome outcome = new World(Plan.of(seed).reduced(List.of(), SAFETY_NANOS), null).run();
    return outcome.broken() == null ? null : outcome.broken().property();
  }
}
