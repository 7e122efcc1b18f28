package dev.balsa.cli;

import dev.balsa.lab.LabNodeArguments;
import dev.balsa.lab.mirror.Layout;
import dev.balsa.log.LogItem;
import dev.balsa.log.LogScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which log a command is about. */
@SuppressWarnings("NullAway.Init")
final class LogFolder {
  @ArgGroup(multiplicity = "1")
  private Which which;

  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description = "With --node: the working folder of the lab (default: as for 'balsa node').")
  private @Nullable Path folder;

  /** One of the two. */
  @SuppressWarnings("NullAway.Init")
  private static final class Which {
    @Parameters(paramLabel = "DIR", description = "The data directory of a node.")
    private @Nullable Path directory;

    @Option(names = "--node", paramLabel = "K", description = "Or the number of a node of the lab.")
    private int node;
  }

  /** The data directory. */
  Path directory() {
    Path named = which.directory;
    if (named != null) {
      return named;
    }
    if (which.node < 1 || which.node > Layout.SIZE_MAX) {
      throw new IllegalArgumentException(
          "there is no node " + which.node + "; nodes have numbers from 1 to " + Layout.SIZE_MAX);
    }
    LabNodeArguments arguments = new LabNodeArguments();
    arguments.folder = folder;
    return new Layout(arguments.chosenFolder(), Layout.SIZE_MAX, arguments.basePort)
        .store(which.node);
  }

  /** A reader of the log, once it is clear that there is one. */
  LogScanner scanner() throws IOException {
    Path directory = directory();
    if (!Files.isDirectory(directory)) {
      throw new Failure(
          ExitCode.USAGE,
          Faq.NO_LOG,
          "There is no folder " + directory + ". Name the data directory of a node, or --node K.",
          null);
    }
    LogScanner scanner = LogScanner.of(directory);
    if (scanner.verify().segments() == 0) {
      throw new Failure(
          ExitCode.USAGE,
          Faq.NO_LOG,
          "There is no log in " + directory + ". Name the data directory of a node, or --node K.",
          null);
    }
    return scanner;
  }

  /** What damage means to whoever asked. */
  Failure damaged(LogItem.Damage damage) {
    return new Failure(
        ExitCode.DAMAGED,
        "The log in "
            + directory()
            + " is damaged: "
            + damage.file()
            + " at byte "
            + damage.offset()
            + ", from entry "
            + damage.index()
            + " on: "
            + damage.why()
            + ". Keep the folder as it is; if other nodes are healthy, set it aside and let this one join as a"
            + " new one, and if it is the only one, restore a backup.");
  }
}
