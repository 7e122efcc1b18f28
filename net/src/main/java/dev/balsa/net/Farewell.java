package dev.balsa.net;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * The body of a {@link FrameType#REFUSED} frame: why the connection ends, for people on the other
 * side to read.
 *
 * @param text at most {@value #TEXT_BYTES_MAX} bytes of UTF-8, one line
 * @param directoryId of whoever says it, so that only the word of a known member counts; 0 before
 *     it is sent
 */
record Farewell(RefusalReason reason, String text, long directoryId) {
  static final int TEXT_BYTES_MAX = 1000;

  Farewell(RefusalReason reason, String text) {
    this(reason, text, 0);
  }

  /** As said by the owner of a data directory. */
  Farewell from(long newDirectoryId) {
    return new Farewell(reason, text, newDirectoryId);
  }

  void encode(ByteBuf out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, TEXT_BYTES_MAX);
    out.writeShort(reason.number());
    out.writeLong(directoryId);
    out.writeShort(length);
    out.writeBytes(bytes, 0, length);
  }

  /** Reads one; what could disturb a terminal or forge a line of a log becomes a question mark. */
  static Farewell decode(byte[] body) throws WireFormatException {
    BodyReader in = new BodyReader(body);
    RefusalReason reason = RefusalReason.of(in.unsignedShort("refusal reason"));
    long directoryId = in.anyLong("directory id of a refusal");
    int length = in.unsignedShort("length of the refusal's text");
    if (length > TEXT_BYTES_MAX || length != in.remaining()) {
      throw new WireFormatException(
          "a refusal's text of "
              + length
              + " bytes, with "
              + in.remaining()
              + " bytes left; the most is "
              + TEXT_BYTES_MAX);
    }
    String text = new String(body, body.length - length, length, StandardCharsets.UTF_8);
    return new Farewell(reason, text.replaceAll("\\p{Cntrl}", "?"), directoryId);
  }
}
