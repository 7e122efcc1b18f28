package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Tests for the tester: each planted mistake is found. Usually a few of them are tried, others each
 * day; {@code -Dbalsa.mutants=all} tries all and prints the table of {@code docs/mutants.md}, and a
 * number tries the one with it.
 */
class MutantsTest {
  private static final int USUALLY = 3;
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
      return all.stream().filter(m -> List.of(wanted.split(",")).contains(m.id())).toList();
    }
    long day = System.currentTimeMillis() / 86_400_000;
    List<Mutant> some = new ArrayList<>();
    for (int i = 0; i < USUALLY; i++) {
      some.add(all.get((int) ((day * USUALLY + i) % all.size())));
    }
    return some;
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
