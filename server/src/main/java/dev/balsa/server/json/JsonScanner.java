package dev.balsa.server.json;

/**
 * Splits a JSON text into tokens and refuses whatever the grammar of RFC 8259 does not allow: one
 * value, nothing after it, no comments, no single quotes, no depth beyond a limit. Not safe for use
 * by many threads.
 */
public final class JsonScanner {
  /** What the text is made of. */
  public enum Token {
    /** An opening brace. */
    BEGIN_OBJECT,
    /** A closing brace. */
    END_OBJECT,
    /** An opening bracket. */
    BEGIN_ARRAY,
    /** A closing bracket. */
    END_ARRAY,
    /** The name of a member, with its colon. */
    NAME,
    /** A string. */
    STRING,
    /** A number. */
    NUMBER,
    /** The word true. */
    TRUE,
    /** The word false. */
    FALSE,
    /** The word null. */
    NULL,
    /** The end of the text. */
    END
  }

  private enum Expected {
    VALUE,
    VALUE_OR_END,
    NAME,
    NAME_OR_END,
    COMMA_OR_END,
    NOTHING
  }

  private static final String HEX = "0123456789abcdefABCDEF";

  private final String text;
  private final boolean[] inObject;
  private int depth;
  private int position;
  private int tokenStart;
  private int tokenEnd;
  private boolean escaped;
  private Expected expected = Expected.VALUE;

  /** Starts at the beginning of a text that may nest {@code depthMax} deep. */
  public JsonScanner(String text, int depthMax) {
    this.text = text;
    this.inObject = new boolean[depthMax];
  }

  /**
   * The next token.
   *
   * @throws JsonException saying what is wrong and at which character
   */
  public Token next() {
    skipSpace();
    if (expected == Expected.COMMA_OR_END) {
      if (peek() == ',') {
        position++;
        skipSpace();
        expected = inObject[depth - 1] ? Expected.NAME : Expected.VALUE;
      } else {
        return close();
      }
    }
    return switch (expected) {
      case NAME -> name();
      case NAME_OR_END -> peek() == '}' ? close() : name();
      case VALUE -> value();
      case VALUE_OR_END -> peek() == ']' ? close() : value();
      case COMMA_OR_END -> throw new IllegalStateException("decided above");
      case NOTHING -> {
        if (position < text.length()) {
          throw wrong("something after the end of the value");
        }
        yield Token.END;
      }
    };
  }

  /** What the last {@link Token#NAME}, {@link Token#STRING} or {@link Token#NUMBER} says. */
  public String string() {
    if (!escaped) {
      return text.substring(tokenStart, tokenEnd);
    }
    StringBuilder plain = new StringBuilder(tokenEnd - tokenStart);
    for (int i = tokenStart; i < tokenEnd; i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      char kind = text.charAt(++i);
      if (kind == 'u') {
        plain.append((char) Integer.parseInt(text, i + 1, i + 5, 16));
        i += 4;
      } else {
        int known = "bfnrt".indexOf(kind);
        plain.append(known < 0 ? kind : "\b\f\n\r\t".charAt(known));
      }
    }
    return plain.toString();
  }

  private Token name() {
    if (peek() != '"') {
      throw wrong("no name where the next member should begin");
    }
    quoted();
    skipSpace();
    if (peek() != ':') {
      throw wrong("no colon after a name");
    }
    position++;
    expected = Expected.VALUE;
    return Token.NAME;
  }

  private Token value() {
    char first = peek();
    return switch (first) {
      case '{' -> open(true);
      case '[' -> open(false);
      case '"' -> {
        quoted();
        yield done(Token.STRING);
      }
      case 't' -> word("true", Token.TRUE);
      case 'f' -> word("false", Token.FALSE);
      case 'n' -> word("null", Token.NULL);
      default -> {
        if (first != '-' && !isDigit(first)) {
          throw wrong("no value where one should be");
        }
        number();
        yield done(Token.NUMBER);
      }
    };
  }

  private Token open(boolean object) {
    if (depth == inObject.length) {
      throw wrong("nesting deeper than " + inObject.length);
    }
    inObject[depth++] = object;
    position++;
    expected = object ? Expected.NAME_OR_END : Expected.VALUE_OR_END;
    return object ? Token.BEGIN_OBJECT : Token.BEGIN_ARRAY;
  }

  private Token close() {
    boolean object = inObject[depth - 1];
    if (peek() != (object ? '}' : ']')) {
      throw wrong(object ? "no comma or } after a member" : "no comma or ] after an element");
    }
    position++;
    depth--;
    return done(object ? Token.END_OBJECT : Token.END_ARRAY);
  }

  private Token done(Token token) {
    expected = depth == 0 ? Expected.NOTHING : Expected.COMMA_OR_END;
    return token;
  }

  private Token word(String word, Token token) {
    if (!text.startsWith(word, position)) {
      throw wrong("no value where one should be");
    }
    position += word.length();
    return done(token);
  }

  private void quoted() {
    tokenStart = ++position;
    escaped = false;
    while (true) {
      char c = peek();
      if (c == '"') {
        tokenEnd = position++;
        return;
      }
      if (c < ' ') {
        throw wrong("a control character in a string");
      }
      if (c == '\\') {
        escaped = true;
        position++;
        escape();
      }
      position++;
    }
  }

  private void escape() {
    char kind = peek();
    if (kind == 'u') {
      for (int i = 0; i < 4; i++) {
        position++;
        if (HEX.indexOf(peek()) < 0) {
          throw wrong("no four hexadecimal digits after \\u");
        }
      }
    } else if ("\"\\/bfnrt".indexOf(kind) < 0) {
      throw wrong("an unknown escape in a string");
    }
  }

  private void number() {
    tokenStart = position;
    escaped = false;
    if (peek() == '-') {
      position++;
    }
    if (peek() == '0') {
      position++;
    } else {
      digits();
    }
    if (at('.')) {
      position++;
      digits();
    }
    if (at('e') || at('E')) {
      position++;
      if (at('+') || at('-')) {
        position++;
      }
      digits();
    }
    tokenEnd = position;
  }

  private void digits() {
    if (!isDigit(peek())) {
      throw wrong("no digit where one should be");
    }
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
  }

  private boolean at(char c) {
    return position < text.length() && text.charAt(position) == c;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void skipSpace() {
    while (position < text.length() && " \t\n\r".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private char peek() {
    if (position == text.length()) {
      throw new JsonException("the JSON text ends in the middle, after character " + position);
    }
    return text.charAt(position);
  }

  private JsonException wrong(String what) {
    return new JsonException("the JSON text has " + what + ", at character " + position);
  }
}
