package dev.balsa.kv;

import dev.balsa.core.Bytes;
import dev.balsa.core.Check;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** The bytes of a {@link StoreView}: the same for the same state on every member. */
final class Snapshot {
  /*
   * Numbers as ByteWriter writes them:
   *
   *   "balsakv", one byte for the format
   *   applied index, revision, number of pairs
   *   for each pair, in the order of the keys:
   *     key, value (a length and as many bytes each)
   *     create revision, mod revision, version, lease
   *   state hash
   *   CRC32C of everything before
   *
   * The checksum finds what became of the bytes since they were written. The hash is that of the
   * store they came from and is computed anew from the pairs that were read, so it finds what the
   * checksum cannot: a field that this format or its reader forgot.
   */

  /** The version of the format; what comes next may look different in another one. */
  static final int FORMAT = 1;

  /**
   * The longest key or value, in bytes: as long as any command can make one, as none is longer than
   * 64 MiB and {@link PutSequentialRequest} adds its digits.
   */
  static final int BYTES_MAX = (64 << 20) + PutSequentialRequest.DIGITS;

  /** The most pairs; a store can hold no more. */
  static final int PAIRS_MAX = Integer.MAX_VALUE;

  private static final Bytes MARK = Bytes.utf8("balsakv");
  private static final KeyRange ALL = new KeyRange(Bytes.EMPTY, null);

  private Snapshot() {}

  static void write(StoreView view, OutputStream to) throws IOException {
    SnapshotOutput out = new SnapshotOutput(to);
    for (int i = 0; i < MARK.length(); i++) {
      out.buffer().octet(MARK.at(i));
    }
    out.buffer().octet(FORMAT);
    out.buffer().number(view.appliedIndex());
    out.buffer().number(view.revision());
    out.buffer().number(view.keyCount());
    try {
      view.tree().scan(ALL, pair -> write(pair, out));
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
    out.buffer().number(view.stateHash());
    out.end();
  }

  /** Returns true, to be shown the next pair. */
  private static boolean write(KeyValue pair, SnapshotOutput out) {
    Check.that(
        pair.key().length() <= BYTES_MAX && pair.value().length() <= BYTES_MAX,
        "no command makes a key or value that a snapshot cannot hold");
    ByteWriter buffer = out.buffer();
    buffer.bytes(pair.key());
    buffer.bytes(pair.value());
    buffer.number(pair.createRevision());
    buffer.number(pair.modRevision());
    buffer.number(pair.version());
    buffer.number(pair.lease());
    try {
      out.flow();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return true;
  }

  /**
   * Reads a view, up to the end of the stream.
   *
   * @throws IOException if the stream cannot be read or what it holds is not exactly one view
   */
  static StoreView read(InputStream from) throws IOException {
    SnapshotInput in = new SnapshotInput(from);
    readFormat(in);
    long appliedIndex = in.number("the applied index", 0, Long.MAX_VALUE);
    long revision = in.number("the revision", 1, Long.MAX_VALUE);
    int count = (int) in.number("the number of pairs", 0, PAIRS_MAX);
    TreeBuilder tree = new TreeBuilder(count);
    long sizeBytes = 0;
    long hash = 0;
    Bytes before = Bytes.EMPTY;
    for (int i = 0; i < count; i++) {
      KeyValue pair = readPair(in, revision, before);
      tree.add(pair);
      sizeBytes += pair.sizeBytes();
      hash += ContentHash.of(pair);
      before = pair.key();
    }
    long written = in.number();
    in.end();
    StoreView view = new StoreView(tree.built(), revision, appliedIndex, sizeBytes, hash);
    if (view.stateHash() != written) {
      throw in.malformed(
          "has the state hash %016x, but its pairs make %016x"
              .formatted(written, view.stateHash()));
    }
    return view;
  }

  private static void readFormat(SnapshotInput in) throws IOException {
    for (int i = 0; i < MARK.length(); i++) {
      if (in.octet() != MARK.at(i)) {
        throw in.malformed("does not begin with \"" + MARK.utf8() + '"');
      }
    }
    int format = in.octet();
    if (format != FORMAT) {
      throw new IOException(
          "the snapshot of the key-value store is of format "
              + format
              + ", and this version reads format "
              + FORMAT
              + " only; nothing of it was taken over: use the version that wrote it");
    }
  }

  private static KeyValue readPair(SnapshotInput in, long revision, Bytes before)
      throws IOException {
    Bytes key = in.bytes("a key");
    if (key.compareTo(before) <= 0) {
      throw in.malformed("has the key " + key + " after the key " + before);
    }
    Bytes value = in.bytes("a value");
    long createRevision = in.number("a create revision", 2, revision);
    long modRevision = in.number("a mod revision", createRevision, revision);
    long version = in.number("a version", 1, Long.MAX_VALUE);
    return new KeyValue(key, value, createRevision, modRevision, version, in.number());
  }
}
