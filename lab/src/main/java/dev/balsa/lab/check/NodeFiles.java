package dev.balsa.lab.check;

import dev.balsa.lab.mirror.Layout;
import dev.balsa.lab.mirror.PythonJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The readable files of one node as they were at one moment.
 *
 * @param node which node
 * @param log text of its {@code .log}
 * @param storage text of its {@code .storage}
 * @param state text of its {@code .state_machine}
 * @param console text of its console log
 */
public record NodeFiles(long node, String log, String storage, String state, String console) {
  /** How a console line about the leader begins. */
  public static final String LEADER_LINE = "Leader is now: ";

  /** A line of the {@code .log}. */
  public record LogLine(long term, Map<String, @Nullable Object> command) {}

  /** Reads them; a file that is not there counts as empty. */
  public static NodeFiles read(Layout layout, long node) throws IOException {
    return new NodeFiles(
        node,
        text(layout.mirrors(node).log()),
        text(layout.mirrors(node).storage()),
        text(layout.mirrors(node).state()),
        text(layout.customLog(node)));
  }

  /** Reads those of some nodes. */
  public static List<NodeFiles> read(Layout layout, List<Long> nodes) throws IOException {
    List<NodeFiles> all = new ArrayList<>();
    for (long node : nodes) {
      all.add(read(layout, node));
    }
    return all;
  }

  private static String text(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException absent) {
      return "";
    }
  }

  /**
   * The lines of the {@code .log}.
   *
   * @throws IllegalArgumentException if one does not parse
   */
  public List<LogLine> logLines() {
    List<LogLine> lines = new ArrayList<>();
    for (String line : log.lines().toList()) {
      Map<String, @Nullable Object> fields = PythonJson.parseObject(line);
      Map<String, @Nullable Object> command = new LinkedHashMap<>();
      if (fields.get("command") instanceof Map<?, ?> map) {
        map.forEach((key, value) -> command.put(String.valueOf(key), value));
      }
      lines.add(new LogLine(number(fields, "term"), command));
    }
    return lines;
  }

  /** The term in the {@code .storage}, 0 if there is none yet. */
  public long term() {
    return storage.isEmpty() ? 0 : number(PythonJson.parseObject(storage), "term");
  }

  /** The address in the {@code .storage} that was voted for, "" if there is none. */
  public String votedFor() {
    return !storage.isEmpty()
            && PythonJson.parseObject(storage).get("voted_for") instanceof String vote
        ? vote
        : "";
  }

  /** The fields of the {@code .state_machine}. */
  public Map<String, @Nullable Object> stateFields() {
    return state.isEmpty() ? Map.of() : PythonJson.parseObject(state);
  }

  /** The lines of the console log. */
  public List<String> consoleLines() {
    return console.lines().toList();
  }

  /** Whom the node named last as leader: an address, "None", or "" if it never named one. */
  public String leader() {
    String last = "";
    for (String line : consoleLines()) {
      if (line.startsWith(LEADER_LINE)) {
        last = line.substring(LEADER_LINE.length());
      }
    }
    return last;
  }

  /** The console lines that were added since an earlier look. */
  public List<String> consoleSince(NodeFiles before) {
    return console
        .substring(Math.min(before.console().length(), console.length()))
        .lines()
        .toList();
  }

  private static long number(Map<String, @Nullable Object> fields, String name) {
    if (fields.get(name) instanceof BigDecimal number) {
      return number.longValueExact();
    }
    throw new IllegalArgumentException("no number \"" + name + "\" in " + fields);
  }
}
