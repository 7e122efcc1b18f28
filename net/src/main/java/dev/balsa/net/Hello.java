package dev.balsa.net;

import dev.balsa.core.Configuration;
import dev.balsa.log.Identity;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Who one side of a connection is and whom it takes the other for: the body of {@link
 * FrameType#HELLO} and {@link FrameType#WELCOME}.
 *
 * @param version of the protocol above the frames
 * @param peerId the member the sender believes to be talking to
 * @param frameBytesMax the longest body of a frame the sender accepts
 * @param messageBytesMax the longest message the sender accepts, over all its fragments
 * @param named whether the sender goes by a configuration that names itself and that member
 * @param address where that configuration says that the sender is; empty if it does not say
 */
record Hello(
    int version,
    Identity identity,
    long groupId,
    long peerId,
    int frameBytesMax,
    int messageBytesMax,
    boolean named,
    String address) {
  static final int VERSION = 4;

  /** No frame before the end of a handshake is longer. */
  static final int BODY_BYTES_MAX = 2048;

  static Hello of(NetSettings settings, long peerId, boolean named, String address) {
    return new Hello(
        VERSION,
        settings.identity(),
        settings.groupId(),
        peerId,
        settings.limits().frameBytesMax(),
        settings.limits().messageBytesMax(),
        named,
        address);
  }

  void encode(ByteBuf out) {
    out.writeShort(version);
    out.writeLong(identity.clusterId());
    out.writeLong(groupId);
    out.writeLong(identity.memberId());
    out.writeLong(peerId);
    out.writeLong(identity.directoryId());
    out.writeLong(identity.bootCounter());
    out.writeShort(identity.lives().size());
    identity.lives().forEach(out::writeLong);
    out.writeInt(frameBytesMax);
    out.writeInt(messageBytesMax);
    out.writeBoolean(named);
    byte[] text = address.getBytes(StandardCharsets.UTF_8);
    out.writeShort(text.length);
    out.writeBytes(text);
  }

  /**
   * Reads one. Of another version only the version is read, for the rest may look different.
   *
   * @throws RefusedException if it is of another version
   */
  static Hello decode(byte[] body) throws WireFormatException, RefusedException {
    BodyReader in = new BodyReader(body);
    int version = in.unsignedShort("protocol version");
    if (version != VERSION) {
      throw new RefusedException(
          RefusalReason.PROTOCOL_VERSION,
          "protocol version expected "
              + VERSION
              + ", got "
              + version
              + "; run versions of Balsa that can talk to each other");
    }
    long clusterId = in.anyLong("cluster id");
    long groupId = in.anyLong("group id");
    long memberId = in.member("member id");
    long peerId = in.member("expected member id");
    Identity identity =
        new Identity(
            clusterId, memberId, in.anyLong("directory id"), in.count("boot counter"), lives(in));
    Hello hello =
        new Hello(
            version,
            identity,
            groupId,
            peerId,
            in.size("frameBytesMax"),
            in.size("messageBytesMax"),
            in.bool("named by a configuration"),
            address(in));
    in.end("a handshake");
    if (hello.frameBytesMax < NetLimits.FRAME_BYTES_LEAST
        || hello.messageBytesMax < NetLimits.FRAME_BYTES_LEAST) {
      throw new WireFormatException(
          "frameBytesMax "
              + hello.frameBytesMax
              + " and messageBytesMax "
              + hello.messageBytesMax
              + " of a handshake must both be at least "
              + NetLimits.FRAME_BYTES_LEAST);
    }
    return hello;
  }

  private static String address(BodyReader in) throws WireFormatException {
    int length = in.unsignedShort("length of an address");
    if (length > Configuration.ADDRESS_BYTES_MAX) {
      throw new WireFormatException(
          "a handshake with an address of "
              + length
              + " bytes; at most "
              + Configuration.ADDRESS_BYTES_MAX);
    }
    return in.text(length, "address");
  }

  private static List<Long> lives(BodyReader in) throws WireFormatException {
    int count = in.unsignedShort("number of lives");
    if (count > Identity.LIVES_MAX) {
      throw new WireFormatException(
          "a handshake with " + count + " lives; at most " + Identity.LIVES_MAX);
    }
    List<Long> lives = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      lives.add(in.anyLong("life"));
    }
    return lives;
  }
}
