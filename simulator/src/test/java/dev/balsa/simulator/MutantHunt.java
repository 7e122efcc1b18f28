package dev.balsa.simulator;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Looks for the first seed that finds a planted mistake. */
final class MutantHunt {
  /** Every hunt begins here, so that everyone finds the same. */
  static final long FIRST_SEED = 1;

  /**
   * How a hunt ended.
   *
   * @param seeds how many were tried
   * @param property what the last of them broke, or null if none broke anything
   * @param cpuSeconds how long that took a processor
   */
  record Caught(Mutant mutant, int seeds, @Nullable String property, double cpuSeconds) {
    @Override
    public String toString() {
      return property == null
          ? mutant + ": not found in " + seeds + " seeds"
          : String.format(
              Locale.ROOT,
              "%s: found by seed %d, %s; %.1f CPU seconds",
              mutant,
              FIRST_SEED + seeds - 1,
              property,
              cpuSeconds);
    }
  }

  private MutantHunt() {}

  /** Hunts for each mistake, on a few threads at once, and tells each result as it comes. */
  static List<Caught> all(List<Mutant> mutants, int threads)
      throws InterruptedException, ExecutionException {
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<Caught>> hunts = new ArrayList<>();
      for (Mutant mutant : mutants) {
        hunts.add(
            executor.submit(() -> {
              Caught caught = one(mutant);
              System.out.println(caught);
              return caught;
            }));
      }
      List<Caught> caught = new ArrayList<>();
      for (Future<Caught> hunt : hunts) {
        caught.add(hunt.get());
      }
      caught.sort(Comparator.comparingInt(found -> mutants.indexOf(found.mutant())));
      return caught;
    }
  }

  private static Caught one(Mutant mutant) throws ReflectiveOperationException, IOException {
    long startNanos = cpuNanos();
    Class<?> type = MutantLoader.of(mutant).loadClass(MutantSeeds.class.getName());
    @SuppressWarnings("unchecked")
    LongFunction<@Nullable String> seeds =
        (LongFunction<@Nullable String>) type.getConstructor().newInstance();
    int tried = 0;
    @Nullable String property = null;
    while (property == null && tried < mutant.seedsMax()) {
      property = seeds.apply(FIRST_SEED + tried);
      tried++;
    }
    return new Caught(mutant, tried, property, (cpuNanos() - startNanos) / 1e9);
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
