package dev.balsa.lab;

import dev.balsa.lab.mirror.ConsoleLog;
import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.process.Cluster;
import dev.balsa.lab.process.Launch;
import dev.balsa.lab.process.Ledger;
import dev.balsa.lab.screen.Terminal;
import dev.balsa.lab.script.MachineFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The six terminals of the lab as panes of tmux: nodes on the left, what they say on the right. */
@Command(
    name = "tmux",
    mixinStandardHelpOptions = true,
    description = "Opens the nodes and their console logs in six panes of tmux.")
final class TmuxCommand implements Callable<Integer> {
  /*
   * The session runs on a tmux server of its own, so it works from within another session and
   * nothing of the user's is touched. In the left panes a shell runs the node: Ctrl-C ends the node
   * and not the pane, and the arrow key brings the command back.
   */

  private static final String SERVER = "balsa-lab";

  @Mixin private LabOptions options = new LabOptions();

  @Option(names = "--size", description = "Number of nodes (default: ${DEFAULT-VALUE}).")
  private int size = 3;

  @Option(names = "--detached", description = "Leave the session running and come back at once.")
  private boolean detached;

  @Override
  public Integer call() {
    if (!MachineFacts.onPath("tmux")) {
      System.err.println(
          "tmux is not installed; 'balsa lab watch' shows the same in one terminal without it.");
      return LabNode.EXIT_FAILED;
    }
    if (!detached && !Terminal.present()) {
      System.err.println("'lab tmux' needs a terminal.");
      return LabNode.EXIT_USAGE;
    }
    Layout layout = options.layout(size);
    try {
      Cluster.checkFree(layout);
      return open(layout);
    } catch (Cluster.BusyException busy) {
      System.err.println(busy.getMessage());
      return busy.portBusy() ? LabNode.EXIT_PORT_BUSY : LabNode.EXIT_RUNNING;
    } catch (IOException failed) {
      System.err.println(failed.getMessage());
      return LabNode.EXIT_FAILED;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return LabNode.EXIT_INTERRUPTED;
    }
  }

  private int open(Layout layout) throws IOException, InterruptedException {
    Files.createDirectories(layout.hidden("."));
    for (long node : layout.nodes()) {
      ConsoleLog.createAbsent(List.of(layout.customLog(node)));
    }
    String session = session(layout.folder());
    tmux("new-session", "-d", "-s", session, "-x", "160", "-y", "48", "-c", folder(layout));
    tmux("set-option", "-t", session, "mouse", "on");
    tmux("set-option", "-t", session, "pane-border-status", "top");
    tmux("set-option", "-t", session, "pane-border-format", " #{pane_title} ");
    tmux(
        "set-option",
        "-t",
        session,
        "status-right",
        " Ctrl-B, release, arrow: other pane; Ctrl-B d: stop all ");
    tmux("set-option", "-t", session, "status-right-length", "60");
    tmux("split-window", "-h", "-t", session + ":0.0", "-c", folder(layout));
    for (int row = 1; row < size; row++) {
      int share = 100 - 100 / (size - row + 1);
      tmux(
          "split-window",
          "-v",
          "-l",
          share + "%",
          "-t",
          session + ":0." + (row - 1),
          "-c",
          folder(layout));
    }
    for (int row = 1; row < size; row++) {
      int share = 100 - 100 / (size - row + 1);
      tmux(
          "split-window",
          "-v",
          "-l",
          share + "%",
          "-t",
          session + ":0." + (size + row - 1),
          "-c",
          folder(layout));
    }
    for (long node : layout.nodes()) {
      type(session, (int) node - 1, "node " + node, nodeCommand(layout, node));
      String log = layout.customLog(node).getFileName().toString();
      type(session, size + (int) node - 1, "tail -f " + log, "tail -n +1 -F " + log);
    }
    tmux("select-pane", "-t", session + ":0.0");
    if (detached) {
      System.out.println(
          "Session "
              + session
              + " is up. See it with: tmux -L "
              + SERVER
              + " attach -t "
              + session);
      return LabNode.EXIT_DONE;
    }
    new ProcessBuilder("tmux", "-L", SERVER, "attach", "-t", session).inheritIO().start().waitFor();
    tmuxQuietly("kill-session", "-t", session);
    new Ledger(layout.folder()).stopAll();
    System.out.println("The session is closed and all its nodes are stopped.");
    return LabNode.EXIT_DONE;
  }

  private static String session(Path folder) {
    String name = folder.toAbsolutePath().normalize().getFileName().toString();
    return name.replaceAll("[^A-Za-z0-9_-]", "_");
  }

  private static String folder(Layout layout) {
    return layout.folder().toAbsolutePath().normalize().toString();
  }

  private String nodeCommand(Layout layout, long node) {
    List<String> words =
        new ArrayList<>(
            Launch.current().with(List.of("node", "--node", Long.toString(node), "--dir", ".")));
    if (size != 3) {
      words.addAll(List.of("--size", Integer.toString(size)));
    }
    if (layout.basePort() != new LabNodeArguments().basePort) {
      words.addAll(List.of("--base-port", Integer.toString(layout.basePort())));
    }
    if (options.pauseSeconds != null) {
      words.addAll(List.of("--pause", options.pauseSeconds.toString()));
    }
    List<String> quoted = new ArrayList<>();
    for (String word : words) {
      quoted.add(
          word.matches("[A-Za-z0-9_./:=,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return String.join(" ", quoted);
  }

  private static void type(String session, int pane, String title, String command)
      throws IOException, InterruptedException {
    String target = session + ":0." + pane;
    tmux("select-pane", "-t", target, "-T", title);
    tmux("send-keys", "-t", target, "clear; " + command, "Enter");
  }

  private static void tmux(String... arguments) throws IOException, InterruptedException {
    if (tmuxQuietly(arguments) != 0) {
      throw new IOException(
          "tmux " + String.join(" ", arguments) + " failed; is it older than 3.1?");
    }
  }

  private static int tmuxQuietly(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("tmux", "-L", SERVER, "-f", "/dev/null"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().remove("TMUX");
    return builder.start().waitFor();
  }
}
