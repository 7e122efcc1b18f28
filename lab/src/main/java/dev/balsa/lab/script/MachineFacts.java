package dev.balsa.lab.script;

import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.process.PortOwner;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What step 1a shows of the machine.
 *
 * @param lines one fact each
 * @param fault what must be put right before the lab can run, or null
 */
public record MachineFacts(List<String> lines, @Nullable String fault) {
  private static final int JAVA_RELEASE = 25;

  /** Looks around. */
  public static MachineFacts gather(Layout layout) {
    List<String> lines = new ArrayList<>();
    String fault = null;
    int release = Runtime.version().feature();
    lines.add("Java            " + Runtime.version() + " from " + System.getProperty("java.home"));
    if (release < JAVA_RELEASE) {
      fault = "Java " + release + " is too old; " + JAVA_RELEASE + " is needed";
    }
    lines.add(
        "System          "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors");
    Path folder = layout.folder().toAbsolutePath().normalize();
    lines.add("Working folder  " + folder);
    try {
      Files.createDirectories(folder);
      Path probe = Files.createTempFile(folder, "probe", ".unfinished");
      Files.delete(probe);
      lines.add("Write access    yes");
    } catch (IOException denied) {
      lines.add("Write access    no: " + denied);
      fault = "the working folder " + folder + " cannot be written";
    }
    List<Integer> busy = new ArrayList<>();
    for (long node : layout.nodes()) {
      for (int port : List.of(layout.peerPort(node), layout.clientPort(node))) {
        if (!PortOwner.free(port)) {
          busy.add(port);
        }
      }
    }
    String ports =
        layout.peerPort(1)
            + "-"
            + layout.peerPort(layout.size())
            + ", "
            + layout.clientPort(1)
            + "-"
            + layout.clientPort(layout.size());
    lines.add("Ports           " + ports + (busy.isEmpty() ? " are free" : "; in use: " + busy));
    if (!busy.isEmpty()) {
      fault =
          PortOwner.sentence(busy.getFirst())
              + " Stop that program or choose others with --base-port";
    }
    lines.add("tmux            " + (onPath("tmux") ? "yes" : "no; 'balsa lab watch' needs none"));
    return new MachineFacts(lines, fault);
  }

  /** Whether a program is on the path. */
  public static boolean onPath(String program) {
    String path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
