package dev.balsa.server.json;

/** Writes one JSON object, member by member, nested ones in place. */
public final class JsonWriter {
  private final StringBuilder out = new StringBuilder(128).append('{');
  private boolean first = true;

  /** Adds a string. */
  public JsonWriter text(String name, String value) {
    name(name);
    quote(value, out);
    return this;
  }

  /** Adds a number as a number. */
  public JsonWriter number(String name, long value) {
    name(name);
    out.append(value);
    return this;
  }

  /** Adds a truth. */
  public JsonWriter truth(String name, boolean value) {
    name(name);
    out.append(value);
    return this;
  }

  /** Adds a value that is JSON already. */
  public JsonWriter json(String name, String json) {
    name(name);
    out.append(json);
    return this;
  }

  /** Adds an array of values that are JSON already. */
  public JsonWriter array(String name, Iterable<String> json) {
    name(name);
    out.append('[').append(String.join(",", json)).append(']');
    return this;
  }

  /** The object. Nothing can be added to it afterwards. */
  public String end() {
    return out.append('}').toString();
  }

  /** A string as JSON. */
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2);
    quote(text, out);
    return out.toString();
  }

  private void name(String name) {
    if (!first) {
      out.append(',');
    }
    first = false;
    quote(name, out);
    out.append(':');
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
