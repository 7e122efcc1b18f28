package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonCodecTest {
  record Price(BigDecimal amount, String currency) {
    Price {
      if (amount.signum() < 0) {
        throw new IllegalArgumentException("a price below zero: " + amount);
      }
    }
  }

  record Item(String name, int count, Price price, List<String> tags, Optional<String> note) {}

  record Order(
      long id, List<Item> items, Map<String, Double> weights, TimeUnit unit, boolean paid) {}

  record Tree(String name, List<Tree> children) {}

  private static final Order ORDER =
      new Order(
          7,
          List.of(
              new Item(
                  "tea",
                  2,
                  new Price(new BigDecimal("3.50"), "EUR"),
                  List.of("a", "b"),
                  Optional.empty()),
              new Item(
                  "ç\"\n", -1, new Price(BigDecimal.ZERO, "USD"), List.of(), Optional.of("hi"))),
          Map.of("tea", 0.25),
          TimeUnit.DAYS,
          true);

  private static <T> String text(Class<T> type, T value) {
    return Codec.json(type).encode(value).utf8();
  }

  private static <T> T read(Class<T> type, String json) {
    return Codec.json(type).decode(Bytes.utf8(json));
  }

  @Test
  void writesPlainJson() {
    assertThat(text(String.class, "hello")).isEqualTo("\"hello\"");
    assertThat(text(Integer.class, -3)).isEqualTo("-3");
    assertThat(text(int.class, 3)).isEqualTo("3");
    assertThat(text(Boolean.class, true)).isEqualTo("true");
    assertThat(text(List.class, List.of(1, "x", List.of()))).isEqualTo("[1,\"x\",[]]");
    assertThat(text(Map.class, Map.of("k", Map.of()))).isEqualTo("{\"k\":{}}");
    assertThat(text(Order.class, ORDER))
        .isEqualTo(
            "{\"id\":7,\"items\":[{\"name\":\"tea\",\"count\":2,\"price\":{\"amount\":3.50,\"currency\":\"EUR\"},"
                + "\"tags\":[\"a\",\"b\"]},{\"name\":\"ç\\\"\\n\",\"count\":-1,"
                + "\"price\":{\"amount\":0,\"currency\":\"USD\"},\"tags\":[],\"note\":\"hi\"}],"
                + "\"weights\":{\"tea\":0.25},\"unit\":\"DAYS\",\"paid\":true}");
  }

  @Test
  void readsWhatItWrote() {
    roundTrip(String.class, "€ and \u0000");
    roundTrip(Byte.class, (byte) -128);
    roundTrip(Short.class, Short.MAX_VALUE);
    roundTrip(Integer.class, Integer.MIN_VALUE);
    roundTrip(Long.class, Long.MIN_VALUE);
    roundTrip(Double.class, Math.PI);
    roundTrip(Float.class, 0.1f);
    roundTrip(BigInteger.class, BigInteger.TEN.pow(40));
    roundTrip(BigDecimal.class, new BigDecimal("1.00"));
    roundTrip(TimeUnit.class, TimeUnit.SECONDS);
    roundTrip(Order.class, ORDER);
    roundTrip(Tree.class, new Tree("a", List.of(new Tree("b", List.of()))));
    roundTrip(List.class, List.of(1L, 2.5, "x", true, Map.of("y", List.of())));
    roundTrip(List.class, List.of(BigInteger.ONE.shiftLeft(80)));
  }

  private static <T> void roundTrip(Class<T> type, T value) {
    Codec<T> codec = Codec.json(type);
    assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|\"id\" is missing",
        "7|bad JSON at $, line 1 column 1: expected an object for Order, found 7",
        "{\"id\":\"7\"}|bad JSON at $.id, line 1 column 7: expected a whole number of 64 bits, "
            + "found the string \"7\"",
        "{\"id\":7.5}|$.id, line 1 column 7: expected a whole number of 64 bits, found 7.5",
        "{\"id\":9223372036854775808}|expected a whole number of 64 bits, found 9223372036854775808",
        "{\"id\":null}|$.id, line 1 column 7: expected a whole number of 64 bits, found null",
        "{\"id\":7,\"id\":7}|Duplicate",
        "{\"idd\":7}|Order has no \"idd\"; it has [id, items, weights, unit, paid]",
        "{\"items\":[{\"name\":\"x\",\"tags\":[\"a\",5]}]}|at $.items[0].tags[1], line 1 "
            + "column 35: expected a string, found 5",
        "{\"weights\":{\"w\":\"heavy\"}}|at $.weights.w,",
        "{\"weights\":{\"w\":1e999}}|at $.weights.w, line 1 column 17: the number 1e999 is too large",
        "{\"unit\":\"WEEKS\"}|expected one of [NANOSECONDS, MICROSECONDS",
        "{\"paid\":1}|$.paid, line 1 column 9: expected true or false, found 1",
        "{\"id\":7|Unexpected end-of-input",
        "{\"id\":07}|bad JSON",
        "{id:7}|bad JSON",
        "{\"items\":[{\"price\":{\"amount\":-1,\"currency\":\"EUR\"}}]}|$.items[0].price, line "
            + "1 column 49: Price refused its values: java.lang.IllegalArgumentException: a price below zero: -1",
      })
  void refusesBadInputAndSaysWhatAndWhere(String json, String message) {
    assertThatThrownBy(() -> read(Order.class, json))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(message);
  }

  @Test
  void refusesWhatFollowsAValueAndNothingAtAll() {
    assertThatThrownBy(() -> read(Integer.class, "1 2"))
        .hasMessageContaining("expected the end, found 2");
    assertThatThrownBy(() -> read(Integer.class, " "))
        .hasMessageContaining("expected a whole number of 32 bits, found nothing");
    assertThatThrownBy(
            () -> Codec.json(String.class).decode(Bytes.wrap(new byte[] {'"', (byte) 0xff, '"'})))
        .isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> read(Byte.class, "128"))
        .hasMessageContaining("whole number of 8 bits");
  }

  @Test
  void refusesDeepInput() {
    assertThatThrownBy(() -> read(List.class, "[".repeat(100_000)))
        .isInstanceOf(CodecException.class);
  }

  @Test
  void refusesToWriteWhatItCouldNotRead() {
    assertThatThrownBy(() -> text(Double.class, Double.NaN))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("NaN is no number that JSON can say");
    assertThatThrownBy(() -> text(List.class, Arrays.asList(1, null)))
        .hasMessageContaining("cannot write $[1] as JSON: expected a value, found null");
    assertThatThrownBy(() -> text(List.class, List.of(new Object[] {new Thread()})))
        .hasMessageContaining("found java.lang.Thread");
    assertThatThrownBy(() -> text(Map.class, Map.of(1, 2)))
        .hasMessageContaining("keys of a map must be strings");
    List<Object> endless = new ArrayList<>();
    endless.add(endless);
    assertThatThrownBy(() -> text(List.class, endless))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("does it contain itself?");
  }

  record Keyed(Map<Integer, String> map) {}

  record Odd(List<Thread> threads) {}

  @Test
  void refusesTypesItDoesNotKnowWhenTheCodecIsMade() {
    assertThatThrownBy(() -> Codec.json(Thread.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no JSON for java.lang.Thread");
    assertThatThrownBy(() -> Codec.json(Keyed.class))
        .hasMessageContaining("keys of a map must be String");
    assertThatThrownBy(() -> Codec.json(Odd.class))
        .hasMessageContaining("no JSON for java.lang.Thread");
  }
}
