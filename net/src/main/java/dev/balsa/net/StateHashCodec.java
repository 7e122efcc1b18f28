package dev.balsa.net;

import dev.balsa.node.PeerMessage.StateHashes;
import dev.balsa.node.StateHash;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** The hashes of a state as bytes: how many, then index and hash of each. */
final class StateHashCodec {
  private static final int HASH_BYTES = 2 * 8;

  private StateHashCodec() {}

  static void encode(StateHashes message, ByteBuf out) {
    out.writeInt(message.hashes().size());
    for (StateHash each : message.hashes()) {
      out.writeLong(each.index());
      out.writeLong(each.hash());
    }
  }

  static StateHashes decode(BodyReader in) throws WireFormatException {
    StateHash[] hashes = new StateHash[in.elements("hashes", HASH_BYTES)];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = new StateHash(in.count("index"), in.anyLong("hash"));
    }
    return new StateHashes(List.of(hashes));
  }
}
