package dev.balsa.net;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts a message that came in {@link FrameType#FRAGMENT} frames together. A fragment's body is the
 * length of the message, the position of this part in it, 4 bytes each, and the part. Fragments of
 * one message follow each other on a connection; frames of other types may come between them,
 * fragments of another message may not.
 */
final class Assembly {
  static final int PREFIX_BYTES = 8;

  /** So much is allocated on trust in the announced length; more only as bytes really come. */
  private static final int TRUSTED_BYTES = 1 << 20;

  private final int messageBytesMax;
  private byte[] message = {};
  private int total;
  private int filled;

  Assembly(int messageBytesMax) {
    this.messageBytesMax = messageBytesMax;
  }

  /**
   * Adds a fragment.
   *
   * @return the message if this was its last part, else null
   * @throws WireFormatException if this is not the part that must come now
   */
  byte @Nullable [] add(byte[] fragment) throws WireFormatException {
    BodyReader in = new BodyReader(fragment);
    int announced = in.size("length of a fragmented message");
    int position = in.size("position of a fragment");
    int part = in.remaining();
    if (filled == 0) {
      if (announced > messageBytesMax) {
        throw new WireFormatException(
            "a fragmented message announces "
                + announced
                + " bytes; at most "
                + messageBytesMax
                + " are accepted");
      }
      total = announced;
    }
    if (announced != total || position != filled || part == 0 || part > total - filled) {
      throw new WireFormatException(
          "a fragment has "
              + part
              + " bytes at "
              + position
              + " of "
              + announced
              + "; expected were at least 1 and at most "
              + (total - filled)
              + " bytes at "
              + filled
              + " of "
              + total);
    }
    int needed = filled + part;
    if (message.length < needed) {
      int grown =
          Math.max(Math.max(needed, TRUSTED_BYTES), (int) Math.min(2L * message.length, total));
      message = Arrays.copyOf(message, Math.min(grown, total));
    }
    System.arraycopy(fragment, PREFIX_BYTES, message, filled, part);
    filled = needed;
    if (filled < total) {
      return null;
    }
    byte[] whole = message.length == total ? message : Arrays.copyOf(message, total);
    message = new byte[0];
    filled = 0;
    return whole;
  }
}
