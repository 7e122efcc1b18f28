package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssemblyTest {
  private static byte[] part(int total, int position, byte[] bytes) {
    return ByteBuffer.allocate(8 + bytes.length).putInt(total).putInt(position).put(bytes).array();
  }

  @Test
  void partsBecomeTheMessageWhateverTheirSizes() throws WireFormatException {
    Random random = new Random(3);
    Assembly assembly = new Assembly(3_000_000);
    for (int round = 0; round < 30; round++) {
      byte[] message = new byte[1 + random.nextInt(3_000_000)];
      random.nextBytes(message);
      byte[] whole = null;
      for (int at = 0; at < message.length; ) {
        assertThat(whole).isNull();
        int end = Math.min(message.length, at + 1 + random.nextInt(300_000));
        whole = assembly.add(part(message.length, at, Arrays.copyOfRange(message, at, end)));
        at = end;
      }
      assertThat(whole).isEqualTo(message);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() throws WireFormatException {
    Assembly assembly = new Assembly(100);
    assertThatThrownBy(() -> assembly.add(part(101, 0, new byte[1])))
        .hasMessage("a fragmented message announces 101 bytes; at most 100 are accepted");
    assertThat(assembly.add(part(10, 0, new byte[4]))).isNull();
    String expected = "expected were at least 1 and at most 6 bytes at 4 of 10";
    assertThatThrownBy(() -> assembly.add(part(10, 5, new byte[1])))
        .hasMessage("a fragment has 1 bytes at 5 of 10; " + expected);
    assertThatThrownBy(() -> assembly.add(part(11, 4, new byte[1]))).hasMessageContaining(expected);
    assertThatThrownBy(() -> assembly.add(part(10, 4, new byte[7]))).hasMessageContaining(expected);
    assertThatThrownBy(() -> assembly.add(part(10, 4, new byte[0]))).hasMessageContaining(expected);
    assertThatThrownBy(() -> assembly.add(new byte[7])).isInstanceOf(WireFormatException.class);
    assertThat(assembly.add(part(10, 4, new byte[6]))).hasSize(10);
  }
}
