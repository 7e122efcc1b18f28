package dev.balsa.net;

/** What a frame carries. The numbers are part of the wire format and never change. */
enum FrameType {
  /** The first frame of whoever dialled: a {@link Hello}. */
  HELLO(1),
  /** The answer to {@link #HELLO} of whoever was dialled and accepts: a {@link Hello} too. */
  WELCOME(2),
  /** The last frame of a connection: a {@link Farewell}, which says why. */
  REFUSED(3),
  /** Asks whether the other side is alive: 8 bytes of the sender's choice. */
  PING(4),
  /** The answer to {@link #PING}: its 8 bytes. */
  PONG(5),
  /** One whole message. */
  MESSAGE(6),
  /** A part of a message that is too long for one frame; see {@link Assembly}. */
  FRAGMENT(7),
  /**
   * The sender does not serve the group of this frame: the answer to a message for it, and the news
   * that it has ended. No body. Only members that serve many groups send it.
   */
  NO_GROUP(8);

  private static final FrameType[] BY_NUMBER = {
    null, HELLO, WELCOME, REFUSED, PING, PONG, MESSAGE, FRAGMENT, NO_GROUP
  };

  private final int number;

  FrameType(int number) {
    this.number = number;
  }

  /** The number that stands for this type on the wire. */
  int number() {
    return number;
  }

  /**
   * The type with a number.
   *
   * @throws WireFormatException if this version knows none
   */
  static FrameType of(int number) throws WireFormatException {
    if (number < 1 || number >= BY_NUMBER.length) {
      throw new WireFormatException(
          "frame type "
              + number
              + " is unknown; this version knows 1 to "
              + (BY_NUMBER.length - 1));
    }
    return BY_NUMBER[number];
  }
}
