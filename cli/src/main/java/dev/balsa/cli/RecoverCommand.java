package dev.balsa.cli;

import dev.balsa.Cluster;
import dev.balsa.Member;
import dev.balsa.Survivor;
import dev.balsa.server.json.JsonWriter;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Guides through the loss of a majority. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "recover",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "When a majority of the members is lost for good: shows what a survivor holds, and makes it, after asking, the",
      "only member of a new cluster that holds the same. The node must not run.",
      "As long as a majority can be brought back, do that instead: it loses nothing."
    },
    footer = {
      "",
      "Examples:",
      "  balsa recover --id 1 --address 10.0.0.1:2380 --data-dir data --cluster orders",
      "      shows what member 1 holds; do this on each survivor and choose the one with the highest last",
      "      term, and of these the highest last entry",
      "  balsa recover --id 1 --address 10.0.0.1:2380 --data-dir data --cluster orders --as orders-2",
      "      makes it the first member of cluster orders-2",
      "",
      "Then start it with 'balsa node --cluster orders-2' and add new members with 'balsa member add'. Ends with 1 if",
      "the answer was no, 3 if the node runs, 5 if its log is damaged, 6 if the directory belongs to another."
    })
final class RecoverCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--id", required = true, paramLabel = "ID", description = "Which member it is.")
  private long id;

  @Option(
      names = "--address",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Where it will listen to the others.")
  private String address;

  @Option(
      names = "--data-dir",
      required = true,
      paramLabel = "DIR",
      description = "Where it keeps its data.")
  private Path directory;

  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      description = "The cluster that lost its majority (default: ${DEFAULT-VALUE}).",
      defaultValue = Cluster.NAME_STANDARD)
  private String name;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "Do it: the name of the new cluster, which no cluster ever had.")
  private @Nullable String newName;

  @Option(names = "--yes", description = "Do not ask.")
  private boolean yes;

  @Option(names = "--json", description = "What it holds, as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (!Files.isDirectory(directory)) {
      throw new Failure(
          ExitCode.USAGE,
          Faq.NO_LOG,
          "There is no folder " + directory + ". Name the data directory of the survivor.",
          null);
    }
    if (name.equals(newName)) {
      throw new IllegalArgumentException(
          "--as is the name of the former cluster; choose one that no cluster ever had");
    }
    Cluster former = Cluster.of(List.of(Member.of(id, address))).name(name).directory(directory);
    try (Survivor survivor = Survivor.open(former, id)) {
      Survivor.Holding holding = survivor.holding();
      out.println(json ? json(holding) : text(holding));
      String chosen = newName;
      if (chosen == null) {
        return ExitCode.DONE.number();
      }
      if (!yes && !agreed(System.console(), chosen, out)) {
        throw new Failure(ExitCode.FAILED, "Nothing was changed: the name was not repeated.");
      }
      survivor.begin(former.name(chosen));
      if (!json) {
        out.println(
            "Member "
                + id
                + " is the only member of cluster "
                + chosen
                + " now. Start it with 'balsa node --id "
                + id
                + " --cluster "
                + chosen
                + " --members "
                + id
                + "="
                + address
                + " …', then add others with new numbers and empty directories: 'balsa member add'.");
      }
    }
    return ExitCode.DONE.number();
  }

  private static String json(Survivor.Holding holding) {
    return new JsonWriter()
        .number("lastTerm", holding.lastTerm())
        .number("lastIndex", holding.lastIndex())
        .number("snapshotIndex", holding.snapshotIndex())
        .number("term", holding.term())
        .array("voters", holding.members().electorate().stream().map(String::valueOf).toList())
        .end();
  }

  private String text(Survivor.Holding holding) {
    int voters = holding.members().electorate().size();
    return String.join(
        "\n",
        "Member " + id + " of cluster " + name + ", data in " + directory,
        "  voters as it knows them  " + holding.members().electorate(),
        "  last term                " + holding.lastTerm(),
        "  last entry               " + holding.lastIndex(),
        "  newest snapshot          "
            + (holding.snapshotIndex() == 0 ? "none" : "after entry " + holding.snapshotIndex()),
        "",
        "What may be lost: every write that was answered and is not in this log. A write is answered when "
            + (voters / 2 + 1)
            + " of "
            + voters
            + " members have it, so each survivor may lack some that only lost members had. Of several"
            + " survivors, the one with the highest last term, and of these the highest last entry, lacks"
            + " the least.",
        "What may appear: writes whose clients were never told that they happened.");
  }

  private static boolean agreed(@Nullable Console console, String chosen, PrintWriter out) {
    if (console == null || !console.isTerminal()) {
      throw new Failure(
          ExitCode.USAGE, "This asks a question, and there is no terminal: repeat it with --yes.");
    }
    out.println();
    out.println(
        "This gives up the former cluster for good. Its other members must not be started any more.");
    out.flush();
    return chosen.equals(console.readLine("Type the name of the new cluster to go on: "));
  }
}
