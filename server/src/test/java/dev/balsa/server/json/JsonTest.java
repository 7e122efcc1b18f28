package dev.balsa.server.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void everyKindOfValueIsRead() {
    JsonValue json =
        JsonValue.parse(
            " { \"n\" : null , \"t\":true,\"f\":false,\"i\":-12,\"d\":1.5e+3,"
                + "\"s\":\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\",\"a\":[1,[],{}]}\r\n\t");
    assertThat(json.get("n")).isEqualTo(new JsonValue.Null());
    assertThat(json.get("t").isTrue()).isTrue();
    assertThat(json.get("f").isTrue()).isFalse();
    assertThat(json.get("i").number()).isEqualTo(-12);
    assertThat(json.get("d")).isEqualTo(new JsonValue.Num("1.5e+3"));
    assertThat(json.get("s").text()).isEqualTo("a\"\\/\b\f\n\r\té");
    assertThat(json.get("a").elements())
        .containsExactly(
            new JsonValue.Num("1"), new JsonValue.Array(List.of()), new JsonValue.Obj(Map.of()));
    assertThat(json.get("nothing").get("below").text()).isEmpty();
  }

  @Test
  void numbersOf64BitsComeAsNumbersAndAsStrings() {
    assertThat(JsonValue.parse("\"9223372036854775807\"").number()).isEqualTo(Long.MAX_VALUE);
    assertThat(JsonValue.parse("18446744073709551615").number()).isEqualTo(-1);
    assertThat(JsonValue.parse("\"-9223372036854775808\"").number()).isEqualTo(Long.MIN_VALUE);
    assertThatExceptionOfType(JsonException.class)
        .isThrownBy(() -> JsonValue.parse("1.5").number())
        .withMessage("not a whole number of 64 bits: 1.5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{\"a\":1]",
        "[1}",
        "nul",
        "nullx",
        "True",
        "01",
        "1.",
        ".5",
        "+1",
        "-",
        "1e",
        "1e+",
        "--1",
        "0x1",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\n\"",
        "1 2",
        "{} {}",
        "// c\n1",
        "/* c */ 1",
        "NaN",
        "\u00a01"
      })
  void whatIsNotJsonIsRefusedWithItsPlace(String text) {
    assertThatExceptionOfType(JsonException.class)
        .isThrownBy(() -> JsonValue.parse(text))
        .withMessageMatching("the JSON text .* character \\d+");
  }

  @Test
  void nestingHasALimit() {
    assertThat(JsonValue.parse("[".repeat(100) + "]".repeat(100))).isNotNull();
    assertThatExceptionOfType(JsonException.class)
        .isThrownBy(() -> JsonValue.parse("[".repeat(101) + "]".repeat(101)))
        .withMessageContaining("deeper than 100");
    assertThatExceptionOfType(JsonException.class)
        .isThrownBy(() -> JsonValue.parse("{\"a\":".repeat(5) + "1" + "}".repeat(5), 4))
        .withMessageContaining("deeper than 4");
  }

  @Test
  void whatIsWrittenIsReadAsItWas() {
    String text = "\"\\\n\u0001é\ud83d\ude00";
    String json =
        new JsonWriter()
            .text("text\"", text)
            .number("number", Long.MIN_VALUE)
            .truth("truth", true)
            .json("json", "{\"a\":[]}")
            .array("array", List.of("1", "\"2\""))
            .end();
    JsonValue read = JsonValue.parse(json);
    assertThat(read.get("text\"").text()).isEqualTo(text);
    assertThat(read.get("number").number()).isEqualTo(Long.MIN_VALUE);
    assertThat(read.get("truth").isTrue()).isTrue();
    assertThat(read.get("json").get("a").elements()).isEmpty();
    assertThat(read.get("array").elements()).hasSize(2);
    assertThat(new JsonWriter().end()).isEqualTo("{}");
  }

  @Test
  void noiseIsRefusedOrRead() {
    Random random = new Random(1);
    String signs = "{}[]\",:\\u0123456789.eE+-truefalsn \n";
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(12); length > 0; length--) {
        text.append(signs.charAt(random.nextInt(signs.length())));
      }
      try {
        assertThat(JsonValue.parse(text.toString())).isNotNull();
        read++;
      } catch (JsonException e) {
        assertThat(e).hasMessageContaining("character");
      }
    }
    assertThat(read).isPositive();
  }

  @Test
  void theWrongKindIsRefused() {
    for (String text : List.of("{}", "[]", "true", "1")) {
      assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonValue.parse(text).text());
    }
    assertThatExceptionOfType(JsonException.class)
        .isThrownBy(() -> JsonValue.parse("{}").elements());
    assertThatExceptionOfType(JsonException.class).isThrownBy(() -> JsonValue.parse("1").isTrue());
  }
}
