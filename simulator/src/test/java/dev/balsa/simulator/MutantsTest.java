package dev.balsa.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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

  /** Found within a few seeds, so quick enough for every run of the tests. */
  private static final List<String> QUICK =
      List.of("M01", "M02", "M03", "M08", "M10", "M12", "M14", "M15", "M16", "R3", "R9", "R16");

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

  private static List<Mutant> chosen() {
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
    List<String> quick = new ArrayList<>(QUICK);
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
