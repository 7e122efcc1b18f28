package dev.balsa.tidy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds methods, constructors and initialisers by counting braces in blanked code. Whatever stands
 * inside a method (lambdas, switch arms, local and anonymous classes) belongs to it; types nested
 * in types are entered.
 */
final class Methods {
  /** A method from the first line of its head, annotations included, to its closing brace. */
  record Method(String name, int firstLine, int lastLine) {
    int lines() {
      return lastLine - firstLine + 1;
    }

    boolean covers(int line) {
      return firstLine <= line && line <= lastLine;
    }
  }

  private enum Kind {
    TYPE,
    ENUM,
    METHOD,
    BLOCK
  }

  private record Open(Kind kind, String name, int headAt) {}

  private static final Pattern TYPE =
      Pattern.compile("(?:^|\\s)(class|interface|enum|record)\\s+(\\w+)");
  private static final Pattern ENUM_CONSTANT =
      Pattern.compile("[\\s,]*[A-Z][A-Z0-9_]*\\s*(\\(.*\\))?\\s*", Pattern.DOTALL);
  private static final Pattern NAME_BEFORE_PARENTHESIS = Pattern.compile("(\\w+)\\s*\\(");
  private static final Pattern ANNOTATION = Pattern.compile("@[\\w.]+\\s*(\\([^()]*\\))?");

  private final Source source;
  private final List<Method> found = new ArrayList<>();
  private final Deque<Open> open = new ArrayDeque<>();
  private int parentheses;
  private int headAt;

  private Methods(Source source) {
    this.source = source;
    open.push(new Open(Kind.TYPE, "", 0));
  }

  static List<Method> in(Source source) {
    Methods methods = new Methods(source);
    String code = source.code();
    for (int at = 0; at < code.length(); at++) {
      methods.turn(code.charAt(at), at);
    }
    return methods.found;
  }

  private void turn(char character, int at) {
    boolean inType = inType();
    switch (character) {
      case '(' -> parentheses += inType ? 1 : 0;
      case ')' -> parentheses -= inType ? 1 : 0;
      case '{' -> open.push(classify(at));
      case '}' -> close(at);
      case ';' -> {
        if (inType && parentheses == 0) {
          headAt = at + 1;
        }
      }
      default -> {
        // Part of a head or of a body.
      }
    }
  }

  private boolean inType() {
    return open.peek() instanceof Open(Kind kind, _, _) && (kind == Kind.TYPE || kind == Kind.ENUM);
  }

  private Open classify(int at) {
    if (!inType() || parentheses > 0) {
      return new Open(Kind.BLOCK, "", at);
    }
    String head = source.code().substring(headAt, at);
    String plain = ANNOTATION.matcher(head).replaceAll(" ");
    int start = headAt + head.length() - head.stripLeading().length();
    boolean inEnum = open.peek() instanceof Open(Kind kind, _, _) && kind == Kind.ENUM;
    headAt = at + 1;
    Matcher type = TYPE.matcher(plain);
    if (type.find() && !plain.substring(0, type.start()).contains("(")) {
      return new Open(type.group(1).equals("enum") ? Kind.ENUM : Kind.TYPE, type.group(2), start);
    }
    if (source.path().endsWith("module-info.java")
        || (inEnum && ENUM_CONSTANT.matcher(plain).matches())) {
      return new Open(Kind.TYPE, "", start);
    }
    if (plain.contains("=")) {
      return new Open(Kind.BLOCK, "", start);
    }
    Matcher name = NAME_BEFORE_PARENTHESIS.matcher(plain);
    return new Open(Kind.METHOD, name.find() ? name.group(1) : lastWord(plain), start);
  }

  /**
   * A compact constructor has the name of its record and no parentheses; an initialiser has none.
   */
  private static String lastWord(String head) {
    String[] words = head.strip().split("\\s+", -1);
    String last = words[words.length - 1];
    return last.isEmpty() ? "initialiser" : last;
  }

  private void close(int at) {
    if (open.size() == 1) {
      throw new IllegalStateException(source.path() + ":" + source.lineAt(at) + ": unmatched }");
    }
    Open closed = open.pop();
    if (closed.kind() == Kind.METHOD) {
      found.add(new Method(closed.name(), source.lineAt(closed.headAt()), source.lineAt(at)));
    }
    if (inType() && parentheses == 0) {
      headAt = at + 1;
    }
  }
}
