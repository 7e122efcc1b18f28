package dev.balsa;

import dev.balsa.core.Bytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Function;

/** Codecs for values that are one piece of text. */
final class TextCodec {
  static final Codec<String> UTF_8 = Codec.of(TextCodec::encodeUtf8, TextCodec::decodeUtf8);

  private TextCodec() {}

  static <T> Codec<T> of(Class<T> type) {
    return through(type, parser(type));
  }

  private static Function<String, ?> parser(Class<?> type) {
    if (type == String.class) {
      return text -> text;
    }
    if (type == Integer.class) {
      return Integer::valueOf;
    }
    if (type == Long.class) {
      return Long::valueOf;
    }
    if (type == UUID.class) {
      return UUID::fromString;
    }
    if (type.isEnum()) {
      return text -> constant(type, text);
    }
    throw new IllegalArgumentException(
        "no text codec for "
            + type.getName()
            + ": it knows String, Integer, Long, UUID and enums; write a Codec for other types");
  }

  private static <T> Codec<T> through(Class<T> type, Function<String, ?> parser) {
    return Codec.of(
        value -> encodeUtf8(value instanceof Enum<?> constant ? constant.name() : value.toString()),
        bytes -> {
          String text = decodeUtf8(bytes);
          T value;
          try {
            value = type.cast(parser.apply(text));
          } catch (IllegalArgumentException e) {
            throw new CodecException("\"" + text + "\" is not a " + type.getSimpleName(), e);
          }
          // "+1" and "01" parse, but the key they name is not the one that 1 is stored under.
          if (!encodeUtf8(value instanceof Enum<?> constant ? constant.name() : value.toString())
              .equals(bytes)) {
            throw new CodecException(
                "\"" + text + "\" is not how a " + type.getSimpleName() + " is written: " + value);
          }
          return value;
        });
  }

  private static Object constant(Class<?> type, String text) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("no constant " + text);
  }

  private static Bytes encodeUtf8(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      return Bytes.wrap(encoded.array(), encoded.arrayOffset(), encoded.remaining());
    } catch (CharacterCodingException e) {
      throw new CodecException(
          "the text holds half of a surrogate pair, which UTF-8 cannot carry", e);
    }
  }

  private static String decodeUtf8(Bytes bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.sharedArray(), bytes.sharedOffset(), bytes.length()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new CodecException("these bytes are not UTF-8 text: " + bytes, e);
    }
  }
}
