package dev.balsa.cli;

import dev.balsa.core.Entry;
import dev.balsa.core.EntryKind;
import dev.balsa.core.LogStart;
import dev.balsa.lab.mirror.CommandText;
import dev.balsa.log.LogItem;
import dev.balsa.log.LogScanner;
import dev.balsa.server.json.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints a log. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "cat",
    mixinStandardHelpOptions = true,
    description = "Prints the client commands in the log of a node, as its .log file shows them.",
    footer = {
      "",
      "Examples:",
      "  balsa log cat --node 1",
      "  balsa log cat --all balsa-lab/node1",
      "",
      "--all prints every entry with its index, term and kind, also those no client sent. Ends with 5 if the",
      "log is damaged."
    })
final class LogCatCommand implements Callable<Integer> {
  /*
   * The files hold everything that was ever appended; an entry at an index that was there already
   * cut the log at that place. So what is still in the log is known only at the end: the first of
   * two passes notes the cuts. A node that runs may add entries between the passes; what comes
   * behind the first pass is then shown as it is. Entries before the start of the log, for which a
   * snapshot stands, are not shown although files may still hold them.
   */
  @Spec private CommandSpec spec;
  @Mixin private LogFolder folder;

  @Option(names = "--all", description = "Every entry, with index, term and kind.")
  private boolean all;

  @Option(names = "--json", description = "With --all: one JSON object for each entry.")
  private boolean json;

  private LogItem.@Nullable Damage damage;

  @Override
  public Integer call() throws IOException {
    LogScanner scanner = folder.scanner();
    Cuts cuts = new Cuts();
    scanner.cat(cuts::note);
    cuts.finish();
    PrintWriter out = spec.commandLine().getOut();
    print(cuts.start(), out);
    scanner.cat(item -> {
      if (item instanceof LogItem.EntryAppended appended) {
        if (cuts.keepsNext(appended.entry().index())) {
          print(appended.entry(), out);
        }
      } else if (item instanceof LogItem.Damage found && damage == null) {
        damage = found;
      }
    });
    out.flush();
    LogItem.Damage found = damage;
    if (found != null) {
      throw folder.damaged(found);
    }
    return ExitCode.DONE.number();
  }

  /** Where the log begins, if that is not at its first entry. */
  private void print(LogStart start, PrintWriter out) {
    if (start.index() == 0 || !all) {
      return;
    }
    if (json) {
      out.println(
          new JsonWriter()
              .number("index", start.index())
              .number("term", start.term())
              .text("kind", "start")
              .end());
    } else {
      out.println(
          String.format(
              "%8d  term %-6d  start    the log begins after this entry; a snapshot stands for it",
              start.index(), start.term()));
    }
  }

  private void print(Entry entry, PrintWriter out) {
    boolean command = entry.kind() == EntryKind.COMMAND;
    if (all && json) {
      JsonWriter object =
          new JsonWriter()
              .number("index", entry.index())
              .number("term", entry.term())
              .text("kind", kind(entry));
      out.println(
          (command ? object.json("command", CommandText.json(entry.payload())) : object).end());
    } else if (all) {
      String line =
          String.format(
              "%8d  term %-6d  %-7s  %s",
              entry.index(),
              entry.term(),
              kind(entry),
              command ? CommandText.json(entry.payload()) : "");
      out.println(line.stripTrailing());
    } else if (command) {
      out.println(
          "{\"term\": "
              + entry.term()
              + ", \"command\": "
              + CommandText.json(entry.payload())
              + "}");
    }
  }

  private static String kind(Entry entry) {
    return entry.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
