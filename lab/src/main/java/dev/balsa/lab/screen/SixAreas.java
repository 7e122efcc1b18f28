package dev.balsa.lab.screen;

import java.util.ArrayList;
import java.util.List;

/**
 * The nodes on the left and what they said on the right, one row of areas per node.
 *
 * @param heading the first line
 * @param text explanation above the areas; may be empty
 * @param nodes from top to bottom
 * @param selected the node that keys act on, 0 for none
 * @param showFiles whether the right side shows the readable files instead of the console log
 * @param footer the last line: what the keys do
 */
public record SixAreas(
    String heading,
    List<String> text,
    List<NodePicture> nodes,
    long selected,
    boolean showFiles,
    String footer) {
  /** The smallest terminal on which this can be read. */
  public static final int COLUMNS_MIN = 80;

  /** The smallest terminal on which this can be read. */
  public static final int ROWS_MIN = 24;

  /** Exactly {@code rows} lines of exactly {@code columns} characters. */
  public List<String> draw(int columns, int rows) {
    List<String> lines = new ArrayList<>();
    lines.add(Text.fit(heading, columns));
    int textRows = textRows(columns, rows);
    if (textRows > 0) {
      List<String> wrapped = wrapped(columns);
      lines.addAll(
          Text.block(wrapped.subList(0, Math.min(textRows, wrapped.size())), columns, textRows));
    }
    int left = (columns - 1) / 2;
    int right = columns - 1 - left;
    int space = rows - 2 - textRows;
    for (int i = 0; i < nodes.size(); i++) {
      int height = space / nodes.size() + (i < space % nodes.size() ? 1 : 0);
      lines.addAll(area(nodes.get(i), left, right, height));
    }
    while (lines.size() < rows - 1) {
      lines.add(Text.fit("", columns));
    }
    List<String> fitting = new ArrayList<>(lines.subList(0, rows - 1));
    fitting.add(Text.fit(footer, columns));
    return fitting;
  }

  private List<String> wrapped(int columns) {
    List<String> wrapped = new ArrayList<>();
    for (String paragraph : text) {
      wrapped.addAll(Text.wrap(paragraph, columns));
    }
    return wrapped;
  }

  /** The text gets what it needs, but each node keeps at least its title and a line. */
  private int textRows(int columns, int rows) {
    int atMost = Math.max(0, rows - 2 - 2 * nodes.size());
    return text.isEmpty() ? 0 : Math.min(wrapped(columns).size(), atMost);
  }

  private List<String> area(NodePicture node, int left, int right, int height) {
    if (height <= 0) {
      return List.of();
    }
    String mark = node.node() == selected ? "> " : "";
    List<String> lines = new ArrayList<>();
    String rightTitle =
        showFiles
            ? node.address().replace(':', '_') + ".log and the others"
            : "tail -f node" + node.node() + "_CUSTOMLOG.log";
    lines.add(Text.rule(mark + node.title(), left) + "+" + Text.rule(rightTitle, right));
    List<String> facts = node.facts();
    List<String> shown =
        showFiles ? node.fileLines(right, height - 1) : node.files().consoleLines();
    lines.addAll(
        Text.beside(
            Text.block(facts.subList(0, Math.min(facts.size(), height - 1)), left, height - 1),
            Text.block(shown, right, height - 1)));
    return lines;
  }
}
