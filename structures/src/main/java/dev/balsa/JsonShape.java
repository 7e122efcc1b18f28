package dev.balsa;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * How values of one Java type are written and read as JSON. Built once per type by {@link
 * JsonShapes}.
 */
sealed interface JsonShape {
  /** What a reader of an error message expects here, with its article. */
  String name();

  /** Writes a value. */
  void write(JsonGenerator generator, @Nullable Object value);

  /** Reads the value whose first token the parser stands on, and leaves it on the last one. */
  Object read(JsonParser parser);

  /** What the parser stands on, for error messages. */
  static String found(JsonParser parser) {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case null -> "the end";
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case END_OBJECT, END_ARRAY -> "the end of it";
      case VALUE_NULL -> "null, which is not allowed";
      case VALUE_STRING -> "the string \"" + shortened(parser.getString()) + "\"";
      default -> shortened(String.valueOf(parser.getString()));
    };
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }

  private static JsonMismatch expected(JsonShape shape, JsonParser parser) {
    return new JsonMismatch("expected " + shape.name() + ", found " + found(parser));
  }

  private static JsonMismatch cannotWrite(JsonShape shape, @Nullable Object value) {
    return new JsonMismatch(
        "expected "
            + shape.name()
            + ", found "
            + (value == null ? "null, which is not allowed" : value.getClass().getName()));
  }

  /** A string, number, boolean or enum constant. */
  record Scalar(String name, Class<?> type, Writer writer, Reader reader) implements JsonShape {
    /** Writes a value of exactly the scalar's type. */
    interface Writer {
      void write(JsonGenerator generator, Object value);
    }

    /** Reads a value, or returns null if the parser stands on something else. */
    interface Reader {
      @Nullable Object read(JsonParser parser);
    }

    @Override
    public void write(JsonGenerator generator, @Nullable Object value) {
      if (value == null || !type.isInstance(value)) {
        throw cannotWrite(this, value);
      }
      writer.write(generator, value);
    }

    @Override
    public Object read(JsonParser parser) {
      Object value = reader.read(parser);
      if (value == null) {
        throw expected(this, parser);
      }
      return value;
    }
  }

  /** A list, read as an unmodifiable one. */
  record Listing(JsonShape element) implements JsonShape {
    @Override
    public String name() {
      return "an array";
    }

    @Override
    public void write(JsonGenerator generator, @Nullable Object value) {
      if (!(value instanceof List<?> list)) {
        throw cannotWrite(this, value);
      }
      generator.writeStartArray();
      int position = 0;
      for (Object item : list) {
        try {
          element.write(generator, item);
        } catch (JsonMismatch e) {
          throw e.inside("[" + position + "]");
        }
        position++;
      }
      generator.writeEndArray();
    }

    @Override
    public Object read(JsonParser parser) {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw expected(this, parser);
      }
      List<Object> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        try {
          items.add(element.read(parser));
        } catch (JsonMismatch e) {
          throw e.inside("[" + items.size() + "]");
        }
      }
      return List.copyOf(items);
    }
  }

  /** A map with text keys, read as an unmodifiable one that keeps the order. */
  record Mapping(JsonShape element) implements JsonShape {
    @Override
    public String name() {
      return "an object";
    }

    @Override
    public void write(JsonGenerator generator, @Nullable Object value) {
      if (!(value instanceof Map<?, ?> map)) {
        throw cannotWrite(this, value);
      }
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String key)) {
          throw new JsonMismatch("the keys of a map must be strings, found " + entry.getKey());
        }
        generator.writeName(key);
        try {
          element.write(generator, entry.getValue());
        } catch (JsonMismatch e) {
          throw e.inside("." + key);
        }
      }
      generator.writeEndObject();
    }

    @Override
    public Object read(JsonParser parser) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw expected(this, parser);
      }
      Map<String, Object> map = new LinkedHashMap<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String key = parser.currentName();
        parser.nextToken();
        try {
          map.put(key, element.read(parser));
        } catch (JsonMismatch e) {
          throw e.inside("." + key);
        }
      }
      return java.util.Collections.unmodifiableMap(map);
    }
  }

  /** One component of a record. */
  record Component(String name, Method accessor, JsonShape shape, boolean optional) {}

  /**
   * A record. Its components are filled in after it exists, because a record may contain itself.
   */
  record Recording(Class<?> type, Constructor<?> constructor, List<Component> components)
      implements JsonShape {
    @Override
    public String name() {
      return "an object for " + type.getSimpleName();
    }

    @Override
    public void write(JsonGenerator generator, @Nullable Object value) {
      if (!type.isInstance(value)) {
        throw cannotWrite(this, value);
      }
      generator.writeStartObject();
      for (Component component : components) {
        try {
          Object part = component.accessor().invoke(value);
          if (component.optional()) {
            if (!(part instanceof Optional<?> optional)) {
              throw cannotWrite(component.shape(), part);
            }
            if (optional.isEmpty()) {
              continue;
            }
            part = optional.get();
          }
          generator.writeName(component.name());
          component.shape().write(generator, part);
        } catch (JsonMismatch e) {
          throw e.inside("." + component.name());
        } catch (InvocationTargetException e) {
          throw new JsonMismatch("its accessor threw " + e.getCause(), e.getCause())
              .inside("." + component.name());
        } catch (IllegalAccessException e) {
          throw new IllegalStateException("checked when the codec was made", e);
        }
      }
      generator.writeEndObject();
    }

    @Override
    public Object read(JsonParser parser) {
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw expected(this, parser);
      }
      @Nullable Object[] arguments = new @Nullable Object[components.size()];
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String name = parser.currentName();
        int position = position(name);
        parser.nextToken();
        Component component = components.get(position);
        try {
          Object part = component.shape().read(parser);
          arguments[position] = component.optional() ? Optional.of(part) : part;
        } catch (JsonMismatch e) {
          throw e.inside("." + name);
        }
      }
      for (int i = 0; i < arguments.length; i++) {
        if (arguments[i] == null) {
          if (!components.get(i).optional()) {
            throw new JsonMismatch("\"" + components.get(i).name() + "\" is missing");
          }
          arguments[i] = Optional.empty();
        }
      }
      return construct(arguments);
    }

    private int position(String name) {
      for (int i = 0; i < components.size(); i++) {
        if (components.get(i).name().equals(name)) {
          return i;
        }
      }
      throw new JsonMismatch(
          type.getSimpleName()
              + " has no \""
              + name
              + "\"; it has "
              + components.stream().map(Component::name).toList());
    }

    private Object construct(@Nullable Object[] arguments) {
      try {
        return constructor.newInstance(arguments);
      } catch (InvocationTargetException e) {
        Throwable cause = e.getCause();
        throw new JsonMismatch(type.getSimpleName() + " refused its values: " + cause, cause);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("checked when the codec was made", e);
      }
    }
  }

  /** Whatever JSON can say, by what it finds. */
  record Anything() implements JsonShape {
    @Override
    public String name() {
      return "a value";
    }

    @Override
    public void write(JsonGenerator generator, @Nullable Object value) {
      if (value == null) {
        throw cannotWrite(this, null);
      }
      JsonShapes.of(value).write(generator, value);
    }

    @Override
    public Object read(JsonParser parser) {
      JsonToken token = parser.currentToken();
      return switch (token) {
        case START_OBJECT -> new Mapping(this).read(parser);
        case START_ARRAY -> new Listing(this).read(parser);
        case VALUE_STRING -> parser.getString();
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        case VALUE_NUMBER_INT ->
            switch (parser.getNumberType()) {
              case INT, LONG -> parser.getLongValue();
              default -> parser.getBigIntegerValue();
            };
        case VALUE_NUMBER_FLOAT -> JsonShapes.finite(parser.getDoubleValue(), parser);
        case null, default -> throw expected(this, parser);
      };
    }
  }
}
