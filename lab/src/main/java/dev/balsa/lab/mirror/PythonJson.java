package dev.balsa.lab.mirror;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON on one line as Python prints it by default: a blank after each comma and each colon. Text
 * beyond ASCII stays as it is. Stateless and safe for use by many threads.
 */
public final class PythonJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  private PythonJson() {}

  /** A text as a JSON string with its quotes. */
  public static String quote(String text) {
    StringWriter writer = new StringWriter(text.length() + 2);
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), writer)) {
      generator.writeString(text);
    }
    return writer.toString();
  }

  /**
   * The same JSON value with the blanks where Python puts them, or null if the text is not exactly
   * one JSON value. Numbers keep their digits.
   */
  public static @Nullable String restyled(String text) {
    if (!mayBeJson(text)) {
      return null;
    }
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        return null;
      }
      StringBuilder out = new StringBuilder(text.length() + 16);
      copyValue(parser, out);
      return parser.nextToken() == null ? out.toString() : null;
    } catch (JacksonException notJson) {
      return null;
    }
  }

  /**
   * Reads one JSON value into maps, lists, strings, numbers as their text in a {@link
   * java.math.BigDecimal}, booleans and null.
   *
   * @throws IllegalArgumentException if the text is anything else than exactly one JSON value; the
   *     message says where
   */
  public static @Nullable Object parse(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        throw new IllegalArgumentException("nothing there");
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("more than one value");
      }
      return value;
    } catch (JacksonException notJson) {
      throw new IllegalArgumentException(notJson.getOriginalMessage(), notJson);
    }
  }

  /** As {@link #parse}, for a text that must hold an object. */
  public static Map<String, @Nullable Object> parseObject(String text) {
    if (parse(text) instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> object = new LinkedHashMap<>();
      map.forEach((key, value) -> object.put(String.valueOf(key), value));
      return object;
    }
    throw new IllegalArgumentException("not an object");
  }

  /** Most values that are plain words are told apart without the cost of an exception. */
  private static boolean mayBeJson(String text) {
    if (text.isEmpty()) {
      return false;
    }
    char first = text.charAt(0);
    return first <= ' '
        || first == '{'
        || first == '['
        || first == '"'
        || first == '-'
        || (first >= '0' && first <= '9')
        || text.startsWith("true")
        || text.startsWith("false")
        || text.startsWith("null");
  }

  private static void copyValue(JsonParser parser, StringBuilder out) {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        out.append('{');
        String separator = "";
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          out.append(separator).append(quote(parser.currentName())).append(": ");
          separator = ", ";
          parser.nextToken();
          copyValue(parser, out);
        }
        out.append('}');
      }
      case START_ARRAY -> {
        out.append('[');
        String separator = "";
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          out.append(separator);
          separator = ", ";
          copyValue(parser, out);
        }
        out.append(']');
      }
      case VALUE_STRING -> out.append(quote(parser.getString()));
      default -> out.append(parser.getString());
    }
  }

  private static @Nullable Object value(JsonParser parser) {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, value(parser));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getString();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> parser.getDecimalValue();
    };
  }
}
