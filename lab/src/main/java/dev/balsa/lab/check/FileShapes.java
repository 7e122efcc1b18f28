package dev.balsa.lab.check;

import dev.balsa.lab.mirror.PythonJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks on what the readable files look like, each file for itself. */
public final class FileShapes {
  private FileShapes() {}

  /** Every file parses and ends with a line feed. */
  public record Parse(List<NodeFiles> nodes) implements Criterion {
    @Override
    public Requirement requirement() {
      return Requirement.LC_15;
    }

    @Override
    public Outcome judge() {
      for (NodeFiles files : nodes) {
        String fault = fault(files);
        if (fault != null) {
          return Outcome.fail("three files that parse at node " + files.node(), fault);
        }
      }
      return Outcome.pass(3 * nodes.size() + " files");
    }

    /** What is wrong with the files of a node, or null. */
    public static @Nullable String fault(NodeFiles files) {
      for (String text : List.of(files.log(), files.storage(), files.state())) {
        if (!text.isEmpty() && !text.endsWith("\n")) {
          return "no line feed at the end of '" + text + "'";
        }
      }
      try {
        files.logLines();
        files.term();
        files.stateFields();
        return null;
      } catch (IllegalArgumentException damaged) {
        return damaged.getMessage();
      }
    }
  }

  /** Each line of each log is exactly as Python would print it. */
  public record PythonStyle(List<NodeFiles> nodes) implements Criterion {
    @Override
    public Requirement requirement() {
      return Requirement.LC_12;
    }

    @Override
    public Outcome judge() {
      int count = 0;
      for (NodeFiles files : nodes) {
        for (String line : files.log().lines().toList()) {
          count++;
          boolean keys = line.startsWith("{\"term\": ") && line.contains(", \"command\": {");
          if (!keys || !line.equals(PythonJson.restyled(line))) {
            return Outcome.fail("{\"term\": 2, \"command\": {\"data_id\": 2}} or the like", line);
          }
        }
      }
      String example = nodes.isEmpty() ? "" : nodes.getFirst().log().lines().findFirst().orElse("");
      return Outcome.pass(count + " lines, such as " + example);
    }
  }

  /**
   * Term and vote are written as they should be and the term has not fallen below what was seen.
   */
  public record Storage(List<NodeFiles> nodes, Map<Long, Long> leastTerms) implements Criterion {
    private static final Pattern SHAPE =
        Pattern.compile("\\{\"term\": \\d+, \"voted_for\": (null|\"127\\.0\\.0\\.1:\\d+\")\\}\\n");

    @Override
    public Requirement requirement() {
      return Requirement.LC_13;
    }

    @Override
    public Outcome judge() {
      for (NodeFiles files : nodes) {
        if (!SHAPE.matcher(files.storage()).matches()) {
          return Outcome.fail(
              "{\"term\": 2, \"voted_for\": \"127.0.0.1:8001\"} or the like", files.storage());
        }
        long least = leastTerms.getOrDefault(files.node(), 0L);
        if (files.term() < least) {
          return Outcome.fail(
              "a term of at least " + least + " at node " + files.node(), files.term());
        }
      }
      return Outcome.pass(
          nodes.stream().map(files -> files.storage().strip()).distinct().toList().toString());
    }
  }

  /** The state file of each node equals the fold of its own log file. */
  public record StateIsFold(List<NodeFiles> nodes) implements Criterion {
    @Override
    public Requirement requirement() {
      return Requirement.LC_14;
    }

    @Override
    public Outcome judge() {
      for (NodeFiles files : nodes) {
        Map<String, @Nullable Object> fold = new LinkedHashMap<>();
        for (NodeFiles.LogLine line : files.logLines()) {
          fold.putAll(line.command());
        }
        fold.values().removeIf(Objects::isNull);
        if (!fold.equals(files.stateFields())) {
          return Outcome.fail(fold + " at node " + files.node(), files.stateFields());
        }
      }
      return Outcome.pass(
          nodes.stream().map(files -> files.state().strip()).distinct().toList().toString());
    }
  }
}
