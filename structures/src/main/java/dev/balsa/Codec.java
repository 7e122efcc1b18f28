package dev.balsa;

import dev.balsa.core.Bytes;
import java.util.function.Function;

/**
 * Turns values into the bytes that are replicated, and back. Replaceable: what a structure stores
 * is exactly what its codec makes, so that other programs and command-line tools can read it.
 *
 * <p>The same value must always become the same bytes on every member of the cluster that may write
 * it, and {@code decode(encode(value))} must equal the value. Implementations must be safe for use
 * by many threads.
 *
 * @param <T> the type of the values; never null
 */
public interface Codec<T> {
  /**
   * The bytes that stand for a value.
   *
   * @throws CodecException if the value cannot be written
   */
  Bytes encode(T value);

  /**
   * The value that bytes stand for. Bytes come from anyone who may write to the cluster, so this
   * must refuse what it does not understand.
   *
   * @throws CodecException if the bytes are no such value, saying what is wrong and where
   */
  T decode(Bytes bytes);

  /**
   * JSON without spaces, strict in both directions: {@link String}, {@link Boolean}, the boxed
   * numbers, {@link java.math.BigInteger}, {@link java.math.BigDecimal}, enums by name, {@link
   * java.util.List}, {@link java.util.Map} with {@code String} keys, and records of these. A record
   * component of type {@link java.util.Optional} is left out when empty; every other one must be
   * there. Null appears nowhere, unknown and doubled names are refused.
   *
   * <p>Where a type says no more than {@code Object} (such as the elements of a raw {@code List}),
   * whole numbers are read as {@link Long} ({@link java.math.BigInteger} if too large) and others
   * as {@link Double}.
   *
   * @throws IllegalArgumentException if the type, or one inside it, is none of these, or is a
   *     record that reflection may not use
   */
  static <T> Codec<T> json(Class<T> type) {
    return JsonCodec.of(type);
  }

  /** Text as UTF-8, without quotes. Text that is not well-formed is refused in both directions. */
  static Codec<String> utf8() {
    return TextCodec.UTF_8;
  }

  /**
   * Short values as plain text, fit for keys: {@link String}, {@link Integer}, {@link Long}, {@link
   * java.util.UUID} and enums. Keys are ordered as text, so that {@code 10} comes before {@code 9}.
   *
   * @throws IllegalArgumentException if the type is none of these
   */
  static <T> Codec<T> text(Class<T> type) {
    return TextCodec.of(type);
  }

  /** Bytes as they are. */
  static Codec<Bytes> bytes() {
    return of(Function.identity(), Function.identity());
  }

  /**
   * A codec made of two functions, which must keep the promises of {@link #encode} and {@link
   * #decode}.
   */
  static <T> Codec<T> of(Function<T, Bytes> encode, Function<Bytes, T> decode) {
    return new Codec<>() {
      @Override
      public Bytes encode(T value) {
        return encode.apply(value);
      }

      @Override
      public T decode(Bytes bytes) {
        return decode.apply(bytes);
      }
    };
  }
}
