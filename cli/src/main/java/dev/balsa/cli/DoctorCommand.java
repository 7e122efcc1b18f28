package dev.balsa.cli;

import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.process.PortOwner;
import dev.balsa.server.json.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says whether this machine and this folder are fit for the lab. */
@SuppressWarnings("NullAway.Init")
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Checks whether nodes can run here: Java, folder, disk, ports, optional tools.",
    footer = {
      "",
      "Examples:",
      "  balsa doctor",
      "  balsa doctor --json --size 5",
      "",
      "The last line is the verdict. Ends with 0 if nodes can run here, else with 2."
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int JAVA_NEEDED = 25;
  private static final int SYNCS = 20;
  private static final int SYNC_BYTES = 4096;
  private static final double SLOW_SYNC_MILLIS = 20;
  private static final long FREE_BYTES_MIN = 1L << 30;

  @Spec private CommandSpec spec;

  @Option(
      names = "--dir",
      paramLabel = "FOLDER",
      description = "The folder nodes would use (default: the current one).")
  private Path folder = Path.of("");

  @Option(names = "--size", paramLabel = "N", description = "Nodes (default: ${DEFAULT-VALUE}).")
  private int size = 3;

  @Option(
      names = "--base-port",
      paramLabel = "PORT",
      description = "Their first port (default: ${DEFAULT-VALUE}).")
  private int basePort = 8000;

  @Option(names = "--json", description = "One JSON object with everything.")
  private boolean json;

  /** How a check ended; a missing optional thing is no obstacle. */
  private enum Result {
    OK,
    NOTE,
    BAD
  }

  /** One check. */
  private record Check(String name, Result result, String text) {}

  @Override
  public Integer call() {
    Layout layout = new Layout(folder, size, basePort);
    List<Check> checks = new ArrayList<>();
    checks.add(java());
    checks.add(chosen());
    checks.add(directory());
    checks.add(writing());
    checks.add(space());
    checks.add(ports(layout));
    checks.add(tool("tmux", "the lab's six panes: 'balsa lab tmux'", "tmux"));
    checks.add(tool("chromium", "reports as PDF", "chromium", "chromium-browser", "google-chrome"));
    List<String> bad =
        checks.stream().filter(c -> c.result() == Result.BAD).map(Check::name).toList();
    String verdict =
        bad.isEmpty()
            ? "Ready: nodes can run here."
            : "Not ready: see " + String.join(", ", bad) + ".";
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(checks, verdict, bad.isEmpty()));
    } else {
      print(checks, verdict, out);
    }
    if (!bad.isEmpty()) {
      throw new Failure(ExitCode.USAGE, Faq.NOT_READY, verdict, null);
    }
    return ExitCode.DONE.number();
  }

  private void print(List<Check> checks, String verdict, PrintWriter out) {
    Ansi ansi = spec.commandLine().getColorScheme().ansi();
    for (Check check : checks) {
      String mark =
          switch (check.result()) {
            case OK -> ansi.string("@|green ok  |@");
            case NOTE -> ansi.string("@|yellow note|@");
            case BAD -> ansi.string("@|bold,red BAD |@");
          };
      out.printf("%s  %-10s %s%n", mark, check.name(), check.text());
    }
    out.println(verdict);
  }

  private static String json(List<Check> checks, String verdict, boolean ready) {
    List<String> all =
        checks.stream()
            .map(check ->
                new JsonWriter()
                    .text("name", check.name())
                    .text("result", check.result().name().toLowerCase(Locale.ROOT))
                    .text("text", check.text())
                    .end())
            .toList();
    return new JsonWriter()
        .truth("ready", ready)
        .text("verdict", verdict)
        .array("checks", all)
        .end();
  }

  private static Check java() {
    int found = Runtime.version().feature();
    return new Check(
        "java",
        found >= JAVA_NEEDED ? Result.OK : Result.BAD,
        "found "
            + Runtime.version()
            + " of "
            + System.getProperty("java.vendor")
            + "; needed: "
            + JAVA_NEEDED
            + " or newer");
  }

  /** Which rule made this Java the one that runs. */
  private static Check chosen() {
    Path home = Path.of(System.getProperty("java.home"));
    for (String variable : List.of("BALSA_JAVA_HOME", "JAVA_HOME")) {
      String named = System.getenv(variable);
      if (named != null && isSame(home, Path.of(named))) {
        return new Check("chosen", Result.OK, home + ", named by " + variable);
      }
    }
    Path onPath = find("java");
    boolean isDefault = onPath != null && isSame(home.resolve("bin").resolve("java"), onPath);
    return new Check(
        "chosen",
        Result.OK,
        home
            + (isDefault
                ? ", the java on the PATH"
                : ", found by looking in the usual places; the java on the PATH is "
                    + (onPath == null ? "missing" : onPath)
                    + " and stays as it is"));
  }

  private Check directory() {
    return new Check("folder", Result.OK, folder.toAbsolutePath().normalize().toString());
  }

  private Check writing() {
    Path file = null;
    try {
      file = Files.createTempFile(existing(), ".balsa-doctor", null);
      double millis = syncMillis(file);
      return new Check(
          "disk",
          millis > SLOW_SYNC_MILLIS ? Result.NOTE : Result.OK,
          String.format(
              Locale.ROOT,
              "one write that survives a power cut (fsync) takes %.2f ms%s",
              millis,
              millis > SLOW_SYNC_MILLIS ? ": slow, every write waits for it" : ""));
    } catch (IOException failed) {
      return new Check(
          "disk", Result.BAD, "cannot write here: " + failed + "; choose a folder with --dir");
    } finally {
      delete(file);
    }
  }

  /** The median of several. */
  private static double syncMillis(Path file) throws IOException {
    double[] millis = new double[SYNCS];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < SYNCS; i++) {
        ByteBuffer block = ByteBuffer.allocate(SYNC_BYTES);
        long start = System.nanoTime();
        channel.write(block, (long) i * SYNC_BYTES);
        channel.force(false);
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis[SYNCS / 2];
  }

  private static void delete(@Nullable Path file) {
    if (file != null && !file.toFile().delete()) {
      file.toFile().deleteOnExit();
    }
  }

  private Check space() {
    try {
      long free = Files.getFileStore(existing()).getUsableSpace();
      return new Check(
          "space",
          free < FREE_BYTES_MIN ? Result.NOTE : Result.OK,
          free / (1 << 20) + " MiB are free");
    } catch (IOException failed) {
      return new Check("space", Result.NOTE, "unknown: " + failed.getMessage());
    }
  }

  private static Check ports(Layout layout) {
    List<String> busy = new ArrayList<>();
    for (long node : layout.nodes()) {
      for (int port : List.of(layout.peerPort(node), layout.clientPort(node))) {
        if (!PortOwner.free(port)) {
          busy.add(PortOwner.sentence(port));
        }
      }
    }
    int last = layout.size();
    String all =
        layout.peerPort(1)
            + " to "
            + layout.peerPort(last)
            + " and "
            + layout.clientPort(1)
            + " to "
            + layout.clientPort(last);
    return busy.isEmpty()
        ? new Check("ports", Result.OK, all + " are free")
        : new Check(
            "ports", Result.BAD, String.join(" ", busy) + " Choose others with --base-port.");
  }

  private static Check tool(String name, String use, String... commands) {
    for (String command : commands) {
      Path found = find(command);
      if (found != null) {
        return new Check(name, Result.OK, found + " (optional, for " + use + ")");
      }
    }
    return new Check(name, Result.NOTE, "not there (optional, for " + use + ")");
  }

  private Path existing() throws IOException {
    Path path = folder.toAbsolutePath().normalize();
    while (!Files.isDirectory(path)) {
      Path parent = path.getParent();
      if (parent == null || Files.exists(path)) {
        throw new IOException(path + " is no folder");
      }
      path = parent;
    }
    return path;
  }

  private static @Nullable Path find(String command) {
    String path = System.getenv("PATH");
    if (path == null) {
      return null;
    }
    for (String folder : path.split(java.io.File.pathSeparator, -1)) {
      Path file = Path.of(folder, command);
      if (Files.isExecutable(file) && Files.isRegularFile(file)) {
        return file;
      }
    }
    return null;
  }

  private static boolean isSame(Path one, Path other) {
    try {
      return Files.isSameFile(one, other);
    } catch (IOException missing) {
      return false;
    }
  }
}
