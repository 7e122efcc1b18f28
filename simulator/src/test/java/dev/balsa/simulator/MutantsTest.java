package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Tests for the tester: planted mistakes are found. Usually a few of the quick ones are tried,
 * drawn by a number that is printed ({@code -Dbalsa.mutants.choice=N} draws the same); {@code
 * -Dbalsa.mutants=all} tries all, {@code -Dbalsa.mutants=M01,R3} those two. {@code
 * -Dbalsa.mutants.threads=N} hunts for so many at once, and with {@code -Dbalsa.mutants.write=true}
 * what was found becomes {@code docs/mutants.md}.
 */
class MutantsTest {
  /** How many are tried unless told. */
  static final int USUALLY = 2;

  /** What was found within so many seeds is quick enough for every run of the tests. */
  private static final int QUICK_SEEDS = 10;

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
  void everyKnownMistakeIsPlantedOrExplained() {
    List<String> planted = Mutants.all().stream().map(Mutant::id).toList();
    Stream<String> known =
        Stream.of(numbered("M%02d", 50), numbered("R%d", 18), numbered("E%d", 5)).flatMap(s -> s);
    assertThat(known)
        .allSatisfy(id ->
            assertThat(
                    Mutants.notPlanted().containsKey(id)
                        ^ planted.stream().anyMatch(it -> it.matches(id + "[ab]?")))
                .as(id)
                .isTrue());
  }

  private static Stream<String> numbered(String format, int last) {
    return IntStream.rangeClosed(1, last).mapToObj(format::formatted);
  }

  @Test
  void pageShowsEveryMutant() throws IOException {
    List<MutantsPage.Row> rows = MutantsPage.rows();
    List<MutantsPage.Row> expected = new ArrayList<>();
    for (Mutant mutant : Mutants.all()) {
      MutantsPage.Row found =
          rows.stream().filter(row -> row.id().equals(mutant.id())).findFirst().orElseThrow();
      assertThat(found.seeds()).as(mutant.id()).isBetween(1, mutant.seedsMax());
      assertThat(found.property()).as(mutant.id()).isNotBlank().isNotEqualTo("null");
      expected.add(
          new MutantsPage.Row(
              mutant.id(),
              mutant.isHard(),
              MutantsPage.where(mutant),
              mutant.what(),
              found.seeds(),
              found.property()));
    }
    assertThat(rows).as("write it anew, as it says itself").isEqualTo(expected);
    String page = Files.readString(MutantsPage.FILE);
    Mutants.notPlanted()
        .forEach((id, why) -> assertThat(page).contains(MutantsPage.notPlanted(id, why)));
  }

  @Test
  void plantedMistakesAreFound() throws IOException, InterruptedException, ExecutionException {
    List<Mutant> chosen = chosen();
    List<MutantHunt.Caught> caught =
        MutantHunt.all(chosen, Integer.getInteger("balsa.mutants.threads", 1));
    assertThat(caught).allSatisfy(one -> assertThat(one.property()).as("%s", one).isNotNull());
    if (Boolean.getBoolean("balsa.mutants.write")) {
      assertThat(chosen).as("the page shows all mutants").isEqualTo(Mutants.all());
      MutantsPage.write(caught);
    }
  }

  private static List<Mutant> chosen() throws IOException {
    String wanted = System.getProperty("balsa.mutants", "");
    if (wanted.equals("all")) {
      return Mutants.all();
    }
    if (!wanted.isEmpty()) {
      List<Mutant> named = named(List.of(wanted.split(",", -1)));
      named.forEach(mutant -> System.out.println(mutant.change()));
      return named;
    }
    long choice = Long.getLong("balsa.mutants.choice", System.nanoTime() & 0xffff);
    List<String> quick =
        new ArrayList<>(
            MutantsPage.rows().stream()
                .filter(row -> row.seeds() <= QUICK_SEEDS)
                .map(MutantsPage.Row::id)
                .toList());
    Collections.shuffle(quick, new Random(choice));
    System.out.println("mutants drawn by -Dbalsa.mutants.choice=" + choice);
    return named(quick.subList(0, USUALLY));
  }

  private static List<Mutant> named(List<String> ids) {
    List<Mutant> mutants = Mutants.all().stream().filter(m -> ids.contains(m.id())).toList();
    assertThat(mutants).as("mutants named %s", ids).hasSameSizeAs(ids);
    return mutants;
  }
}
