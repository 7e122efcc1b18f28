package dev.balsa;

import dev.balsa.JsonShape.Scalar;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Finds the {@link JsonShape} of a Java type. */
final class JsonShapes {
  private static final JsonShape ANYTHING = new JsonShape.Anything();
  private static final Map<Class<?>, JsonShape> SCALARS =
      Map.ofEntries(
          scalar("a string", String.class, (g, v) -> g.writeString((String) v), JsonShapes::string),
          scalar(
              "true or false",
              Boolean.class,
              (g, v) -> g.writeBoolean((boolean) v),
              JsonShapes::bool),
          whole(
              "a whole number of 8 bits",
              Byte.class,
              Byte.MIN_VALUE,
              Byte.MAX_VALUE,
              n -> (byte) n),
          whole(
              "a whole number of 16 bits",
              Short.class,
              Short.MIN_VALUE,
              Short.MAX_VALUE,
              n -> (short) n),
          whole(
              "a whole number of 32 bits",
              Integer.class,
              Integer.MIN_VALUE,
              Integer.MAX_VALUE,
              n -> (int) n),
          whole("a whole number of 64 bits", Long.class, Long.MIN_VALUE, Long.MAX_VALUE, n -> n),
          scalar(
              "a whole number",
              BigInteger.class,
              (g, v) -> g.writeNumber((BigInteger) v),
              p -> p.currentToken() == JsonToken.VALUE_NUMBER_INT ? p.getBigIntegerValue() : null),
          scalar(
              "a number",
              BigDecimal.class,
              (g, v) -> g.writeNumber((BigDecimal) v),
              p -> isNumber(p) ? p.getDecimalValue() : null),
          scalar(
              "a number",
              Double.class,
              (g, v) -> g.writeNumber(finite((double) v)),
              p -> isNumber(p) ? finite(p.getDoubleValue(), p) : null),
          scalar(
              "a number",
              Float.class,
              (g, v) -> g.writeNumber((float) finite((float) v)),
              p -> isNumber(p) ? (float) finite(p.getFloatValue(), p) : null));

  private final Map<Class<?>, JsonShape> records = new HashMap<>();

  private JsonShapes() {}

  /** The shape of a type. */
  static JsonShape of(Class<?> type) {
    return new JsonShapes().shape(type);
  }

  /** The shape of a value that nothing more is known about. */
  static JsonShape of(Object value) {
    return switch (value) {
      case List<?> list -> new JsonShape.Listing(ANYTHING);
      case Map<?, ?> map -> new JsonShape.Mapping(ANYTHING);
      default -> {
        JsonShape scalar = SCALARS.get(value.getClass());
        if (scalar == null) {
          throw new JsonMismatch(
              "expected a string, number, boolean, list or map, found "
                  + value.getClass().getName());
        }
        yield scalar;
      }
    };
  }

  /** The class whose instances stand for a type, which is another one for primitive types. */
  @SuppressWarnings("unchecked") // int.class and Integer.class are both Class<Integer>.
  static <T> Class<T> boxed(Class<T> type) {
    return (Class<T>) java.lang.invoke.MethodType.methodType(type).wrap().returnType();
  }

  static double finite(double value, JsonParser parser) {
    if (!Double.isFinite(value)) {
      throw new JsonMismatch("the number " + JsonShape.found(parser) + " is too large");
    }
    return value;
  }

  private static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new JsonMismatch(value + " is no number that JSON can say");
    }
    return value;
  }

  private JsonShape shape(Type type) {
    return switch (type) {
      case Class<?> plain -> plain(boxed(plain));
      case ParameterizedType generic -> generic(generic);
      case WildcardType wildcard -> shape(wildcard.getUpperBounds()[0]);
      default -> throw unsupported(type);
    };
  }

  private JsonShape plain(Class<?> type) {
    JsonShape scalar = SCALARS.get(type);
    if (scalar != null) {
      return scalar;
    }
    if (type == Object.class) {
      return ANYTHING;
    }
    if (type == List.class) {
      return new JsonShape.Listing(ANYTHING);
    }
    if (type == Map.class) {
      return new JsonShape.Mapping(ANYTHING);
    }
    if (type.isEnum()) {
      Codec<?> names = Codec.text(type);
      return new Scalar(
          "one of " + List.of(type.getEnumConstants()),
          type,
          (g, v) -> g.writeString(((Enum<?>) v).name()),
          p -> constant(names, p));
    }
    if (type.isRecord()) {
      JsonShape known = records.get(type);
      return known == null ? record(type) : known;
    }
    throw unsupported(type);
  }

  private JsonShape generic(ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == List.class) {
      return new JsonShape.Listing(shape(arguments[0]));
    }
    if (type.getRawType() == Map.class) {
      if (arguments[0] != String.class) {
        throw new IllegalArgumentException(
            "no JSON for " + type.getTypeName() + ": the keys of a map must be String");
      }
      return new JsonShape.Mapping(shape(arguments[1]));
    }
    throw unsupported(type);
  }

  private JsonShape record(Class<?> type) {
    try {
      RecordComponent[] parts = type.getRecordComponents();
      Class<?>[] types = new Class<?>[parts.length];
      for (int i = 0; i < parts.length; i++) {
        types[i] = parts[i].getType();
      }
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      List<JsonShape.Component> components = new ArrayList<>();
      JsonShape shape = new JsonShape.Recording(type, constructor, components);
      records.put(type, shape);
      for (RecordComponent part : parts) {
        Method accessor = part.getAccessor();
        accessor.setAccessible(true);
        Type inside = optional(part.getGenericType());
        components.add(
            new JsonShape.Component(
                part.getName(),
                accessor,
                shape(inside == null ? part.getGenericType() : inside),
                inside != null));
      }
      return shape;
    } catch (InaccessibleObjectException e) {
      throw new IllegalArgumentException(
          "record "
              + type.getName()
              + " is closed to reflection: add \"opens "
              + type.getPackageName()
              + " to dev.balsa;\" to its module-info",
          e);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("every record has its canonical constructor", e);
    }
  }

  private static @Nullable Type optional(Type type) {
    return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class
        ? generic.getActualTypeArguments()[0]
        : null;
  }

  private static IllegalArgumentException unsupported(Type type) {
    return new IllegalArgumentException(
        "no JSON for "
            + type.getTypeName()
            + ": it knows String, Boolean, numbers, enums, List, Map<String, …> and records of these;"
            + " write a Codec for other types");
  }

  private static @Nullable Object string(JsonParser parser) {
    return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getString() : null;
  }

  private static @Nullable Object bool(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  private static @Nullable Object constant(Codec<?> names, JsonParser parser) {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      return null;
    }
    try {
      return names.decode(Codec.utf8().encode(parser.getString()));
    } catch (CodecException e) {
      return null;
    }
  }

  private static boolean isNumber(JsonParser parser) {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        || parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
  }

  private static Map.Entry<Class<?>, JsonShape> scalar(
      String name, Class<?> type, Scalar.Writer writer, Scalar.Reader reader) {
    return Map.entry(type, new Scalar(name, type, writer, reader));
  }

  /** Makes a boxed number of a long that is in its range. */
  private interface FromLong {
    Object of(long value);
  }

  private static Map.Entry<Class<?>, JsonShape> whole(
      String name, Class<?> type, long least, long most, FromLong fromLong) {
    return scalar(
        name,
        type,
        (g, v) -> g.writeNumber(((Number) v).longValue()),
        p -> {
          if (p.currentToken() != JsonToken.VALUE_NUMBER_INT
              || p.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return null;
          }
          long value = p.getLongValue();
          return value < least || value > most ? null : fromLong.of(value);
        });
  }
}
