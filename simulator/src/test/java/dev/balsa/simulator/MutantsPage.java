package dev.balsa.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The page that shows which mistake is found by what. */
final class MutantsPage {
  static final Path FILE = Path.of("..", "docs", "mutants.md");

  private static final String HEAD =
      """

      | mutant | where | what | seeds | property that fired | CPU seconds |
      |---|---|---|---:|---|---:|
      """;

  /** One row about a mutant. */
  record Row(String id, boolean hard, String where, String what, int seeds, String property) {}

  private MutantsPage() {}

  static void write(List<MutantHunt.Caught> caught) throws IOException {
    StringBuilder page = new StringBuilder();
    page.append(introduction());
    for (Map.Entry<String, List<Mutant>> group : Mutants.groups().entrySet()) {
      page.append("\n## ").append(group.getKey()).append("\n").append(HEAD);
      for (MutantHunt.Caught one : caught) {
        if (group.getValue().contains(one.mutant())) {
          page.append(row(one));
        }
      }
    }
    page.append("\n## Not planted, and why\n\n| mistake | why |\n|---|---|\n");
    Mutants.notPlanted().forEach((id, why) -> page.append(notPlanted(id, why)));
    page.append("\n").append(summary(caught));
    Files.writeString(FILE, page);
  }

  private static String introduction() {
    return String.format(
        Locale.ROOT,
        """
        # Planted bugs

        A simulator that has found nothing has shown nothing, unless it is known what it would
        find. So its tests plant bugs: a *mutant* is Balsa with one small mistake, and the
        simulator has to catch it. The mistakes are those that real Raft systems shipped with
        (M), those of an earlier library that this one replaces (R, E), and a few of our own.

        A mutant is a search and a replacement in one source file, in
        `simulator/src/test/java/dev/balsa/simulator/MutantsOf*.java`. The test compiles the
        changed file in memory and loads all of Balsa once more around it; the product has no
        switch for any of this. When the searched text is gone, or stands there twice, the test
        fails, so a mutant cannot quietly stop applying.

        To break Balsa and watch it being caught:

            ./mvnw -pl simulator -am test -Dtest=MutantsTest \\
                -Dsurefire.failIfNoSpecifiedTests=false -Dbalsa.mutants=M05

        prints the change, the number of the seed that caught it, and the property that broke.
        Several are named with commas between them; `-Dbalsa.mutants=all
        -Dbalsa.mutants.threads=2` hunts for all, and with `-Dbalsa.mutants.write=true` this
        page is written anew from what was found. Without a name the tests try %d of the quick
        ones, drawn by a number that they print and that `-Dbalsa.mutants.choice=N` repeats.

        Every hunt begins at seed %d and plays a cluster for %d simulated seconds before it has
        to recover. A mutant must be caught within %,d seeds, and one marked * within %,d,
        because it needs a rare order of events. The properties are explained in the
        `package-info` of `dev.balsa.simulator.invariants`, each with its section of the paper;
        "a node only stops if its disk fails" is what is seen when one of the checks that Balsa
        always makes stops a node. The same seeds pass without a mistake:
        `-Dtest=MutantSeedsTest -Dbalsa.unmutated=%d` plays them.
        """,
        MutantsTest.USUALLY,
        MutantHunt.FIRST_SEED,
        MutantSeeds.SAFETY_SECONDS,
        Mutant.SEEDS_USUAL,
        Mutant.SEEDS_HARD,
        Mutant.SEEDS_HARD);
  }

  private static String row(MutantHunt.Caught one) {
    Mutant mutant = one.mutant();
    return String.format(
        Locale.ROOT,
        "| %s%s | %s | %s | %,d | %s | %.1f |\n",
        mutant.id(),
        mutant.isHard() ? "*" : "",
        where(mutant),
        mutant.what(),
        one.seeds(),
        one.property(),
        one.cpuSeconds());
  }

  /** Where a mistake is, as the page shows it. */
  static String where(Mutant mutant) {
    String name = mutant.className();
    return "[" + name.substring(name.lastIndexOf('.') + 1) + "](../" + mutant.file() + ")";
  }

  /** The row about a mistake that is not planted. */
  static String notPlanted(String id, String why) {
    return "| " + id + " | " + why + " |\n";
  }

  private static String summary(List<MutantHunt.Caught> caught) {
    List<MutantHunt.Caught> sorted = new ArrayList<>(caught);
    sorted.sort(Comparator.comparingInt(MutantHunt.Caught::seeds));
    MutantHunt.Caught worst = sorted.getLast();
    return String.format(
        Locale.ROOT,
        "%d mutants, all caught: the median needed %d seeds, the worst (%s) %,d; %.0f CPU seconds in all.\n",
        caught.size(),
        sorted.get(sorted.size() / 2).seeds(),
        worst.mutant().id(),
        worst.seeds(),
        caught.stream().mapToDouble(MutantHunt.Caught::cpuSeconds).sum());
  }

  /** The rows of the page as it is now. */
  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(FILE)) {
      String[] cells = line.split(" *\\| *", -1);
      if (cells.length == 8 && cells[4].matches("[0-9,]+")) {
        boolean hard = cells[1].endsWith("*");
        String id = hard ? cells[1].substring(0, cells[1].length() - 1) : cells[1];
        int seeds = Integer.parseInt(cells[4].replace(",", ""));
        rows.add(new Row(id, hard, cells[2], cells[3], seeds, cells[5]));
      }
    }
    return rows;
  }
}
