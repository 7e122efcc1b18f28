package dev.balsa.net;

import dev.balsa.core.Bytes;
import dev.balsa.core.ConfigurationCodec;
import dev.balsa.core.SnapshotMeta;
import dev.balsa.log.ByteRange;
import dev.balsa.node.PeerMessage.SnapshotChunk;
import dev.balsa.node.PeerMessage.SnapshotChunkResponse;
import io.netty.buffer.ByteBuf;
import java.util.List;

/** Pieces of snapshots as bytes, and what their receivers want. */
final class SnapshotCodec {
  private static final int RANGE_BYTES = 2 * 8;

  private SnapshotCodec() {}

  static long measure(SnapshotChunk chunk) {
    return 2L * 8 + 4 + configuration(chunk).length() + 2 * 8 + 4 + chunk.bytes().length();
  }

  static long measure(SnapshotChunkResponse response) {
    return 2 * 8 + 1 + 4 + (long) RANGE_BYTES * response.wanted().size();
  }

  static void encode(SnapshotChunk chunk, ByteBuf out) {
    out.writeLong(chunk.meta().index());
    out.writeLong(chunk.meta().term());
    encode(configuration(chunk), out);
    out.writeLong(chunk.sizeBytes());
    out.writeLong(chunk.position());
    encode(chunk.bytes(), out);
  }

  static void encode(SnapshotChunkResponse response, ByteBuf out) {
    out.writeLong(response.index());
    out.writeLong(response.presentBytes());
    out.writeBoolean(response.durable());
    out.writeInt(response.wanted().size());
    for (ByteRange range : response.wanted()) {
      out.writeLong(range.from());
      out.writeLong(range.to());
    }
  }

  static SnapshotChunk chunk(BodyReader in) throws WireFormatException {
    long index = in.count("lastIncludedIndex");
    long term = in.count("lastIncludedTerm");
    SnapshotMeta meta =
        new SnapshotMeta(index, term, ConfigurationCodec.decode(in.bytes("configuration")));
    return new SnapshotChunk(meta, in.count("sizeBytes"), in.count("position"), in.bytes("piece"));
  }

  static SnapshotChunkResponse response(BodyReader in) throws WireFormatException {
    long index = in.count("index");
    long presentBytes = in.count("presentBytes");
    boolean durable = in.bool("durable");
    ByteRange[] wanted = new ByteRange[in.elements("wanted", RANGE_BYTES)];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = new ByteRange(in.count("from"), in.count("to"));
    }
    return new SnapshotChunkResponse(index, presentBytes, List.of(wanted), durable);
  }

  private static Bytes configuration(SnapshotChunk chunk) {
    return ConfigurationCodec.encode(chunk.meta().configuration());
  }

  private static void encode(Bytes bytes, ByteBuf out) {
    out.writeInt(bytes.length());
    out.writeBytes(bytes.sharedArray(), bytes.sharedOffset(), bytes.length());
  }
}
