package dev.balsa.tidy;

/**
 * Replaces what Java does not execute by spaces, so that a rule about code cannot trip over words
 * in a comment or a string. Newlines stay, and so do offsets.
 */
final class Blanker {
  private final String text;
  private final StringBuilder out;
  private int at;

  private Blanker(String text) {
    this.text = text;
    this.out = new StringBuilder(text);
  }

  static String blank(String text) {
    Blanker blanker = new Blanker(text);
    while (blanker.at < text.length()) {
      blanker.step();
    }
    return blanker.out.toString();
  }

  private void step() {
    if (text.startsWith("//", at)) {
      eraseTo(indexOrEnd("\n", at));
    } else if (text.startsWith("/*", at)) {
      eraseTo(after("*/", at + 2));
    } else if (text.startsWith("\"\"\"", at)) {
      eraseTo(endOfLiteral("\"\"\"", at + 3));
    } else if (text.charAt(at) == '"') {
      eraseTo(endOfLiteral("\"", at + 1));
    } else if (text.charAt(at) == '\'') {
      eraseTo(endOfLiteral("'", at + 1));
    } else {
      at++;
    }
  }

  private int endOfLiteral(String quote, int from) {
    int i = from;
    while (i < text.length() && !text.startsWith(quote, i)) {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return Math.min(text.length(), i + quote.length());
  }

  private int indexOrEnd(String what, int from) {
    int index = text.indexOf(what, from);
    return index < 0 ? text.length() : index;
  }

  private int after(String what, int from) {
    return Math.min(text.length(), indexOrEnd(what, from) + what.length());
  }

  private void eraseTo(int end) {
    for (; at < end; at++) {
      if (text.charAt(at) != '\n') {
        out.setCharAt(at, ' ');
      }
    }
  }
}
