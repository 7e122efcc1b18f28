package dev.balsa.net;

import dev.balsa.node.Divergence;
import dev.balsa.node.PeerMessage.StateDiffers;
import dev.balsa.node.PeerMessage.StateHashes;
import dev.balsa.node.StateHash;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The hashes of a state as bytes, and what members with different ones are told. */
final class StateHashCodec {
  /** Index or member, and hash. */
  private static final int HASH_BYTES = 2 * 8;

  private StateHashCodec() {}

  static long measure(StateHashes message) {
    return 4 + (long) HASH_BYTES * message.hashes().size();
  }

  static long measure(StateDiffers message) {
    return 2 * 8 + 1 + 8 + 4 + (long) HASH_BYTES * message.divergence().hashes().size();
  }

  static void encode(StateHashes message, ByteBuf out) {
    out.writeInt(message.hashes().size());
    for (StateHash each : message.hashes()) {
      out.writeLong(each.index());
      out.writeLong(each.hash());
    }
  }

  static void encode(StateDiffers message, ByteBuf out) {
    Divergence divergence = message.divergence();
    Long agreed = divergence.agreed();
    out.writeLong(divergence.equalIndex());
    out.writeLong(divergence.index());
    out.writeBoolean(agreed != null);
    out.writeLong(agreed == null ? 0 : agreed);
    out.writeInt(divergence.hashes().size());
    divergence
        .hashes()
        .forEach((member, hash) -> {
          out.writeLong(member);
          out.writeLong(hash);
        });
  }

  static StateHashes hashes(BodyReader in) throws WireFormatException {
    StateHash[] hashes = new StateHash[in.elements("hashes", HASH_BYTES)];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = new StateHash(in.count("index"), in.anyLong("hash"));
    }
    return new StateHashes(List.of(hashes));
  }

  static StateDiffers differs(BodyReader in) throws WireFormatException {
    long equalIndex = in.count("equalIndex");
    long index = in.count("index");
    boolean isAgreed = in.bool("isAgreed");
    long hashAgreed = in.anyLong("agreed");
    @Nullable Long agreed = isAgreed ? (Long) hashAgreed : null;
    TreeMap<Long, Long> hashes = new TreeMap<>();
    for (int left = in.elements("hashes", HASH_BYTES); left > 0; left--) {
      hashes.put(in.member("member"), in.anyLong("hash"));
    }
    try {
      return new StateDiffers(new Divergence(equalIndex, index, hashes, agreed));
    } catch (IllegalArgumentException wrong) {
      throw new WireFormatException(String.valueOf(wrong.getMessage()));
    }
  }
}
