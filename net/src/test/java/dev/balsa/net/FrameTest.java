package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class FrameTest {
  private final CRC32C crc = new CRC32C();

  private byte[] frame(FrameType type, long groupId, String body) {
    ByteBuf out = Unpooled.directBuffer();
    out.writeByte(99);
    int start = Frame.open(out, type, groupId);
    out.writeCharSequence(body, java.nio.charset.StandardCharsets.UTF_8);
    Frame.seal(out, start, crc);
    byte[] bytes = new byte[out.readableBytes() - 1];
    out.getBytes(1, bytes);
    out.release();
    return bytes;
  }

  private Frame read(byte[] bytes, int most) throws WireFormatException {
    return Frame.read(Unpooled.wrappedBuffer(bytes), most, crc);
  }

  @Test
  void aFrameComesBackAsItWent() throws WireFormatException {
    for (FrameType type : FrameType.values()) {
      Frame frame = read(frame(type, -7, "body"), 100);
      assertThat(frame.type()).isEqualTo(type);
      assertThat(frame.groupId()).isEqualTo(-7);
      assertThat(frame.body()).isEqualTo(new byte[] {'b', 'o', 'd', 'y'});
    }
  }

  @Test
  void aFrameInTwoBuffersIsTheSameFrame() throws WireFormatException {
    ByteBuf header = Unpooled.directBuffer();
    ByteBuf rest = Unpooled.directBuffer();
    int start = Frame.open(header, FrameType.FRAGMENT, 1);
    header.writeInt(1);
    rest.writeInt(2);
    Frame.seal(header, start, rest, crc);
    Frame frame = Frame.read(Unpooled.wrappedBuffer(header, rest), 8, crc);
    assertThat(frame.body()).isEqualTo(new byte[] {0, 0, 0, 1, 0, 0, 0, 2});
    header.release();
    rest.release();
  }

  @Test
  void aPartOfAFrameIsWaitedForAndNothingIsTaken() throws WireFormatException {
    byte[] whole = frame(FrameType.MESSAGE, 1, "body");
    for (int length = 0; length < whole.length; length++) {
      ByteBuf part = Unpooled.wrappedBuffer(whole, 0, length);
      assertThat(Frame.read(part, 4, crc)).isNull();
      assertThat(part.readerIndex()).isZero();
    }
  }

  @Test
  void everyFlippedBitIsNoticed() {
    byte[] good = frame(FrameType.MESSAGE, 1, "some body");
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      Frame frame = null;
      try {
        frame = read(bad, 1000);
      } catch (WireFormatException expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
      // A changed length may also announce a frame that is longer than what is there.
      assertThat(frame).as("bit %d", bit).isNull();
    }
  }

  @Test
  void whatIsWrongIsNamedWithWhatWasExpected() {
    byte[] good = frame(FrameType.MESSAGE, 1, "some body");
    refused(
        "GET / HTTP".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        "byte 0 of a frame is 47, not 42");
    refused(with(good, 4, 9), "frame version 9; this member speaks version 1");
    refused(with(good, 5, 9), "frame type 9 is unknown; this version knows 1 to 8");
    refused(with(good, 5, 0), "frame type 0 is unknown");
    refused(with(good, 7, 1), "frame flags are 1; this version knows only 0");
    refused(with(good, 26, 0), "the CRC32C of a MESSAGE frame of 9 bytes is ");
  }

  @Test
  void aStrangerIsToldFromTheFirstByte() {
    refused(new byte[] {0x42, 0x4d}, "byte 1 of a frame is 4d, not 4c");
  }

  @Test
  void aLengthOverTheLimitIsRefusedFromTheHeaderAlone() {
    byte[] header = Arrays.copyOf(frame(FrameType.MESSAGE, 1, "123456789"), Frame.HEADER_BYTES);
    assertThatThrownBy(() -> read(header, 8))
        .isInstanceOf(WireFormatException.class)
        .hasMessage("a MESSAGE frame announces 9 bytes; at most 8 are accepted here");
    assertThatThrownBy(() -> read(with(header, 16, 0xff), 8))
        .isInstanceOf(WireFormatException.class)
        .hasMessage("a MESSAGE frame announces 4278190089 bytes; at most 8 are accepted here");
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private void refused(byte[] bytes, String text) {
    assertThatThrownBy(() -> read(bytes, 1000))
        .isInstanceOf(WireFormatException.class)
        .hasMessageStartingWith(text);
  }
}
