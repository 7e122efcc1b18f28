package dev.balsa.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes come, decoding ends with a value or with {@link WireFormatException}, and
 * allocates in proportion.
 */
class FuzzTest {
  private static final int ROUNDS = 60_000;

  private final com.sun.management.ThreadMXBean threads =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final SplittableRandom random = new SplittableRandom(20261121);
  private int accepted;
  private int refused;

  /** Decodes something. */
  private interface Decoding {
    void run(byte[] input) throws WireFormatException, RefusedException;
  }

  @Test
  void messages() {
    RandomMessages messages = new RandomMessages(5);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] input = spoil(MessageCodecTest.encode(messages.next()));
      decode(input, MessageCodec::decode);
    }
    assertBothHappened();
  }

  @Test
  void frames() {
    RandomMessages messages = new RandomMessages(6);
    CRC32C crc = new CRC32C();
    for (int i = 0; i < ROUNDS; i++) {
      byte[] input = spoil(frame(MessageCodecTest.encode(messages.next()), crc));
      decode(
          input,
          bytes -> {
            ByteBuf in = Unpooled.wrappedBuffer(bytes);
            while (Frame.read(in, 64 << 10, crc) != null) {
              assertThat(in.readerIndex()).isPositive();
            }
          });
    }
    assertBothHappened();
  }

  @Test
  void handshakes() {
    Members members = new Members(2);
    for (int i = 0; i < ROUNDS; i++) {
      ByteBuf out = Unpooled.buffer();
      Hello.of(members.settings(1), 2, true, "a:1").encode(out);
      decode(spoil(bytes(out)), Hello::decode);
      ByteBuf farewell = Unpooled.buffer();
      new Farewell(RefusalReason.WRONG_CLUSTER, "expected one, got two").encode(farewell);
      decode(spoil(bytes(farewell)), Farewell::decode);
    }
    assertBothHappened();
  }

  @Test
  void fragments() {
    Assembly[] assembly = {new Assembly(1 << 20)};
    for (int i = 0; i < ROUNDS; i++) {
      ByteBuf out = Unpooled.buffer();
      int total = random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(2000);
      out.writeInt(total);
      out.writeInt(random.nextInt(3) == 0 ? random.nextInt(2000) : 0);
      out.writeZero(random.nextInt(1000));
      byte[] input = bytes(out);
      decode(
          input,
          part -> {
            try {
              assembly[0].add(part);
            } catch (WireFormatException e) {
              assembly[0] = new Assembly(1 << 20);
              throw e;
            }
          });
    }
    assertBothHappened();
  }

  private void decode(byte[] input, Decoding decoding) {
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      decoding.run(input);
      accepted++;
    } catch (WireFormatException | RefusedException declared) {
      refused++;
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(allocated)
        .as("bytes allocated for %d", input.length)
        .isLessThan(16L * input.length + (1 << 20));
  }

  private void assertBothHappened() {
    assertThat(accepted).isGreaterThan(ROUNDS / 50);
    assertThat(refused).isGreaterThan(ROUNDS / 50);
  }

  private static byte[] frame(byte[] body, CRC32C crc) {
    ByteBuf out = Unpooled.directBuffer();
    int start = Frame.open(out, FrameType.MESSAGE, 3);
    out.writeBytes(body);
    Frame.seal(out, start, crc);
    byte[] bytes = bytes(out);
    out.release();
    return bytes;
  }

  private static byte[] bytes(ByteBuf out) {
    byte[] bytes = new byte[out.readableBytes()];
    out.getBytes(0, bytes);
    return bytes;
  }

  /** Leaves it, cuts it, lengthens it, flips bits, plants a large number, or replaces all of it. */
  private byte[] spoil(byte[] good) {
    return switch (random.nextInt(6)) {
      case 0 -> good;
      case 1 -> Arrays.copyOf(good, random.nextInt(good.length));
      case 2 -> Arrays.copyOf(good, good.length + 1 + random.nextInt(20));
      case 3 -> {
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          good[random.nextInt(good.length)] ^= (byte) (1 << random.nextInt(8));
        }
        yield good;
      }
      case 4 -> {
        int at = random.nextInt(good.length);
        int end = Math.min(good.length, at + 4);
        Arrays.fill(good, at, end, random.nextBoolean() ? (byte) 0xff : 0x7f);
        yield good;
      }
      default -> {
        random.nextBytes(good);
        yield good;
      }
    };
  }
}
