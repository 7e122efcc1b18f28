package dev.balsa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.balsa.core.Bytes;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextCodecTest {
  @Test
  void writesTextWithoutQuotesAndReadsItBack() {
    roundTrip(String.class, "grüße/€", "grüße/€");
    roundTrip(Integer.class, -5, "-5");
    roundTrip(Long.class, Long.MAX_VALUE, "9223372036854775807");
    roundTrip(TimeUnit.class, TimeUnit.DAYS, "DAYS");
    UUID uuid = new UUID(1, 2);
    roundTrip(UUID.class, uuid, uuid.toString());
    assertThat(Codec.utf8().decode(Codec.utf8().encode(""))).isEmpty();
    assertThat(Codec.bytes().decode(Bytes.utf8("x"))).isEqualTo(Bytes.utf8("x"));
  }

  private static <T> void roundTrip(Class<T> type, T value, String text) {
    Codec<T> codec = Codec.text(type);
    assertThat(codec.encode(value).utf8()).isEqualTo(text);
    assertThat(codec.decode(codec.encode(value))).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "+1", "01", "1.0", "2147483648"})
  void refusesTextThatIsNotHowANumberIsWritten(String text) {
    assertThatThrownBy(() -> Codec.text(Integer.class).decode(Bytes.utf8(text)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("\"" + text + "\" is not");
  }

  @Test
  void refusesMalformedText() {
    assertThatThrownBy(() -> Codec.utf8().decode(Bytes.wrap(new byte[] {(byte) 0xc3})))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("not UTF-8 text");
    assertThatThrownBy(() -> Codec.utf8().encode("\ud800")).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> Codec.text(TimeUnit.class).decode(Bytes.utf8("WEEKS")))
        .isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> Codec.text(Thread.class)).isInstanceOf(IllegalArgumentException.class);
  }
}
