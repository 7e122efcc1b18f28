package dev.balsa.lab.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PythonJsonTest {
  @Test
  void blanksStandWherePythonPutsThem() {
    assertThat(PythonJson.restyled("{\"a\":[1,2.50,{ }],\"b\":null}"))
        .isEqualTo("{\"a\": [1, 2.50, {}], \"b\": null}");
    assertThat(PythonJson.restyled(" true ")).isEqualTo("true");
    assertThat(PythonJson.restyled("\"x\\u00e9\\n\"")).isEqualTo("\"xé\\n\"");
    assertThat(PythonJson.restyled("12345678901234567890123")).isEqualTo("12345678901234567890123");
  }

  @Test
  void whatIsNotExactlyOneValueIsNoJson() {
    for (String text :
        List.of("", "HashCode", "{", "1 2", "{\"a\":1}x", "tru", "nullable", "[1,]", "01")) {
      assertThat(PythonJson.restyled(text)).as(text).isNull();
    }
  }

  @Test
  void aValueIsReadIntoMapsAndLists() {
    assertThat(PythonJson.parseObject("{\"term\": 2, \"x\": [\"y\", false]}"))
        .isEqualTo(Map.of("term", new BigDecimal(2), "x", List.of("y", false)));
    assertThatThrownBy(() -> PythonJson.parseObject("{\"term\": 2"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PythonJson.parseObject("[]")).hasMessageContaining("not an object");
    assertThatThrownBy(() -> PythonJson.parse("")).hasMessageContaining("nothing there");
  }

  @Test
  void deepNestingIsRefusedAndNotAStackOverflow() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    assertThat(PythonJson.restyled(deep)).isNull();
  }
}
