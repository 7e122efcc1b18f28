package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tests for the tester: planted mistakes are found. Usually two of the quick ones are tried, others
 * each day; {@code -Dbalsa.mutants=all} tries all, {@code -Dbalsa.mutants=M01,R3} those two. Each
 * is printed as a row of a table.
 */
class MutantsTest {
  private static final int USUALLY = 2;

  /** Found within a few seeds, so quick enough for every run of the tests. */
  private static final List<String> QUICK =
      List.of("M02", "M08", "M15", "M16", "M41", "M42", "M49", "E1", "R2", "R3", "R9");

  private static final long FIRST_SEED = 1;

  private record Caught(Mutant mutant, int seeds, @Nullable String property) {
    @Override
    public String toString() {
      return "| "
          + mutant.id()
          + " | "
          + mutant.what()
          + " | "
          + (property == null ? "not caught in " + seeds : seeds)
          + " | "
          + (property == null ? "" : property)
          + " |";
    }
  }

  @Test
  void everyMutantStillApplies() throws IOException {
    List<String> ids = new ArrayList<>();
    for (Mutant mutant : Mutants.all()) {
      assertThat(mutant.source()).as(mutant.id()).isNotEmpty();
      ids.add(mutant.id());
    }
    assertThat(ids).doesNotHaveDuplicates();
  }

  @Test
  void plantedMistakesAreFound() throws ReflectiveOperationException, IOException {
    List<String> missed = new ArrayList<>();
    for (Mutant mutant : chosen()) {
      Caught caught = hunt(mutant);
      System.out.println(caught);
      if (caught.property() == null) {
        missed.add(mutant + " was not found in " + caught.seeds() + " seeds");
      }
    }
    assertThat(missed).isEmpty();
  }

  private static List<Mutant> chosen() {
    List<Mutant> all = Mutants.all();
    String wanted = System.getProperty("balsa.mutants", "");
    if (wanted.equals("all")) {
      return all;
    }
    if (!wanted.isEmpty()) {
      return named(List.of(wanted.split(",", -1)));
    }
    long day = System.currentTimeMillis() / 86_400_000;
    List<String> some = new ArrayList<>();
    for (int i = 0; i < USUALLY; i++) {
      some.add(QUICK.get((int) ((day * USUALLY + i) % QUICK.size())));
    }
    return named(some);
  }

  private static List<Mutant> named(List<String> ids) {
    List<Mutant> mutants = Mutants.all().stream().filter(m -> ids.contains(m.id())).toList();
    assertThat(mutants).as("mutants named %s", ids).hasSameSizeAs(ids);
    return mutants;
  }

  private static Caught hunt(Mutant mutant) throws ReflectiveOperationException, IOException {
    Class<?> type = MutantLoader.of(mutant).loadClass(MutantSeeds.class.getName());
    @SuppressWarnings("unchecked")
    LongFunction<@Nullable String> seeds =
        (LongFunction<@Nullable String>) type.getConstructor().newInstance();
    for (int tried = 1; tried <= mutant.seedsMax(); tried++) {
      String property = seeds.apply(FIRST_SEED + tried - 1);
      if (property != null) {
        return new Caught(mutant, tried, property);
      }
    }
    return new Caught(mutant, mutant.seedsMax(), null);
  }
}
