package dev.balsa.lab;

import dev.balsa.lab.check.NodeView;
import dev.balsa.lab.load.NodeClient;
import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.process.Ledger;
import dev.balsa.lab.process.ProcessRecord;
import dev.balsa.lab.script.Folder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The commands about working folders and the processes in them. */
final class FolderCommands {
  private FolderCommands() {}

  /** Something that can fail for reasons people should read. */
  private interface Work {
    int run() throws IOException;
  }

  private static int explained(Work work) {
    try {
      return work.run();
    } catch (IOException failed) {
      System.err.println(failed.getMessage());
      return LabNode.EXIT_FAILED;
    }
  }

  /** Makes a working folder. */
  @Command(
      name = "init",
      mixinStandardHelpOptions = true,
      description = "Makes a working folder: CC_E4_<SRN>, or balsa-lab without an SRN.")
  static final class Init implements Callable<Integer> {
    @Option(names = "--srn", paramLabel = "SRN", description = "Your student number.")
    private @Nullable String srn;

    @Option(names = "--size", description = "Number of nodes (default: ${DEFAULT-VALUE}).")
    private int size = 3;

    @Override
    public Integer call() {
      String number = srn;
      if (number != null && !number.matches("[A-Za-z0-9_-]{1,40}")) {
        System.err.println("The SRN may hold letters, digits, _ and -, at most 40 of them.");
        return LabNode.EXIT_USAGE;
      }
      Path folder = Path.of(number == null ? LabNodeArguments.FOLDER_STANDARD : "CC_E4_" + number);
      Layout layout = new Layout(folder, size, new LabNodeArguments().basePort);
      return explained(() -> {
        Files.createDirectories(layout.hidden("."));
        for (long node : layout.nodes()) {
          if (!Files.exists(layout.customLog(node))) {
            Files.createFile(layout.customLog(node));
          }
        }
        System.out.println("Made " + folder.toAbsolutePath() + ". Now: cd " + folder);
        return LabNode.EXIT_DONE;
      });
    }
  }

  /** Clears a working folder. */
  @Command(
      name = "reset",
      mixinStandardHelpOptions = true,
      description = "Deletes what the nodes left in the working folder; refuses while one lives.")
  static final class Reset implements Callable<Integer> {
    @Mixin private LabOptions options = new LabOptions();

    @Override
    public Integer call() {
      if (!Files.isDirectory(options.chosenFolder().resolve(Layout.HIDDEN))) {
        System.err.println(options.chosenFolder() + " is no working folder of the lab.");
        return LabNode.EXIT_USAGE;
      }
      return explained(() -> {
        List<ProcessRecord> alive = new Ledger(options.chosenFolder()).alive();
        if (!alive.isEmpty()) {
          System.err.println(running(alive.getFirst()));
          return LabNode.EXIT_RUNNING;
        }
        List<String> deleted = Folder.clear(options.layout(3));
        System.out.println("Deleted " + deleted.size() + " files and folders: " + deleted);
        return LabNode.EXIT_DONE;
      });
    }
  }

  private static String running(ProcessRecord record) {
    return "Node "
        + record.node()
        + " is running (pid "
        + record.pid()
        + "); first: balsa lab stop --all";
  }

  private static Path shown(Path folder) {
    return folder.toAbsolutePath().normalize();
  }

  /** The working folder and the folders in it that are working folders too. */
  private static List<Path> folders(Path folder) throws IOException {
    List<Path> folders = new ArrayList<>(List.of(folder));
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder, Files::isDirectory)) {
        for (Path each : inside) {
          if (Files.isDirectory(each.resolve(Layout.HIDDEN))) {
            folders.add(each);
          }
        }
      }
    }
    return folders;
  }

  /** Lists nodes. */
  @Command(
      name = "ps",
      mixinStandardHelpOptions = true,
      description = "Lists the nodes of the working folder that are alive.")
  static final class Ps implements Callable<Integer> {
    @Mixin private LabOptions options = new LabOptions();

    @Override
    public Integer call() {
      return explained(() -> {
        int count = 0;
        for (Path folder : folders(options.chosenFolder())) {
          for (ProcessRecord record : new Ledger(folder).alive()) {
            System.out.println(
                "node " + record.node() + "  pid " + record.pid() + "  " + shown(folder));
            count++;
          }
        }
        if (count == 0) {
          System.out.println("No node of " + shown(options.chosenFolder()) + " is alive.");
        }
        return LabNode.EXIT_DONE;
      });
    }
  }

  /** Stops nodes. */
  @Command(
      name = "stop",
      mixinStandardHelpOptions = true,
      description = "Stops the nodes of the working folder, and no other process.")
  static final class Stop implements Callable<Integer> {
    @Mixin private LabOptions options = new LabOptions();

    @Option(names = "--all", description = "All nodes; nothing less can be asked for.")
    private boolean all;

    @Override
    public Integer call() {
      if (!all) {
        System.err.println("Say which nodes to stop: --all");
        return LabNode.EXIT_USAGE;
      }
      return explained(() -> {
        int count = 0;
        for (Path folder : folders(options.chosenFolder())) {
          for (ProcessRecord record : new Ledger(folder).stopAll()) {
            System.out.println("Stopped node " + record.node() + ", pid " + record.pid() + ".");
            count++;
          }
        }
        System.out.println(count == 0 ? "There was nothing to stop." : count + " stopped.");
        return LabNode.EXIT_DONE;
      });
    }
  }

  /** Explains how far a node is. */
  @Command(
      name = "explain",
      mixinStandardHelpOptions = true,
      description = "Says how far a node is behind, and why.")
  static final class Explain implements Callable<Integer> {
    @Mixin private LabOptions options = new LabOptions();

    @Option(names = "--node", required = true, paramLabel = "K", description = "Which node.")
    private long node;

    @Option(names = "--size", description = "Number of nodes (default: ${DEFAULT-VALUE}).")
    private int size = 3;

    @Override
    public Integer call() {
      Layout layout = options.layout(size);
      if (!layout.nodes().contains(node)) {
        System.err.println("There is no node " + node + ": this lab has nodes 1 to " + size + ".");
        return LabNode.EXIT_USAGE;
      }
      TreeMap<Long, NodeView> views = new TreeMap<>();
      for (long each : layout.nodes()) {
        try (NodeClient client = new NodeClient(each, layout.client(each))) {
          views.put(each, client.view());
        } catch (IOException silent) {
          System.out.println("node " + each + " does not answer");
        }
      }
      Explanation.of(node, views).forEach(System.out::println);
      return views.containsKey(node) ? LabNode.EXIT_DONE : LabNode.EXIT_FAILED;
    }
  }
}
