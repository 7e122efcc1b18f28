package dev.balsa.lab.screen;

import java.util.ArrayList;
import java.util.List;

/**
 * Fitting text into a rectangle of characters. Only printable characters ever reach the terminal.
 */
public final class Text {
  private Text() {}

  /** A text of exactly so many characters: cut with "~" at the end, or filled with blanks. */
  public static String fit(String text, int width) {
    String clean = clean(text);
    if (clean.length() > width) {
      return width == 0 ? "" : clean.substring(0, width - 1) + "~";
    }
    return clean + " ".repeat(width - clean.length());
  }

  /**
   * The same text with a dot for every control character, so that no value can steer the terminal.
   */
  public static String clean(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints().forEach(c -> clean.appendCodePoint(Character.isISOControl(c) ? '.' : c));
    return clean.toString();
  }

  /** Breaks a text into lines at blanks; a word that is longer than a line is broken anywhere. */
  public static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    for (String paragraph : text.split("\n", -1)) {
      StringBuilder line = new StringBuilder();
      for (String word : clean(paragraph).split(" ", -1)) {
        String rest = word;
        if (!line.isEmpty() && line.length() + 1 + rest.length() > width) {
          lines.add(line.toString());
          line.setLength(0);
        }
        if (!line.isEmpty()) {
          line.append(' ');
        }
        while (line.length() + rest.length() > width) {
          int room = width - line.length();
          lines.add(line + rest.substring(0, room));
          rest = rest.substring(room);
          line.setLength(0);
        }
        line.append(rest);
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** A line of dashes with a title in it. */
  public static String rule(String title, int width) {
    return fit("-- " + clean(title) + " " + "-".repeat(Math.max(0, width)), width)
        .replace('~', '-');
  }

  /** Exactly so many lines of exactly so many characters: the last ones if there are too many. */
  public static List<String> block(List<String> lines, int width, int height) {
    List<String> block = new ArrayList<>();
    for (String line : lines.subList(Math.max(0, lines.size() - height), lines.size())) {
      block.add(fit(line, width));
    }
    while (block.size() < height) {
      block.add(" ".repeat(width));
    }
    return block;
  }

  /** Two blocks of the same height side by side, a bar between them. */
  public static List<String> beside(List<String> left, List<String> right) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      lines.add(left.get(i) + "|" + right.get(i));
    }
    return lines;
  }
}
