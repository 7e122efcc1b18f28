package dev.balsa.server.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON value. */
public sealed interface JsonValue {
  /** The deepest nesting that is read. */
  int DEPTH_MAX = 100;

  /** Null, which also stands for a member that is not there. */
  record Null() implements JsonValue {}

  /** True or false. */
  record Bool(boolean value) implements JsonValue {}

  /** A number, as written. */
  record Num(String literal) implements JsonValue {}

  /** A string. */
  record Text(String value) implements JsonValue {}

  /** An array. */
  record Array(List<JsonValue> elements) implements JsonValue {
    /** Copies the list. */
    public Array {
      elements = List.copyOf(elements);
    }
  }

  /** An object; of several members with one name the last counts. */
  record Obj(Map<String, JsonValue> members) implements JsonValue {}

  /**
   * Reads a text.
   *
   * @throws JsonException saying what is wrong and at which character
   */
  static JsonValue parse(String text) {
    return parse(text, DEPTH_MAX);
  }

  /** As {@link #parse(String)}, with another limit to the nesting. */
  static JsonValue parse(String text, int depthMax) {
    JsonScanner scanner = new JsonScanner(text, depthMax);
    JsonValue value = read(scanner, scanner.next());
    scanner.next();
    return value;
  }

  /** A member of an object; {@link Null} if it is not there or this is no object. */
  default JsonValue get(String name) {
    return this instanceof Obj object
        ? object.members().getOrDefault(name, new Null())
        : new Null();
  }

  /** The elements of an array; none if this is null. */
  default List<JsonValue> elements() {
    return switch (this) {
      case Array array -> array.elements();
      case Null none -> List.of();
      default -> throw new JsonException("not an array: " + this);
    };
  }

  /** A string; the empty one if this is null. */
  default String text() {
    return switch (this) {
      case Text text -> text.value();
      case Null none -> "";
      default -> throw new JsonException("not a string: " + this);
    };
  }

  /**
   * A whole number of 64 bits, written as a number or a string, above 2^63 as unsigned; 0 if null.
   */
  default long number() {
    String literal =
        switch (this) {
          case Num number -> number.literal();
          case Text text -> text.value();
          case Null none -> "0";
          default -> throw new JsonException("not a number: " + this);
        };
    try {
      return literal.startsWith("-") ? Long.parseLong(literal) : Long.parseUnsignedLong(literal);
    } catch (NumberFormatException e) {
      throw new JsonException("not a whole number of 64 bits: " + literal);
    }
  }

  /** A truth; false if this is null. */
  default boolean isTrue() {
    return switch (this) {
      case Bool bool -> bool.value();
      case Null none -> false;
      default -> throw new JsonException("neither true nor false: " + this);
    };
  }

  private static JsonValue read(JsonScanner scanner, JsonScanner.Token token) {
    return switch (token) {
      case NULL -> new Null();
      case TRUE -> new Bool(true);
      case FALSE -> new Bool(false);
      case NUMBER -> new Num(scanner.string());
      case STRING -> new Text(scanner.string());
      case BEGIN_ARRAY -> {
        List<JsonValue> elements = new ArrayList<>();
        for (JsonScanner.Token next = scanner.next();
            next != JsonScanner.Token.END_ARRAY;
            next = scanner.next()) {
          elements.add(read(scanner, next));
        }
        yield new Array(elements);
      }
      case BEGIN_OBJECT -> {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (scanner.next() == JsonScanner.Token.NAME) {
          String name = scanner.string();
          members.put(name, read(scanner, scanner.next()));
        }
        yield new Obj(members);
      }
      case NAME, END_ARRAY, END_OBJECT, END ->
          throw new IllegalStateException("the scanner gives no " + token + " here");
    };
  }
}
