package dev.balsa.net;

/** Where frames have their place. */
final class FrameRules {
  private FrameRules() {}

  /**
   * Whether whoever was dialled may send a frame.
   *
   * @throws WireFormatException if it is not expected
   */
  static void expect(boolean expected, Frame frame) throws WireFormatException {
    if (!expected) {
      throw new WireFormatException(
          "a "
              + frame.type()
              + " frame of "
              + frame.body().length
              + " bytes; whoever was dialled sends WELCOME, PING and PONG of 8 bytes, and REFUSED only");
    }
  }

  /**
   * The word that a group is not served has its place between members that serve many.
   *
   * @throws WireFormatException if this is not such a place
   */
  static void noGroup(NetContext net, Frame frame) throws WireFormatException {
    if (!net.groups().isMany() || frame.body().length != 0) {
      throw new WireFormatException(
          "a NO_GROUP frame of "
              + frame.body().length
              + " bytes; it has none, and comes only where there are many groups");
    }
  }
}
